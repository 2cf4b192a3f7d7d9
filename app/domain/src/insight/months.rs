//! This month beside the last.

use std::cmp::Ordering;

use chrono::Datelike;

use super::{Carryover, Comparison, Interval, TaggedDay, groups::Group, within};
use crate::Day;

/// A month's mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MonthMean {
    /// The month's first day.
    pub month: Day,
    /// The days with an entry.
    pub days: usize,
    /// Their mean score; none without days.
    pub mean: Option<f64>,
}

impl MonthMean {
    fn of(month: Day, days: &[TaggedDay]) -> Self {
        Self {
            month,
            days: days.len(),
            mean: Group::of(days.iter()).mean(),
        }
    }
}

/// This month beside the last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MonthComparison {
    /// The statement that the figures support.
    pub verdict: MonthChange,
    /// The month of today, up to today.
    pub this: MonthMean,
    /// The month before.
    pub last: MonthMean,
    /// This month's mean less last month's, in mood steps; none with too few days.
    pub difference: Option<Interval>,
    /// The test's p-value; none with too few days.
    pub p: Option<f64>,
}

/// The statement about this month and the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MonthChange {
    /// Too few days in one of them.
    NotEnoughDays {
        /// The number of days of each month that is needed.
        needed: usize,
    },
    /// No difference that is distinguishable from chance.
    Same,
    /// This month is brighter.
    Higher,
    /// This month is heavier.
    Lower,
}

impl MonthComparison {
    /// Fewer days are less than a week, and stand for no month.
    pub const MIN_DAYS: usize = 7;

    /// The first day that the comparison looks at: that of the month before `today`'s.
    #[must_use]
    pub fn first_day(today: Day) -> Day {
        first_of_month(first_of_month(today).plus(-1))
    }

    /// Compares the month of `today` with the one before.
    #[must_use]
    pub fn of(days: &[TaggedDay], today: Day, carryover: Carryover) -> Self {
        let begin = first_of_month(today);
        let last_begin = Self::first_day(today);
        let this = within(days, begin, today);
        let last = within(days, last_begin, begin.plus(-1));
        let enough = this.len().min(last.len()) >= Self::MIN_DAYS;
        let compared = enough.then(|| Comparison::of(this, last, carryover));
        let compared = compared.flatten();
        let verdict = match compared.map(Comparison::direction) {
            Some(Ordering::Greater) => MonthChange::Higher,
            Some(Ordering::Less) => MonthChange::Lower,
            Some(Ordering::Equal) => MonthChange::Same,
            None => MonthChange::NotEnoughDays {
                needed: Self::MIN_DAYS,
            },
        };
        Self {
            verdict,
            this: MonthMean::of(begin, this),
            last: MonthMean::of(last_begin, last),
            difference: compared.map(|compared| compared.difference),
            p: compared.map(|compared| compared.p),
        }
    }
}

fn first_of_month(day: Day) -> Day {
    day.plus(-i64::from(day.date().day0()))
}
