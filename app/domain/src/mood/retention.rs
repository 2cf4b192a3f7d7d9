//! Retention: the lifetime of entries.

use crate::{Day, Draft, Violation};

/// Seconds from the end of a day in UTC until it has ended everywhere: the last time zone is
/// UTC−12.
const DAY_IS_OVER_EVERYWHERE: i64 = 12 * 3600;

/// The number of months that an entry is kept after its day, or for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// 0 for ever.
    months: u32,
}

impl Retention {
    /// Half a year.
    pub const DEFAULT: Self = Self { months: 6 };
    /// No end.
    pub const FOREVER: Self = Self { months: 0 };
    /// The choices of a person, the shortest first.
    pub const CHOICES: [Self; 5] = [
        Self { months: 1 },
        Self { months: 6 },
        Self { months: 12 },
        Self { months: 24 },
        Self::FOREVER,
    ];

    /// A retention of 1 to 1200 months (a hundred years), or for ever with 0.
    #[must_use]
    pub const fn from_months(months: u32) -> Option<Self> {
        if months <= 1200 {
            Some(Self { months })
        } else {
            None
        }
    }

    /// The number of months; 0 for ever.
    #[must_use]
    pub const fn months(self) -> u32 {
        self.months
    }

    /// True if entries live for ever.
    #[must_use]
    pub const fn is_forever(self) -> bool {
        self.months == 0
    }

    /// True if entries would live less long than with `other`.
    #[must_use]
    pub const fn is_shorter_than(self, other: Self) -> bool {
        !self.is_forever() && (other.is_forever() || self.months < other.months)
    }

    /// The expiry of `day`'s entry, in seconds since the epoch: the end of the day everywhere on
    /// Earth, plus the months; for ever is the calendar's end.
    #[must_use]
    pub fn expires_at(self, day: Day) -> i64 {
        let last = if self.is_forever() {
            Day::LAST
        } else {
            day.plus_months(self.months).plus(1)
        };
        last.midnight_utc() + DAY_IS_OVER_EVERYWHERE
    }

    /// The last day for the whole of which an entry that expires at `expires_at` is kept; none for
    /// ever.
    #[must_use]
    pub fn last_day(expires_at: i64) -> Option<Day> {
        let forever = Self::FOREVER.expires_at(Day::LAST);
        (expires_at < forever).then(|| Day::in_utc(expires_at - DAY_IS_OVER_EVERYWHERE - 1))
    }

    /// The earliest day that has not expired at `now` (seconds since the epoch).
    #[must_use]
    pub fn earliest(self, now: i64) -> Day {
        if self.is_forever() {
            return Day::FIRST;
        }
        // Months differ in length, so the search starts at a day that has certainly expired.
        let mut day = Day::in_utc(now).plus(-31 * i64::from(self.months) - 2);
        while self.expires_at(day) <= now {
            let next = day.plus(1);
            // The calendar's end, which a wrong clock may reach.
            if next == day {
                break;
            }
            day = next;
        }
        day
    }

    /// Checks that a draft's day may be written at `now` (seconds since the epoch).
    ///
    /// # Errors
    /// [`Violation::DayNotBegun`]; [`Violation::DayExpired`] if the entry would expire at once.
    pub fn check(self, draft: &Draft, now: i64) -> Result<(), Violation> {
        self.check_day(draft.day, now)
    }

    /// Checks that a day may be written at `now` (seconds since the epoch).
    ///
    /// # Errors
    /// [`Violation::DayNotBegun`]; [`Violation::DayExpired`] if it would expire at once.
    pub fn check_day(self, day: Day, now: i64) -> Result<(), Violation> {
        if day > Day::latest_on_earth(now) {
            return Err(Violation::DayNotBegun);
        }
        if self.expires_at(day) <= now {
            return Err(Violation::DayExpired);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Mood;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn check(text: &str, now: i64) -> Result<(), Violation> {
        let draft = Draft {
            day: day(text),
            mood: Mood::Good,
            note: None,
        };
        Retention::DEFAULT.check(&draft, now)
    }

    #[test]
    fn an_entry_expires_six_months_after_its_day() {
        assert_eq!(
            Retention::DEFAULT.expires_at(day("2026-05-20")),
            day("2026-11-21").midnight_utc() + 12 * 3600
        );
        // 31 August plus six months is the last day of February.
        assert_eq!(
            Retention::DEFAULT.expires_at(day("2026-08-31")),
            day("2027-03-01").midnight_utc() + 12 * 3600
        );
    }

    #[test]
    fn a_day_can_be_written_from_its_start_on_earth_until_it_expires() {
        let now = day("2026-11-21").midnight_utc() + 9 * 3600;
        assert!(check("2026-11-21", now).is_ok());
        assert_eq!(check("2026-11-22", now), Err(Violation::DayNotBegun));
        assert!(check("2026-11-22", now + 3600).is_ok());
        assert!(check("2026-05-20", now).is_ok());
        assert_eq!(check("2026-05-19", now), Err(Violation::DayExpired));
        assert_eq!(check("9999-12-31", now), Err(Violation::DayNotBegun));
        assert_eq!(check("0001-01-01", now), Err(Violation::DayExpired));
    }

    #[test]
    fn a_clock_beyond_the_calendar_has_an_earliest_day() {
        let end = day("9999-12-31");
        for now in [end.midnight_utc() + 86_400, i64::MAX] {
            assert_eq!(Retention::DEFAULT.earliest(now), end);
        }
        for now in [
            i64::MIN,
            day("0001-01-01").midnight_utc(),
            end.midnight_utc(),
        ] {
            let earliest = Retention::DEFAULT.earliest(now);
            assert!(earliest <= Day::in_utc(now), "{earliest}");
        }
    }

    #[test]
    fn for_ever_is_the_calendars_end() {
        let now = day("2026-11-21").midnight_utc();
        let forever = Retention::FOREVER;
        for text in ["0001-01-01", "1999-12-31", "2026-11-21"] {
            assert_eq!(Retention::last_day(forever.expires_at(day(text))), None);
            let draft = Draft {
                day: day(text),
                mood: Mood::Good,
                note: None,
            };
            assert!(forever.check(&draft, now).is_ok(), "{text}");
        }
        assert_eq!(forever.earliest(now), day("0001-01-01"));
        let longest = Retention::from_months(1200).unwrap();
        let expires_at = longest.expires_at(day("2026-11-21"));
        assert_eq!(Retention::last_day(expires_at), Some(day("2126-11-21")));
    }

    #[test]
    fn choices_are_in_order_and_round_trip() {
        for pair in Retention::CHOICES.windows(2) {
            assert!(pair[0].is_shorter_than(pair[1]) && !pair[1].is_shorter_than(pair[0]));
        }
        for choice in Retention::CHOICES {
            assert_eq!(Retention::from_months(choice.months()), Some(choice));
            assert!(!choice.is_shorter_than(choice));
        }
        assert_eq!(Retention::from_months(1201), None);
    }

    proptest! {
        #[test]
        fn a_longer_retention_never_ends_earlier(
            day in 0_i64..80_000, one in 0_u32..=1200, other in 0_u32..=1200,
        ) {
            let day = Day::in_utc(0).plus(day);
            let [one, other] = [one, other].map(|months| Retention::from_months(months).unwrap());
            if one.is_shorter_than(other) {
                prop_assert!(one.expires_at(day) <= other.expires_at(day));
                let now = day.midnight_utc();
                prop_assert!(one.earliest(now) >= other.earliest(now));
            }
        }

        #[test]
        fn a_draft_that_would_expire_at_once_is_rejected(
            now in 0_i64..4_000_000_000, back in 0_i64..40_000, months in 1_u32..1200,
        ) {
            let retention = Retention::from_months(months).unwrap();
            let draft = Draft { day: Day::in_utc(now).plus(-back), mood: Mood::Bad, note: None };
            prop_assert_eq!(
                retention.check(&draft, now).is_ok(),
                retention.expires_at(draft.day) > now
            );
            let earliest = retention.earliest(now);
            prop_assert!(retention.expires_at(earliest) > now);
            prop_assert!(retention.expires_at(earliest.plus(-1)) <= now);
        }
    }
}
