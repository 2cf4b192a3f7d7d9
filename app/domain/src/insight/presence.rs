//! Days with an entry: how many, and how many in a row.

use super::TaggedDay;
use crate::Day;

/// Days with an entry, of all days of a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Days with an entry.
    pub written: usize,
    /// All days, from the span's start or, if that is later, the first entry. Days before someone
    /// began are not missing.
    pub days: usize,
}

impl Coverage {
    /// Covers `start` to `end`, both included; `days` are those of this span.
    #[must_use]
    pub fn of(days: &[TaggedDay], start: Day, end: Day) -> Self {
        let first = days.first().map(|day| day.day.max(start));
        Self {
            written: days.len(),
            days: first.map_or(0, |first| {
                usize::try_from(end.since(first) + 1).unwrap_or_default()
            }),
        }
    }

    /// The written share, from 0 to 1; 0 without days.
    #[must_use]
    pub fn share(self) -> f64 {
        match self.days {
            0 => 0.0,
            days => self.written as f64 / days as f64,
        }
    }
}

/// Days in a row with an entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Streak {
    /// The days in a row up to today, or up to yesterday: today is not over.
    pub current: usize,
    /// The most days in a row.
    pub longest: usize,
}

impl Streak {
    /// Counts days in a row up to `today`.
    #[must_use]
    pub fn of(days: &[TaggedDay], today: Day) -> Self {
        let (mut run, mut longest) = (0, 0);
        let mut previous: Option<Day> = None;
        for TaggedDay { day, .. } in days {
            run = match previous {
                Some(previous) if day.since(previous) == 1 => run + 1,
                _ => 1,
            };
            longest = longest.max(run);
            previous = Some(*day);
        }
        let is_current = previous.is_some_and(|last| (0..=1).contains(&today.since(last)));
        Self {
            current: if is_current { run } else { 0 },
            longest,
        }
    }
}
