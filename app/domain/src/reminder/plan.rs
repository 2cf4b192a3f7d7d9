//! The times of a due reminder: pure arithmetic on local clocks.

use crate::{
    Day, DayRange, Hour, Reminder, Week,
    calendar::zones::{self, Tz},
};

/// The maximum delay of a reminder, in seconds: a later one would come at night.
const MAX_LATENESS: i64 = 3 * 3600;
/// The maximum time that a push service stores a message for a device that is off, in seconds.
const MAX_LIFETIME: i64 = 4 * 3600;
/// The delay before a failed reminder is retried, in seconds.
const RETRY_DELAY: i64 = 600;
/// The maximum time until the next due time, in seconds, with the largest gap of a clock change.
const MAX_WAIT: i64 = 3 * 86_400;

/// The times of a reminder at a given time, in seconds since the epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    now: i64,
    /// The last time at which the local clock showed the reminder's hour.
    due_at: i64,
    /// The day that it asks about.
    day: Day,
    /// The end of that day.
    day_ends_at: i64,
    /// The week of a report that is due with it.
    report: Option<Week>,
    next: i64,
}

impl Plan {
    /// The plan of `reminder` at `now`; none if its time zone is unknown.
    #[must_use]
    pub fn new(reminder: &Reminder, now: i64) -> Option<Self> {
        let zone: Tz = reminder.time_zone.parse().ok()?;
        let due_at = zones::last(zone, reminder.hour, now);
        let day_end = reminder.day_ends_at;
        let day_ends_at = Hour::new(day_end.hour()).map(|hour| zones::next(zone, hour, due_at));
        // A reminder at the hour at which a day ends asks about the day that ends.
        let day = zones::today(zone, day_end, due_at.saturating_sub(1));
        let first = reminder.report_on.filter(|first| day.weekday() == *first);
        Some(Self {
            now,
            due_at,
            day,
            day_ends_at: day_ends_at.unwrap_or(due_at),
            report: first.map(|first| Week::containing(day.plus(-1), first)),
            next: zones::next(zone, reminder.hour, now),
        })
    }

    /// The day that the reminder asks about, even if it has ended since.
    #[must_use]
    pub const fn day(&self) -> Day {
        self.day
    }

    /// The week whose report is due with it: on the first day of a week, the one before.
    #[must_use]
    pub const fn report(&self) -> Option<Week> {
        self.report
    }

    /// The days that the message depends on: the one that it asks about, and the week of a report before it.
    #[must_use]
    pub fn days(&self) -> DayRange {
        let first = self.report.map_or(self.day, Week::start);
        DayRange::new(first, self.day).unwrap_or(DayRange::of(self.day))
    }

    /// The next due time after this one.
    #[must_use]
    pub const fn next(&self) -> i64 {
        self.next
    }

    /// True if the reminder is too late to be sent.
    #[must_use]
    pub const fn is_too_late(&self) -> bool {
        self.now - self.due_at >= MAX_LATENESS
    }

    /// The time of another attempt after a failure; none if that would be too late.
    #[must_use]
    pub fn retry_at(&self) -> Option<i64> {
        let retry_at = self.now + RETRY_DELAY;
        (retry_at - self.due_at < MAX_LATENESS).then_some(retry_at)
    }

    /// The time that a push service may store the message, in seconds: until the evening is over,
    /// but not after the end of the day that the message asks about.
    #[must_use]
    pub fn message_lifetime(&self) -> i64 {
        (self.day_ends_at - self.now).clamp(0, MAX_LIFETIME)
    }

    /// The latest valid due time at `now`. A later one was set by a wrong clock.
    #[must_use]
    pub const fn latest_due_at(now: i64) -> i64 {
        now.saturating_add(MAX_WAIT)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Weekday};
    use proptest::prelude::*;

    use super::*;
    use crate::{DayEnd, Lang, Subscription};

    #[track_caller]
    fn seconds(rfc3339: &str) -> i64 {
        DateTime::parse_from_rfc3339(rfc3339).unwrap().timestamp()
    }

    fn reminder(hour: u32, day_ends_at: u32, time_zone: &str) -> Reminder {
        Reminder {
            id: "0".repeat(32),
            subscription: Subscription {
                endpoint: "https://push.example/1".into(),
                p256dh: String::new(),
                auth: String::new(),
            },
            hour: Hour::new(hour).unwrap(),
            time_zone: time_zone.into(),
            day_ends_at: DayEnd::from_hour(day_ends_at).unwrap(),
            lang: Lang::En,
            report_on: None,
            due_at: 0,
            expires_at: 0,
        }
    }

    #[track_caller]
    fn plan(hour: u32, day_ends_at: u32, now: &str) -> Plan {
        Plan::new(&reminder(hour, day_ends_at, "Europe/Paris"), seconds(now)).unwrap()
    }

    #[test]
    fn an_evening_reminder_asks_about_its_day_until_the_day_ends() {
        let on_time = plan(21, 0, "2026-11-20T21:00:00+01:00");
        assert_eq!(on_time.day().to_string(), "2026-11-20");
        assert_eq!(on_time.next(), seconds("2026-11-21T21:00:00+01:00"));
        assert_eq!(on_time.message_lifetime(), 3 * 3600);
        assert!(!on_time.is_too_late());
        // A day that ends at four leaves more time than a message is stored.
        let night_owl = plan(21, 4, "2026-11-20T21:00:00+01:00");
        assert_eq!(night_owl.message_lifetime(), 4 * 3600);
        // After midnight it still asks about the day of its hour.
        let late = plan(23, 0, "2026-11-21T00:30:00+01:00");
        assert_eq!(late.day().to_string(), "2026-11-20");
        assert_eq!(late.message_lifetime(), 0);
    }

    #[test]
    fn a_reminder_at_the_hour_at_which_a_day_ends_asks_about_that_day() {
        let midnight = plan(0, 0, "2026-11-21T00:00:00+01:00");
        assert_eq!(midnight.day().to_string(), "2026-11-20");
        let four = plan(4, 4, "2026-11-21T04:00:00+01:00");
        assert_eq!(four.day().to_string(), "2026-11-20");
    }

    #[test]
    fn a_failure_is_retried_for_three_hours() {
        let on_time = plan(20, 0, "2026-11-20T20:00:00+01:00");
        assert_eq!(
            on_time.retry_at(),
            Some(seconds("2026-11-20T20:10:00+01:00"))
        );
        let last = plan(20, 0, "2026-11-20T22:49:59+01:00");
        assert!(last.retry_at().is_some() && !last.is_too_late());
        let later = plan(20, 0, "2026-11-20T22:50:00+01:00");
        assert!(later.retry_at().is_none() && !later.is_too_late());
        assert!(plan(20, 0, "2026-11-20T23:00:00+01:00").is_too_late());
    }

    #[test]
    fn a_report_comes_with_the_reminder_of_the_first_day_of_a_week() {
        // The 23rd of November 2026 is a Monday.
        for (hour, day_end, sunday, monday) in [
            (21, 0, "22T21:00", "23T21:00"),
            // At midnight a reminder is about the day that ends.
            (0, 0, "23T00:00", "24T00:00"),
            (1, 3, "23T01:00", "24T01:00"),
            // One that is late is about the day of its hour.
            (23, 0, "23T00:30", "24T00:30"),
        ] {
            let mut reminder = reminder(hour, day_end, "Europe/Paris");
            reminder.report_on = Some(Weekday::Mon);
            let plan = |at: &str| {
                let now = seconds(&format!("2026-11-{at}:00+01:00"));
                Plan::new(&reminder, now).unwrap()
            };
            let day = |text| Day::parse(text).unwrap();
            let (sunday, monday) = (plan(sunday), plan(monday));
            assert_eq!(sunday.report(), None, "{hour}");
            assert_eq!(sunday.days(), DayRange::of(day("2026-11-22")));
            let week = Week::containing(day("2026-11-16"), Weekday::Mon);
            assert_eq!(monday.report(), Some(week), "{hour}");
            let days = DayRange::new(day("2026-11-16"), day("2026-11-23"));
            assert_eq!(monday.days(), days.unwrap());
        }
    }

    #[test]
    fn an_unknown_time_zone_has_no_plan() {
        assert_eq!(Plan::new(&reminder(21, 0, "Europe/Atlantis"), 0), None);
    }

    proptest! {
        #[test]
        fn the_next_due_time_is_within_the_limit(
            now in 0_i64..4_000_000_000, hour in 0_u32..24, day_end in 0_u32..7,
            zone in proptest::sample::select(zones::places()),
        ) {
            let plan = Plan::new(&reminder(hour, day_end, zone), now).unwrap();
            prop_assert!(plan.next() > now && plan.next() < Plan::latest_due_at(now));
            prop_assert!(plan.message_lifetime() <= MAX_LIFETIME);
        }

        #[test]
        fn a_report_is_due_on_one_weekday_and_is_of_the_seven_days_before(
            now in 0_i64..4_000_000_000, hour in 0_u32..24, day_end in 0_u32..7, first in 0_u8..7,
            zone in proptest::sample::select(zones::places()),
        ) {
            let first = Weekday::try_from(first).unwrap();
            let mut reminder = reminder(hour, day_end, zone);
            reminder.report_on = Some(first);
            let plan = Plan::new(&reminder, now).unwrap();
            let days = plan.days();
            prop_assert_eq!(days.end(), plan.day());
            let is_first = plan.day().weekday() == first;
            prop_assert_eq!(plan.report().is_some(), is_first);
            prop_assert_eq!(plan.day().since(days.start()), if is_first { 7 } else { 0 });
            let last = plan.report().map(Week::end);
            prop_assert_eq!(last, is_first.then(|| plan.day().plus(-1)));
        }
    }
}
