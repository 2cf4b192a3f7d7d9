//! A civil date in the person's own time zone.

use std::fmt;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Violation;

/// A civil date without a time zone, written `YYYY-MM-DD`.
///
/// Years run from 0001 to 9999, so that the text sorts in order of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

/// The latest local time on Earth, in seconds ahead of UTC: that of Kiribati's Line Islands.
const EARLIEST_TO_SEE_A_DAY: i64 = 14 * 3600;

/// A date of the calendar, as a constant.
const fn constant(date: Option<NaiveDate>) -> NaiveDate {
    match date {
        Some(date) => date,
        None => NaiveDate::MIN,
    }
}

impl Day {
    /// The calendar's first day.
    pub const FIRST: Self = Self(constant(NaiveDate::from_ymd_opt(1, 1, 1)));
    /// The calendar's last day.
    pub const LAST: Self = Self(constant(NaiveDate::from_ymd_opt(9999, 12, 31)));

    /// The day of a date, if its year is from 0001 to 9999.
    #[must_use]
    pub fn from_date(date: NaiveDate) -> Option<Self> {
        (1..=9999).contains(&date.year()).then_some(Self(date))
    }

    /// Parses a real date in the exact form `YYYY-MM-DD`.
    ///
    /// # Errors
    /// [`Violation::NotADay`].
    pub fn parse(text: &str) -> Result<Self, Violation> {
        Self::read(text).ok_or(Violation::NotADay)
    }

    fn read(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let number = |range: std::ops::Range<usize>| {
            bytes[range].iter().try_fold(0_u32, |sum, byte| {
                byte.is_ascii_digit()
                    .then(|| sum * 10 + u32::from(byte - b'0'))
            })
        };
        let year = i32::try_from(number(0..4)?).ok()?;
        Self::from_date(NaiveDate::from_ymd_opt(
            year,
            number(5..7)?,
            number(8..10)?,
        )?)
    }

    /// The date in UTC at `now` (seconds since the epoch).
    #[must_use]
    pub fn in_utc(now: i64) -> Self {
        let date = DateTime::from_timestamp(now, 0).map(|time| time.date_naive());
        let nearest = if now < 0 { Self::FIRST } else { Self::LAST };
        date.and_then(Self::from_date).unwrap_or(nearest)
    }

    /// The latest date anywhere on Earth (UTC+14) at `now` (seconds since the epoch). A later one
    /// has not begun anywhere.
    #[must_use]
    pub fn latest_on_earth(now: i64) -> Self {
        Self::in_utc(now.saturating_add(EARLIEST_TO_SEE_A_DAY))
    }

    /// The calendar date.
    #[must_use]
    pub const fn date(self) -> NaiveDate {
        self.0
    }

    /// The day of the week.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        self.0.weekday()
    }

    /// This day moved by `days`, forwards or backwards, clamped to the calendar's range.
    #[must_use]
    pub fn plus(self, days: i64) -> Self {
        let by = Days::new(days.unsigned_abs());
        let moved = if days < 0 {
            self.0.checked_sub_days(by)
        } else {
            self.0.checked_add_days(by)
        };
        moved.and_then(Self::from_date).unwrap_or(self)
    }

    /// The same day of the month, `months` later, or the month's last day if that month is shorter.
    #[must_use]
    pub fn plus_months(self, months: u32) -> Self {
        self.0
            .checked_add_months(Months::new(months))
            .and_then(Self::from_date)
            .unwrap_or(self)
    }

    /// Days from `earlier` to this day; negative if this day is earlier.
    #[must_use]
    pub fn since(self, earlier: Self) -> i64 {
        self.0.signed_duration_since(earlier.0).num_days()
    }

    /// Midnight UTC at the start of this date, in seconds since the epoch.
    #[must_use]
    pub fn midnight_utc(self) -> i64 {
        self.since(Self(NaiveDate::default())) * 86_400
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:04}-{:02}-{:02}",
            self.0.year(),
            self.0.month(),
            self.0.day()
        )
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_real_dates_in_the_exact_form_are_days() {
        for text in ["2026-11-20", "2024-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(Day::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "",
            "26-1-1",
            "2026-02-30",
            "2026-11-20T00:00",
            "2026/11/20",
            "2026-1-01",
            "20261120",
            " 2026-11-2",
            "2026-11-2 ",
            "+026-11-20",
            "-026-11-20",
            "0000-01-01",
            "2026-13-01",
            "2026-00-10",
            "２０２６-11-20",
            "2026-11-2\u{0660}",
        ] {
            assert_eq!(Day::parse(text), Err(Violation::NotADay), "{text:?}");
        }
    }

    #[test]
    fn the_latest_day_begins_fourteen_hours_before_utc() {
        let noon = Day::parse("2026-11-20").unwrap().midnight_utc() + 12 * 3600;
        assert_eq!(Day::latest_on_earth(noon).to_string(), "2026-11-21");
        assert_eq!(
            Day::latest_on_earth(noon - 2 * 3600 - 1).to_string(),
            "2026-11-20"
        );
        assert_eq!(Day::in_utc(noon).to_string(), "2026-11-20");
    }

    #[test]
    fn a_time_beyond_the_calendar_is_clamped() {
        let end = Day::parse("9999-12-31").unwrap().midnight_utc() + 86_400;
        for (now, day) in [
            (i64::MIN, "0001-01-01"),
            (end - 1, "9999-12-31"),
            (end, "9999-12-31"),
            (i64::MAX, "9999-12-31"),
        ] {
            assert_eq!(Day::in_utc(now).to_string(), day);
        }
        assert_eq!(Day::latest_on_earth(i64::MAX), Day::in_utc(end));
    }

    proptest! {
        #[test]
        fn text_round_trips_and_sorts_by_day(a in -700_000_i64..2_900_000, b in -700_000_i64..2_900_000) {
            let epoch = Day::parse("1970-01-01").unwrap();
            let (a, b) = (epoch.plus(a), epoch.plus(b));
            prop_assert_eq!(Day::parse(&a.to_string()).unwrap(), a);
            prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
            prop_assert_eq!(b.plus(a.since(b)), a);
            prop_assert_eq!(Day::in_utc(a.midnight_utc()), a);
            prop_assert_eq!(Day::in_utc(a.midnight_utc() + 86_399), a);
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in "\\PC{0,12}") {
            if let Ok(day) = Day::parse(&text) {
                prop_assert_eq!(day.to_string(), text);
            }
        }
    }
}
