//! A week's summary: the number of days, their tone, and the outliers.

use super::{Entry, Mood};
use crate::Day;

/// The facts of a week's sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeekSummary {
    /// The number of days with an entry, at least one.
    pub days: usize,
    /// The common tone of the days.
    pub tone: Tone,
    /// One or two days far from a common mood, oldest first: low ones in a bright week, bright ones
    /// in a low week.
    pub outliers: Vec<Day>,
}

/// The tone of some days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Every day had this mood.
    All(Mood),
    /// More than half of the days had this mood.
    Mostly(Mood),
    /// The days ranged from the first mood up to the second.
    Between(Mood, Mood),
}

impl WeekSummary {
    /// The maximum number of outliers that a summary names.
    const MAX_OUTLIERS: usize = 2;

    /// Summarises entries; none if there are no entries.
    #[must_use]
    pub fn of(entries: &[Entry]) -> Option<Self> {
        let moods = || entries.iter().map(|entry| entry.mood);
        let (lowest, highest) = (moods().min()?, moods().max()?);
        let is_common =
            |mood: &Mood| moods().filter(|other| other == mood).count() * 2 > entries.len();
        let tone = match Mood::ALL.into_iter().find(is_common) {
            Some(mood) if lowest == highest => Tone::All(mood),
            Some(mood) => Tone::Mostly(mood),
            None => Tone::Between(lowest, highest),
        };
        let outliers = match tone {
            Tone::Mostly(mood) => outliers(entries, mood),
            _ => Vec::new(),
        };
        Some(Self {
            days: entries.len(),
            tone,
            outliers,
        })
    }
}

fn outliers(entries: &[Entry], common: Mood) -> Vec<Day> {
    let stands_out = |mood: Mood| {
        if common >= Mood::Okay {
            mood <= Mood::Bad
        } else {
            mood >= Mood::Good
        }
    };
    let days = entries.iter().filter(|entry| stands_out(entry.mood));
    let days: Vec<Day> = days.map(|entry| entry.day).collect();
    if days.len() > WeekSummary::MAX_OUTLIERS {
        Vec::new()
    } else {
        days
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn monday() -> Day {
        Day::parse("2026-11-23").unwrap()
    }

    fn summary(moods: &[Mood]) -> Option<WeekSummary> {
        let entries: Vec<Entry> = (0..)
            .zip(moods)
            .map(|(offset, mood)| Entry {
                day: monday().plus(offset),
                mood: *mood,
                note: None,
                version: 1,
                edited: false,
                created_at: 0,
                updated_at: 0,
                expires_at: 1,
            })
            .collect();
        WeekSummary::of(&entries)
    }

    #[track_caller]
    fn check(moods: &[Mood], tone: Tone, outliers: &[i64]) {
        let expected = WeekSummary {
            days: moods.len(),
            tone,
            outliers: outliers
                .iter()
                .map(|offset| monday().plus(*offset))
                .collect(),
        };
        assert_eq!(summary(moods), Some(expected));
    }

    #[test]
    fn a_week_has_a_tone_and_at_most_two_outliers() {
        use Mood::{Awful, Bad, Good, Great, Okay};
        assert_eq!(summary(&[]), None);
        check(&[Good], Tone::All(Good), &[]);
        check(&[Okay; 7], Tone::All(Okay), &[]);
        check(&[Bad, Good, Good, Great, Good], Tone::Mostly(Good), &[0]);
        check(&[Bad, Good, Good, Good, Awful], Tone::Mostly(Good), &[0, 4]);
        check(
            &[Bad, Good, Good, Good, Good, Awful, Bad],
            Tone::Mostly(Good),
            &[],
        );
        check(&[Bad, Bad, Great, Okay, Bad], Tone::Mostly(Bad), &[2]);
        // Half is not a majority.
        check(&[Good, Bad], Tone::Between(Bad, Good), &[]);
        check(&[Good, Good, Bad, Great], Tone::Between(Bad, Great), &[]);
    }
}
