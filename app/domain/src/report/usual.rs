//! A day beside the usual.

use std::cmp::Ordering;

use super::{DAYS_BEFORE, before};
use crate::{
    Day, Mood,
    insight::{Carryover, Interval, Mean, TaggedDay},
};

/// The distance between a mood and the furthest values that round to it.
const HALF_STEP: f64 = 0.5;

/// A usual level of mood.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usual {
    /// The number of days behind it.
    pub days: usize,
    /// The number of days that it takes.
    pub needed: usize,
    /// The mean score with its 95 % interval; none with fewer days than it takes.
    pub level: Option<Interval>,
}

impl Usual {
    fn of(days: &[TaggedDay], needed: usize, carryover: Carryover) -> Self {
        let mean = Mean::of(days, carryover).filter(|mean| mean.days >= needed);
        Self {
            days: days.len(),
            needed,
            level: mean.and_then(|mean| mean.interval),
        }
    }

    /// A mood beside the usual; none with too few days. A mood stands for all values that round to it: it
    /// is greater or less only if all of them lie outside the interval of the usual level.
    #[must_use]
    pub fn compare(&self, mood: Mood) -> Option<Ordering> {
        let level = self.level?;
        let score = f64::from(mood.score());
        Some(if score - HALF_STEP > level.high {
            Ordering::Greater
        } else if score + HALF_STEP < level.low {
            Ordering::Less
        } else {
            Ordering::Equal
        })
    }

    /// The score of a mood less the mean, in mood steps; none with too few days.
    #[must_use]
    pub fn difference(&self, mood: Mood) -> Option<f64> {
        Some(f64::from(mood.score()) - self.level?.estimate)
    }
}

/// The usual level of the days before a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UsualDay {
    /// That of all days.
    pub all: Usual,
    /// That of the same day of the week.
    pub weekday: Usual,
}

impl UsualDay {
    /// The number of days with an entry that the level of all days takes.
    pub const MIN_DAYS: usize = 20;
    /// The number of days with an entry that the level of a weekday takes.
    pub const MIN_WEEKDAYS: usize = 8;

    /// The usual of the [`DAYS_BEFORE`] `day`. `days` are in order; others than these do not count.
    #[must_use]
    pub fn of(day: Day, days: &[TaggedDay]) -> Self {
        let before = before(days, day, DAYS_BEFORE);
        let carryover = Carryover::of(before);
        let same = before.iter().filter(|of| of.day.weekday() == day.weekday());
        let same: Vec<_> = same.cloned().collect();
        Self {
            all: Usual::of(before, Self::MIN_DAYS, carryover),
            weekday: Usual::of(&same, Self::MIN_WEEKDAYS, carryover),
        }
    }

    /// The level that a day is compared to in words: that of its weekday, or of all days if there are too
    /// few of the weekday. One comparison for each day, so that chance has one occasion only.
    #[must_use]
    pub fn told(&self) -> &Usual {
        if self.weekday.level.is_some() {
            &self.weekday
        } else {
            &self.all
        }
    }
}
