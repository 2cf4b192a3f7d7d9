//! Time zones: the local time at an instant, and the instants of a local hour.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, TimeZone, Timelike};
use chrono_tz::TZ_VARIANTS;
pub use chrono_tz::Tz;

use crate::{Day, DayEnd, Hour};

/// The maximum gap in local time, in minutes: Samoa skipped a whole day in 2011.
const MAX_GAP: i64 = 25 * 60;
const DAY: i64 = 86_400;
/// Areas of zones that are named after places; all other names are legacy names and offsets.
const AREAS: [&str; 10] = [
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
];

/// The IANA names of the zones named after a place (`Europe/Paris`), sorted.
#[must_use]
pub fn places() -> Vec<&'static str> {
    let is_place = |name: &&str| {
        name.split_once('/')
            .is_some_and(|(area, _)| AREAS.contains(&area))
    };
    let names = TZ_VARIANTS.iter().map(|zone| zone.name());
    let mut places: Vec<_> = names.filter(is_place).collect();
    places.sort_unstable();
    places
}

/// The next time after `now` at which the clock shows `hour` in `zone`, in seconds since the epoch.
///
/// A skipped hour counts as the first instant after the gap, a repeated one as its first occurrence.
#[must_use]
pub fn next(zone: Tz, hour: Hour, now: i64) -> i64 {
    let times = [0, 1, 2].map(|days| {
        instant(
            zone,
            date(zone, now).checked_add_days(Days::new(days)),
            hour.get(),
        )
    });
    let next = times.into_iter().flatten().find(|at| *at > now);
    next.unwrap_or(now.saturating_add(DAY))
}

/// The last time at or before `now` at which the clock showed `hour` in `zone`, in seconds since
/// the epoch.
#[must_use]
pub fn last(zone: Tz, hour: Hour, now: i64) -> i64 {
    let times = [0, 1, 2].map(|days| {
        instant(
            zone,
            date(zone, now).checked_sub_days(Days::new(days)),
            hour.get(),
        )
    });
    let last = times.into_iter().flatten().find(|at| *at <= now);
    last.unwrap_or(now.saturating_sub(DAY))
}

/// The person's day in `zone` at `now` (seconds since the epoch).
#[must_use]
pub fn today(zone: Tz, day_end: DayEnd, now: i64) -> Day {
    let there = local(zone, now);
    day_end
        .day(there.date_naive(), there.hour())
        .unwrap_or_else(|| Day::in_utc(now))
}

/// The date, hour and minute that the clock shows in `zone` at `at` (seconds since the epoch).
#[must_use]
pub fn clock(zone: Tz, at: i64) -> (Day, u32, u32) {
    let there = local(zone, at);
    let date = Day::from_date(there.date_naive()).unwrap_or_else(|| Day::in_utc(at));
    (date, there.hour(), there.minute())
}

/// The first instant of a day in `zone`, in seconds since the epoch. A day without midnight begins after
/// the gap.
#[must_use]
pub fn start(zone: Tz, day: Day) -> i64 {
    instant(zone, Some(day.date()), 0).unwrap_or_else(|| day.midnight_utc())
}

fn local(zone: Tz, now: i64) -> DateTime<Tz> {
    DateTime::from_timestamp(now, 0)
        .unwrap_or_default()
        .with_timezone(&zone)
}

fn date(zone: Tz, now: i64) -> NaiveDate {
    local(zone, now).date_naive()
}

/// The time of `hour` on a date, or the first instant after a gap.
fn instant(zone: Tz, date: Option<NaiveDate>, hour: u32) -> Option<i64> {
    let shown = date?.and_hms_opt(hour, 0, 0)?;
    (0..=MAX_GAP)
        .find_map(|minutes| {
            let shown = shown.checked_add_signed(TimeDelta::minutes(minutes))?;
            zone.from_local_datetime(&shown).earliest()
        })
        .map(|there| there.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn seconds(rfc3339: &str) -> i64 {
        DateTime::parse_from_rfc3339(rfc3339).unwrap().timestamp()
    }

    #[track_caller]
    fn check(zone: &str, hour: u32, now: &str, before: &str, after: &str) {
        let (zone, hour) = (zone.parse().unwrap(), Hour::new(hour).unwrap());
        let utc = |at| DateTime::from_timestamp(at, 0).unwrap().to_rfc3339();
        let now = seconds(now);
        assert_eq!(utc(next(zone, hour, now)), utc(seconds(after)), "next");
        assert_eq!(utc(last(zone, hour, now)), utc(seconds(before)), "last");
    }

    #[test]
    fn a_day_begins_at_its_first_instant() {
        for (zone, day, instant) in [
            ("Etc/UTC", "2026-11-20", "2026-11-20T00:00:00Z"),
            ("Europe/Paris", "2026-11-20", "2026-11-20T00:00:00+01:00"),
            ("Europe/Paris", "2026-03-29", "2026-03-29T00:00:00+01:00"),
            ("Europe/Paris", "2026-03-30", "2026-03-30T00:00:00+02:00"),
            // Midnight is skipped, and comes twice.
            ("Africa/Cairo", "2026-04-24", "2026-04-24T01:00:00+03:00"),
            ("America/Havana", "2026-11-01", "2026-11-01T00:00:00-04:00"),
            // The whole day is skipped.
            ("Pacific/Apia", "2011-12-30", "2011-12-31T00:00:00+14:00"),
            ("Pacific/Apia", "2011-12-31", "2011-12-31T00:00:00+14:00"),
        ] {
            let begins = start(zone.parse().unwrap(), Day::parse(day).unwrap());
            assert_eq!(begins, seconds(instant), "{zone} {day}");
        }
    }

    #[test]
    fn places_have_the_names_that_browsers_use() {
        let places = places();
        for name in [
            "Africa/Cairo",
            "America/Argentina/Buenos_Aires",
            "America/New_York",
            "Asia/Calcutta",
            "Asia/Kolkata",
            "Australia/Lord_Howe",
            "Europe/Paris",
            "Indian/Reunion",
            "Pacific/Kiritimati",
        ] {
            assert!(places.contains(&name), "{name}");
        }
        assert!(places.iter().all(|name| name.parse::<Tz>().is_ok()));
        assert!(places.is_sorted());
        assert!(!places.contains(&"US/Pacific") && !places.contains(&"Etc/GMT+1"));
    }

    #[test]
    fn a_clock_shows_the_local_time_on_both_sides_of_a_change() {
        let paris = "Europe/Paris".parse().unwrap();
        for (at, date, hour, minute) in [
            ("2026-11-26T23:30:00Z", "2026-11-27", 0, 30),
            ("2026-03-29T00:59:59Z", "2026-03-29", 1, 59),
            ("2026-03-29T01:00:00Z", "2026-03-29", 3, 0),
            ("2026-10-25T00:30:00Z", "2026-10-25", 2, 30),
            ("2026-10-25T01:30:00Z", "2026-10-25", 2, 30),
        ] {
            let shown = clock(paris, seconds(at));
            assert_eq!(shown, (Day::parse(date).unwrap(), hour, minute), "{at}");
        }
        assert_eq!(clock(paris, i64::MAX).1, 1, "a time beyond the calendar");
    }

    #[test]
    fn the_next_hour_is_later_and_the_last_may_be_now() {
        let before = "2026-11-20T21:00:00+01:00";
        let after = "2026-11-21T21:00:00+01:00";
        for now in ["2026-11-20T21:00:00+01:00", "2026-11-21T20:59:59+01:00"] {
            check("Europe/Paris", 21, now, before, after);
        }
        let now = "2026-11-20T20:59:59+01:00";
        check("Europe/Paris", 21, now, "2026-11-19T21:00:00+01:00", before);
    }

    #[test]
    fn a_clock_change_does_not_move_an_evening_hour() {
        for (now, before, after) in [
            (
                "2026-03-29T01:30:00+01:00",
                "2026-03-28T21:00:00+01:00",
                "2026-03-29T21:00:00+02:00",
            ),
            (
                "2026-10-25T02:30:00+02:00",
                "2026-10-24T21:00:00+02:00",
                "2026-10-25T21:00:00+01:00",
            ),
            (
                "2026-10-25T02:30:00+01:00",
                "2026-10-24T21:00:00+02:00",
                "2026-10-25T21:00:00+01:00",
            ),
        ] {
            check("Europe/Paris", 21, now, before, after);
        }
    }

    #[test]
    fn a_skipped_hour_is_the_first_instant_after_the_gap() {
        // The clock skips from two to three.
        let skipped = "2026-03-29T03:00:00+02:00";
        check(
            "Europe/Paris",
            2,
            "2026-03-29T01:59:59+01:00",
            "2026-03-28T02:00:00+01:00",
            skipped,
        );
        check(
            "Europe/Paris",
            2,
            skipped,
            skipped,
            "2026-03-30T02:00:00+02:00",
        );
        // Half an hour is skipped: 02:30 follows 01:59.
        let skipped = "2026-10-04T02:30:00+11:00";
        check(
            "Australia/Lord_Howe",
            2,
            skipped,
            skipped,
            "2026-10-05T02:00:00+11:00",
        );
        // A whole day is skipped: the 30th did not exist.
        check(
            "Pacific/Apia",
            21,
            "2011-12-29T22:00:00-10:00",
            "2011-12-29T21:00:00-10:00",
            "2011-12-31T00:00:00+14:00",
        );
    }

    #[test]
    fn a_repeated_hour_is_its_first_occurrence() {
        let first = "2026-10-25T02:00:00+02:00";
        check(
            "Europe/Paris",
            2,
            "2026-10-25T01:59:59+02:00",
            "2026-10-24T02:00:00+02:00",
            first,
        );
        for now in [
            first,
            "2026-10-25T02:30:00+02:00",
            "2026-10-25T02:00:00+01:00",
            "2026-10-25T02:30:00+01:00",
        ] {
            check("Europe/Paris", 2, now, first, "2026-10-26T02:00:00+01:00");
        }
    }

    #[track_caller]
    fn check_today(utc: &str, zone: &str, expected: &str) {
        check_until(0, utc, zone, expected);
    }

    #[track_caller]
    fn check_until(hour: u32, utc: &str, zone: &str, expected: &str) {
        let now = DateTime::parse_from_rfc3339(utc).unwrap().timestamp();
        let day_end = DayEnd::from_hour(hour).unwrap();
        assert_eq!(
            today(zone.parse().unwrap(), day_end, now).to_string(),
            expected,
            "{utc} in {zone}, until {hour}"
        );
    }

    #[test]
    fn a_day_ends_when_the_clock_shows_the_hour_even_after_a_gap() {
        check_until(4, "2026-11-21T02:59:59Z", "Europe/Paris", "2026-11-20"); // 03:59
        check_until(4, "2026-11-21T03:00:00Z", "Europe/Paris", "2026-11-21"); // 04:00
        // Two o'clock becomes three, so four comes an hour sooner.
        check_until(4, "2026-03-29T01:59:59Z", "Europe/Paris", "2026-03-28"); // 03:59
        check_until(4, "2026-03-29T02:00:00Z", "Europe/Paris", "2026-03-29"); // 04:00
        // Three o'clock becomes two again, so the evening before lasts longer.
        check_until(3, "2026-10-25T00:30:00Z", "Europe/Paris", "2026-10-24"); // 02:30
        check_until(3, "2026-10-25T01:30:00Z", "Europe/Paris", "2026-10-24"); // 02:30 again
        check_until(3, "2026-10-25T02:00:00Z", "Europe/Paris", "2026-10-25"); // 03:00
    }

    #[test]
    fn today_is_the_local_date() {
        check_today("2026-11-20T22:30:00Z", "Europe/Paris", "2026-11-20"); // 23:30
        check_today("2026-11-20T23:30:00Z", "Europe/Paris", "2026-11-21"); // 00:30
        check_today("2026-07-20T21:59:00Z", "Europe/Paris", "2026-07-20"); // summer time
        check_today("2026-07-20T22:01:00Z", "Europe/Paris", "2026-07-21");
        check_today("2026-11-20T10:00:00Z", "Pacific/Kiritimati", "2026-11-21");
        check_today("2026-11-20T11:59:00Z", "Etc/GMT+12", "2026-11-19");
    }

    #[test]
    fn extreme_times_do_not_overflow() {
        let hour = Hour::new(12).unwrap();
        for now in [i64::MIN, -1, 0, i64::MAX] {
            let _ = (next(Tz::UTC, hour, now), last(Tz::UTC, hour, now));
        }
    }
}
