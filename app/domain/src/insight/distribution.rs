//! Days by mood.

use super::TaggedDay;
use crate::Mood;

/// The number of days of each mood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Distribution {
    counts: [usize; Mood::ALL.len()],
}

impl Distribution {
    /// Counts the moods of `days`.
    #[must_use]
    pub fn of(days: &[TaggedDay]) -> Self {
        let mut counts = [0; Mood::ALL.len()];
        for day in days {
            counts[day.mood as usize] += 1;
        }
        Self { counts }
    }

    /// The number of days.
    #[must_use]
    pub fn days(&self) -> usize {
        self.counts.iter().sum()
    }

    /// The number of days with `mood`.
    #[must_use]
    pub const fn count(&self, mood: Mood) -> usize {
        self.counts[mood as usize]
    }

    /// The share of days with `mood`, from 0 to 1; 0 without days.
    #[must_use]
    pub fn share(&self, mood: Mood) -> f64 {
        match self.days() {
            0 => 0.0,
            days => self.count(mood) as f64 / days as f64,
        }
    }

    /// The median score, between two moods if the halves meet there; none without days.
    #[must_use]
    pub fn median(&self) -> Option<f64> {
        let days = self.days();
        let (lower, upper) = (days.checked_sub(1)? / 2, days / 2);
        Some((self.score_at(lower)? + self.score_at(upper)?) / 2.0)
    }

    /// The score of the day at `position`, if days were in order of mood.
    fn score_at(&self, position: usize) -> Option<f64> {
        let mut before = 0;
        for mood in Mood::ALL {
            before += self.count(mood);
            if position < before {
                return Some(f64::from(mood.score()));
            }
        }
        None
    }
}
