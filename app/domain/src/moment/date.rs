//! The date of a moment.

use std::{borrow::Cow, fmt};

use chrono::DateTime;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Day;
#[cfg(feature = "time-zones")]
use crate::calendar::zones::{self, Tz};

/// A civil date, or an instant as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MomentDate {
    /// A date in the person's calendar.
    Day(Day),
    /// A date and time with an offset from UTC.
    Instant {
        /// The text (RFC 3339).
        text: String,
        /// Seconds since the epoch.
        at: i64,
    },
}

impl MomentDate {
    /// The maximum length of the text: nanoseconds and an offset.
    const MAX_BYTES: usize = 35;

    /// Parses `YYYY-MM-DD`, or a date and time with an offset as in RFC 3339. None if it does not exist.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(day) = Day::parse(text) {
            return Some(Self::Day(day));
        }
        // The date must be one of our calendar's, and no space may stand for the `T`.
        Day::parse(text.get(..10)?).ok()?;
        let is_formed = matches!(text.as_bytes().get(10), Some(b'T' | b't'));
        let time = DateTime::parse_from_rfc3339(text).ok()?;
        (is_formed && text.len() <= Self::MAX_BYTES).then(|| Self::Instant {
            text: text.to_owned(),
            at: time.timestamp(),
        })
    }

    /// The instant, in seconds since the epoch; none for a civil date.
    #[must_use]
    pub const fn instant(&self) -> Option<i64> {
        match self {
            Self::Day(_) => None,
            Self::Instant { at, .. } => Some(*at),
        }
    }

    /// The day of the moment for a person in `zone`.
    #[cfg(feature = "time-zones")]
    #[must_use]
    pub fn day(&self, zone: Tz) -> Day {
        match self {
            Self::Day(day) => *day,
            Self::Instant { at, .. } => zones::clock(zone, *at).0,
        }
    }
}

impl fmt::Display for MomentDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Instant { text, .. } => f.write_str(text),
        }
    }
}

impl Serialize for MomentDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MomentDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a date"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_date_stays_as_it_was_given() {
        for (text, instant) in [
            ("2026-11-26", None),
            ("0001-01-01", None),
            ("9999-12-31", None),
            ("2026-11-26T09:30:00Z", Some(1_795_685_400)),
            ("2026-11-26T10:30:00+01:00", Some(1_795_685_400)),
            ("2026-11-26t09:30:00.25z", Some(1_795_685_400)),
            ("2026-11-26T09:30:00.123456789-00:00", Some(1_795_685_400)),
        ] {
            let date = MomentDate::parse(text).unwrap();
            assert_eq!((date.to_string().as_str(), date.instant()), (text, instant));
        }
    }

    #[test]
    fn dates_that_do_not_exist_are_none() {
        for text in [
            "",
            "2026-02-30",
            "0000-01-01",
            "10000-01-01",
            "26.11.2026",
            "2026-11-26T09:30:00",
            "2026-11-26T09:30",
            "2026-11-26 09:30:00Z",
            "2026-02-30T09:30:00Z",
            "2026-11-26T24:30:00Z",
            "2026-11-26T09:30:00+25:00",
            "0000-11-26T09:30:00Z",
            "2026-11-26T09:30:00.1234567890123456789012345Z",
            "é026-11-26T09:30:00Z",
            "2026-11-26\0",
        ] {
            assert_eq!(MomentDate::parse(text), None, "{text:?}");
        }
    }

    #[cfg(feature = "time-zones")]
    #[test]
    fn the_day_of_an_instant_is_the_persons() {
        for (text, zone, day) in [
            ("2026-11-26T23:30:00Z", "Europe/Paris", "2026-11-27"),
            ("2026-11-27T00:30:00+01:00", "Etc/UTC", "2026-11-26"),
            ("2026-11-26", "Pacific/Kiritimati", "2026-11-26"),
            ("0001-01-01T00:00:00+14:00", "Etc/UTC", "0001-01-01"),
            ("9999-12-31T23:00:00-12:00", "Etc/UTC", "9999-12-31"),
        ] {
            let date = MomentDate::parse(text).unwrap();
            assert_eq!(date.day(zone.parse().unwrap()).to_string(), day, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in "\\PC{0,40}") {
            if let Some(date) = MomentDate::parse(&text) {
                prop_assert_eq!(date.to_string(), text);
            }
        }
    }
}
