//! Daily reminders: one per device, sent at a local hour if the day has no entry yet. If the person
//! chose so, one a week also says that the report of the week before is ready.

mod notice;
#[cfg(feature = "time-zones")]
mod plan;

use chrono::Weekday;

use crate::{DayEnd, Lang};

pub use notice::Notice;
#[cfg(feature = "time-zones")]
pub use plan::Plan;

/// The maximum number of reminders of one person: one per device.
pub const MAX_REMINDERS: usize = 10;

/// A full hour of the clock, 0 to 23.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hour(u8);

impl Hour {
    /// The hour of a number from 0 to 23.
    #[must_use]
    pub fn new(hour: u32) -> Option<Self> {
        let hour = u8::try_from(hour).ok()?;
        (hour < 24).then_some(Self(hour))
    }

    /// As a number, 0 to 23.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0 as u32
    }
}

/// A browser's subscription to a push service (RFC 8030, RFC 8291). It is a secret: never returned,
/// never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Subscription {
    /// The address at the push service.
    pub endpoint: String,
    /// The device's public key: an uncompressed point of P-256 in base64url.
    pub p256dh: String,
    /// The secret shared with the device: 16 bytes in base64url.
    pub auth: String,
}

impl std::fmt::Debug for Subscription {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Subscription").finish_non_exhaustive()
    }
}

/// The daily reminder of one device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// The device: a hash of its subscription's address.
    pub id: String,
    /// The device's subscription.
    pub subscription: Subscription,
    /// The local hour at which it is due.
    pub hour: Hour,
    /// The IANA name of the time zone.
    pub time_zone: String,
    /// The hour at which the person's day ends.
    pub day_ends_at: DayEnd,
    /// The language of the message.
    pub lang: Lang,
    /// The first day of the person's weeks, on which the report of the week before is announced; none if
    /// they did not choose that.
    pub report_on: Option<Weekday>,
    /// The next due time; seconds since the epoch.
    pub due_at: i64,
    /// Expiry, unless it is used earlier; seconds since the epoch.
    pub expires_at: i64,
}

impl Reminder {
    /// The lifetime since it was set or last used, in seconds: that of a session.
    pub const LIFETIME: i64 = 400 * 86_400;
    /// The minimum time between two renewals, in seconds, so that not every use writes.
    const RENEWAL: i64 = 30 * 86_400;

    /// True if it has expired at `now` (seconds since the epoch).
    #[must_use]
    pub const fn is_expired(&self, now: i64) -> bool {
        self.expires_at <= now
    }

    /// The new expiry of a reminder used at `now` (both in seconds since the epoch); none if it was
    /// renewed recently.
    #[must_use]
    pub fn renewal(&self, now: i64) -> Option<i64> {
        let until = now + Self::LIFETIME;
        (self.expires_at < until - Self::RENEWAL).then_some(until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_from_0_to_23() {
        assert_eq!(Hour::new(0).map(Hour::get), Some(0));
        assert_eq!(Hour::new(23).map(Hour::get), Some(23));
        assert_eq!(Hour::new(24), None);
        assert_eq!(Hour::new(256), None);
    }

    #[test]
    fn a_used_reminder_is_renewed_once_a_month() {
        let now = 1_800_000_000;
        let mut reminder = Reminder {
            id: "0".repeat(32),
            subscription: Subscription {
                endpoint: "https://push.example/secret".into(),
                p256dh: "secret".into(),
                auth: "secret".into(),
            },
            hour: Hour(21),
            time_zone: "Europe/Paris".into(),
            day_ends_at: DayEnd::default(),
            lang: Lang::Fr,
            report_on: None,
            due_at: now,
            expires_at: now + Reminder::LIFETIME,
        };
        assert_eq!(reminder.renewal(now + 86_400), None);
        let later = now + 31 * 86_400;
        assert_eq!(reminder.renewal(later), Some(later + Reminder::LIFETIME));
        assert!(!reminder.is_expired(later));
        reminder.expires_at = later;
        assert!(reminder.is_expired(later));
        assert!(!format!("{reminder:?}").contains("secret"));
    }
}
