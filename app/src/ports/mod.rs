//! Traits for the store, the clock and push services. The adapters are in the server.

mod reminders;

pub use reminders::{Due, ReminderStore, Reminding};

use async_trait::async_trait;

use crate::{
    domain::{Base, Day, DayEnd, DayRange, Days, Draft, Entry, Locale, Retention},
    error::Error,
};

/// An opaque identifier of a journal and its person.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UserId(pub String);

/// Why a day was not changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteError {
    /// It is not at the write's base, and nothing was changed.
    Conflict {
        /// The version that it is at; 0 when nothing is known of it.
        version: u64,
    },
    /// The store failed.
    Failed(Error),
}

impl From<Error> for WriteError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// The store of entries: one per person and day.
///
/// A day's version grows by one with every write and every removal, until all of it expires.
/// A store that does not answer in time fails with `Unavailable`.
#[async_trait]
pub trait MoodStore: Send + Sync {
    /// Writes the draft's day at `now`; it expires at `expires_at` (both in
    /// seconds since the epoch). Without a base, it overwrites any version.
    ///
    /// A retry, recognised by its base's mutation, changes nothing and returns the
    /// entry.
    ///
    /// # Errors
    /// Conflict; Unavailable: the write was made in full or not at all.
    async fn put(
        &self,
        user: &UserId,
        draft: &Draft,
        base: Option<&Base>,
        now: i64,
        expires_at: i64,
    ) -> Result<Entry, WriteError>;

    /// Entries and tombstones of a range of days, oldest first, without those
    /// expired at `now`.
    ///
    /// # Errors
    /// Unavailable.
    async fn range(&self, user: &UserId, range: DayRange, now: i64) -> Result<Days, Error>;

    /// Removes a day's entry, leaves [`Removed::of`](crate::domain::Removed::of)
    /// it, and returns it; none if the day is empty or the entry had expired at
    /// `now`.
    ///
    /// # Errors
    /// Conflict; Unavailable.
    async fn remove(
        &self,
        user: &UserId,
        day: Day,
        base: Option<&Base>,
        now: i64,
    ) -> Result<Option<Entry>, WriteError>;

    /// One cheap read, to see whether the store answers; and a write, when the last one failed or
    /// there was none yet, but not each time.
    ///
    /// # Errors
    /// Unavailable; ReadOnly when it answers and takes no writes.
    async fn ping(&self) -> Result<(), Error>;
}

/// The current time.
pub trait Clock: Send + Sync {
    /// Seconds since the epoch.
    fn now(&self) -> i64;
}

/// The person of a request: their journal, locale, date and time zone.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Their journal; an error when they came with credentials that do not hold.
    pub user: Result<UserId, Error>,
    /// True if their session begins with this request, which had no valid cookie.
    pub session_is_new: bool,
    /// Their language and habits.
    pub locale: Locale,
    /// Their day: the date in their time zone, until their day ends.
    pub today: Day,
    /// The hour at which their day ends.
    pub day_end: DayEnd,
    /// The first day their journal still remembers.
    pub earliest: Day,
    /// True if their time zone is known; false if it defaults to UTC.
    pub time_zone_known: bool,
    /// The IANA name of the time zone that they chose over their browser's.
    pub chosen_zone: Option<String>,
}

/// Settings that are fixed while the program runs.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The lifetime of entries.
    pub retention: Retention,
    /// The version of the program.
    pub version: &'static str,
    /// The installation: `local`, `production`, …
    pub environment: String,
}
