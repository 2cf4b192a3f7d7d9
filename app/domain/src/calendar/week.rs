//! Calendar weeks and ranges of days.

use chrono::Weekday;

use super::Day;
use crate::Violation;

/// A calendar week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Week {
    start: Day,
}

impl Week {
    /// The week that contains `day`, if weeks begin on `first`.
    #[must_use]
    pub fn containing(day: Day, first: Weekday) -> Self {
        Self {
            start: day.plus(-i64::from(day.weekday().days_since(first))),
        }
    }

    /// Its first day.
    #[must_use]
    pub const fn start(self) -> Day {
        self.start
    }

    /// Its last day.
    #[must_use]
    pub fn end(self) -> Day {
        self.start.plus(6)
    }
}

/// A range of days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayRange {
    start: Day,
    end: Day,
}

impl DayRange {
    /// The maximum number of days: a leap year.
    pub const MAX_DAYS: i64 = 366;

    /// The range from `start` to `end`.
    ///
    /// # Errors
    /// [`Violation::RangeReversed`], [`Violation::RangeTooLong`].
    pub fn new(start: Day, end: Day) -> Result<Self, Violation> {
        if end < start {
            return Err(Violation::RangeReversed);
        }
        if end.since(start) >= Self::MAX_DAYS {
            return Err(Violation::RangeTooLong);
        }
        Ok(Self { start, end })
    }

    /// One day.
    #[must_use]
    pub const fn of(day: Day) -> Self {
        Self {
            start: day,
            end: day,
        }
    }

    /// The first day.
    #[must_use]
    pub const fn start(self) -> Day {
        self.start
    }

    /// The last day.
    #[must_use]
    pub const fn end(self) -> Day {
        self.end
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn a_week_begins_on_the_given_weekday() {
        let sunday = day("2026-11-22");
        assert_eq!(
            Week::containing(sunday, Weekday::Mon).start(),
            day("2026-11-16")
        );
        assert_eq!(Week::containing(sunday, Weekday::Sun).start(), sunday);
        assert_eq!(
            Week::containing(day("2026-01-01"), Weekday::Mon).start(),
            day("2025-12-29")
        );
    }

    #[test]
    fn a_range_is_ordered_and_at_most_a_leap_year() {
        assert!(DayRange::new(day("2026-11-20"), day("2026-11-20")).is_ok());
        assert!(DayRange::new(day("2024-01-01"), day("2024-12-31")).is_ok());
        assert_eq!(
            DayRange::new(day("2026-11-20"), day("2026-11-19")),
            Err(Violation::RangeReversed)
        );
        assert_eq!(
            DayRange::new(day("2024-01-01"), day("2025-01-01")),
            Err(Violation::RangeTooLong)
        );
    }

    proptest! {
        #[test]
        fn every_day_is_in_its_week(offset in -300_000_i64..2_000_000, first in 0_u8..7) {
            let first = Weekday::try_from(first).unwrap();
            let day = day("1970-01-01").plus(offset);
            let week = Week::containing(day, first);
            prop_assert!((0..7).contains(&day.since(week.start())));
            prop_assert_eq!(week.start().weekday(), first);
            prop_assert_eq!(week.end().since(week.start()), 6);
        }
    }
}
