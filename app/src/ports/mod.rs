//! What the journal needs from outside. Adapters live in the server.

mod reminders;

pub use reminders::{Due, ReminderStore, Reminding};

use async_trait::async_trait;

use crate::{
    domain::{Day, DayRange, Draft, Entry, Locale, Retention},
    error::Error,
};

/// Whose journal it is: an opaque identifier.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UserId(pub String);

/// Where entries are kept: one per person and day.
///
/// A store that does not answer in time fails with `Unavailable`.
#[async_trait]
pub trait MoodStore: Send + Sync {
    /// Writes the draft's day at `now`, over what stood there; it expires at
    /// `expires_at` (both in seconds since the epoch).
    ///
    /// # Errors
    /// Unavailable; nothing is written then, or all of it.
    async fn put(
        &self,
        user: &UserId,
        draft: &Draft,
        now: i64,
        expires_at: i64,
    ) -> Result<Entry, Error>;

    /// The entries of a span of days, oldest first, without those that have
    /// expired at `now`.
    ///
    /// # Errors
    /// Unavailable.
    async fn range(&self, user: &UserId, range: DayRange, now: i64) -> Result<Vec<Entry>, Error>;

    /// Takes a day out and hands back what stood there, unless it had expired
    /// at `now`.
    ///
    /// # Errors
    /// Unavailable.
    async fn remove(&self, user: &UserId, day: Day, now: i64) -> Result<Option<Entry>, Error>;

    /// One cheap read, to see whether the store answers.
    ///
    /// # Errors
    /// Unavailable.
    async fn ping(&self) -> Result<(), Error>;
}

/// What time it is.
pub trait Clock: Send + Sync {
    /// Seconds since the epoch.
    fn now(&self) -> i64;
}

/// Who is asking, and how the world looks from where they are. One per request.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Their journal; an error when they came with credentials that do not hold.
    pub user: Result<UserId, Error>,
    /// Their language and habits.
    pub locale: Locale,
    /// The date in their time zone.
    pub today: Day,
    /// The first day their journal still remembers.
    pub earliest: Day,
    /// Whether we know their time zone, or took UTC for want of it.
    pub time_zone_known: bool,
}

/// What does not change while the program runs.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How long entries live.
    pub retention: Retention,
    /// The version of the program.
    pub version: &'static str,
    /// Which of several installations this is: `local`, `production`, …
    pub environment: String,
}
