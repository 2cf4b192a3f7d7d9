//! A word in the evening, to a device of somebody's, if nothing is written yet.

use super::{DayEnd, Lang};

/// How many devices of one person may have a reminder.
pub const MOST_REMINDERS: usize = 10;

/// A full hour on somebody's wall clock, 0 to 23.
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

/// How to reach one device: what its browser says of its subscription to a push service
/// (RFC 8030, RFC 8291). A secret of that device: it is never given back, and never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Subscription {
    /// The address at the push service.
    pub endpoint: String,
    /// The device's public key: an uncompressed point of P-256 in base64url.
    pub p256dh: String,
    /// What the device and we alone know: 16 bytes in base64url.
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
    /// Which device: made of its subscription's address, which it does not reveal.
    pub id: String,
    /// How to reach it.
    pub subscription: Subscription,
    /// When, by the clock on the wall.
    pub hour: Hour,
    /// Whose clock: the IANA name of a time zone.
    pub time_zone: String,
    /// When the person's day ends, to know which day would be missing.
    pub day_ends_at: DayEnd,
    /// The language to say it in.
    pub lang: Lang,
    /// When it is due next; seconds since the epoch.
    pub due_at: i64,
    /// When it is forgotten unless it is of use until then; seconds since the epoch.
    pub expires_at: i64,
}

impl Reminder {
    /// How long one is kept, in seconds, since it was set or last of use: as long as a session.
    pub const LIFETIME: i64 = 400 * 86_400;
    /// One that was of use is kept longer, but not written anew every day for it.
    const RENEWAL: i64 = 30 * 86_400;

    /// Whether it should be forgotten at `now` (seconds since the epoch).
    #[must_use]
    pub const fn is_expired(&self, now: i64) -> bool {
        self.expires_at <= now
    }

    /// Until when to keep it instead, now that it was of use; none when it was prolonged lately.
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
    fn an_hour_is_one_of_twenty_four() {
        assert_eq!(Hour::new(0).map(Hour::get), Some(0));
        assert_eq!(Hour::new(23).map(Hour::get), Some(23));
        assert_eq!(Hour::new(24), None);
        assert_eq!(Hour::new(256), None);
    }

    #[test]
    fn what_is_of_use_is_kept_but_not_written_every_day() {
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
