//! What the journal needs from outside. Adapters live in the server.

mod reminders;

pub use reminders::{Due, ReminderStore, Reminding};

use async_trait::async_trait;

use crate::{
    domain::{Base, Day, DayEnd, DayRange, Days, Draft, Entry, Locale, Retention},
    error::Error,
};

/// Whose journal it is: an opaque identifier.
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

/// Where entries are kept: one per person and day.
///
/// A day's version grows by one with every write and every removal, until all of it expires.
/// A store that does not answer in time fails with `Unavailable`.
#[async_trait]
pub trait MoodStore: Send + Sync {
    /// Writes the draft's day at `now`; it expires at `expires_at` (both in
    /// seconds since the epoch). Without a base, over whatever stood there.
    ///
    /// When the last change of the day was this very one, by its base's
    /// mutation, it is not made again: the entry is handed back as it stands.
    ///
    /// # Errors
    /// Conflict; Unavailable: nothing is written then, or all of it.
    async fn put(
        &self,
        user: &UserId,
        draft: &Draft,
        base: Option<&Base>,
        now: i64,
        expires_at: i64,
    ) -> Result<Entry, WriteError>;

    /// What is known of a span of days, oldest first, without what has expired
    /// at `now`.
    ///
    /// # Errors
    /// Unavailable.
    async fn range(&self, user: &UserId, range: DayRange, now: i64) -> Result<Days, Error>;

    /// Takes a day out and hands back what stood there, which leaves
    /// [`Removed::of`](crate::domain::Removed::of) it; none when the day is
    /// empty, or what stood there had expired at `now`.
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
    /// Whether their session begins with this request: no cookie that holds came along.
    pub session_is_new: bool,
    /// Their language and habits.
    pub locale: Locale,
    /// Their day: the date in their time zone, until their day ends.
    pub today: Day,
    /// When their day ends.
    pub day_end: DayEnd,
    /// The first day their journal still remembers.
    pub earliest: Day,
    /// Whether we know their time zone, or took UTC for want of it.
    pub time_zone_known: bool,
    /// The IANA name of the time zone that they chose over their browser's.
    pub chosen_zone: Option<String>,
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
