//! The store of entries.

use async_trait::async_trait;
use domain::{
    Day, DayRange, Days, Draft, Entry, Precondition, Retag, Retention, Times, account::OtherVersion,
};

use super::UserId;
use crate::error::Error;

/// The reason a day was not changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteError {
    /// The precondition failed.
    Conflict {
        /// The day's version; 0 if it never had an entry.
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

/// A page of a journal's history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryPage {
    /// The entries, oldest first.
    pub entries: Vec<Entry>,
    /// The last day that was read, if later ones may have entries.
    pub next: Option<Day>,
}

/// The store of entries: one per person and day.
///
/// A day's version increases by one with every write and every removal, until the entry and its
/// tombstone have expired. A store that does not answer in time fails with `Unavailable`.
#[async_trait]
pub trait MoodStore: Send + Sync {
    /// Writes the draft's day at `now`; it expires at `expires_at` (both in
    /// seconds since the epoch). Without a precondition, it overwrites any version.
    ///
    /// A retry, recognised by its mutation, changes nothing and returns the entry.
    ///
    /// # Errors
    /// Conflict; Unavailable. A failed write was made completely or not at all.
    async fn put(
        &self,
        user: &UserId,
        draft: &Draft,
        precondition: Option<&Precondition>,
        now: i64,
        expires_at: i64,
    ) -> Result<Entry, WriteError>;

    /// Writes like [`MoodStore::put`] at a base version, with times of its own: those that a file has, or
    /// that the day had before.
    ///
    /// # Errors
    /// Conflict; Unavailable.
    async fn put_dated(
        &self,
        user: &UserId,
        draft: &Draft,
        times: Times,
        precondition: &Precondition,
        now: i64,
        expires_at: i64,
    ) -> Result<Entry, WriteError>;

    /// Entries and tombstones of a range of days, oldest first, without those
    /// expired at `now`.
    ///
    /// # Errors
    /// Unavailable.
    async fn range(&self, user: &UserId, range: DayRange, now: i64) -> Result<Days, Error>;

    /// A page of the entries from `start` to `end`, both included: the first `limit` items, without
    /// tombstones and entries that have expired at `now`. So it may be short, or empty, and still
    /// have a next one.
    ///
    /// # Errors
    /// Unavailable.
    async fn page(
        &self,
        user: &UserId,
        start: Day,
        end: Day,
        limit: usize,
        now: i64,
    ) -> Result<EntryPage, Error>;

    /// Removes a day's entry, leaves its [`Tombstone::of`](crate::domain::Tombstone::of), and
    /// returns the entry; none if the day is empty or the entry had expired at `now`.
    ///
    /// # Errors
    /// Conflict; Unavailable.
    async fn remove(
        &self,
        user: &UserId,
        day: Day,
        precondition: Option<&Precondition>,
        now: i64,
    ) -> Result<Option<Entry>, WriteError>;

    /// Carries some days of the journal `from` over into `into`, each at once or not at all, by
    /// [`Carried`](domain::account::Carried). True if there may be more. Entries keep their expiry,
    /// or get that of `retention` if it is later.
    ///
    /// # Errors
    /// Unavailable. Days that were carried over before stay so.
    async fn carry_over(
        &self,
        from: &UserId,
        into: &UserId,
        retention: Retention,
        now: i64,
    ) -> Result<bool, Error>;

    /// At most `limit` versions that a merge did not choose and that have not expired at `now`, by
    /// day, the earliest first.
    ///
    /// # Errors
    /// Unavailable.
    async fn other_versions(
        &self,
        user: &UserId,
        limit: usize,
        now: i64,
    ) -> Result<Vec<OtherVersion>, Error>;

    /// Puts such a version in the place of the day's entry, which becomes the other version. None if
    /// there is no such version.
    ///
    /// # Errors
    /// Unavailable.
    async fn use_version(&self, user: &UserId, id: &str, now: i64) -> Result<Option<Entry>, Error>;

    /// Discards such a version. True if there was one.
    ///
    /// # Errors
    /// Unavailable.
    async fn discard_version(&self, user: &UserId, id: &str) -> Result<bool, Error>;

    /// Sets the expiry by `retention` of the next unexpired days that have another one, from the
    /// position `after` on, the start if there is none. Returns the next position; none after the
    /// last day. Days that are right cost no call of their own, so work that begins again goes on.
    ///
    /// # Errors
    /// Unavailable.
    async fn redate(
        &self,
        user: &UserId,
        retention: Retention,
        after: Option<String>,
        now: i64,
    ) -> Result<Option<String>, Error>;

    /// Renames the tag in the next notes that have it and fit, or undoes that, from the position
    /// `after` on, the start if there is none. Returns the next position; none after the last day.
    /// Each note is written on the condition that its day did not change in the meantime, as one more
    /// version. The former notes of earlier renamings, which no undo needs any more, are deleted on the
    /// way. Days that are right cost no call of their own.
    ///
    /// # Errors
    /// Unavailable. Days that were written before stay so.
    async fn retag(
        &self,
        user: &UserId,
        retag: &Retag,
        after: Option<String>,
        now: i64,
    ) -> Result<Option<String>, Error>;

    /// Deletes the former notes, and all other traces, of renamings whose undo's time ended at `until` or
    /// before, from the next days that have them, from the position `after` on, the start if there is
    /// none. Returns the next position; none after the last day. Notes and versions stay.
    ///
    /// # Errors
    /// Unavailable.
    async fn forget_renamings(
        &self,
        user: &UserId,
        until: i64,
        after: Option<String>,
    ) -> Result<Option<String>, Error>;

    /// The number of entries that the renaming `retag`, an identifier, changed and that were written
    /// since: its undo leaves them as they are. It is known until the undo's time is over.
    ///
    /// # Errors
    /// Unavailable.
    async fn written_since(&self, user: &UserId, retag: &str, now: i64) -> Result<usize, Error>;

    /// Erases some days of a journal, tombstones and other versions included. True if there may be
    /// more.
    ///
    /// # Errors
    /// Unavailable.
    async fn erase(&self, user: &UserId) -> Result<bool, Error>;

    /// Checks that the store answers, by one cheap read. Also writes if the last write failed or
    /// there was none yet, but not every time.
    ///
    /// # Errors
    /// Unavailable; ReadOnly if the store answers but accepts no writes.
    async fn ping(&self) -> Result<(), Error>;
}
