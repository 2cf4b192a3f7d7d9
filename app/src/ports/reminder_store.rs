//! The store of reminders.

use async_trait::async_trait;
use domain::Reminder;

use super::UserId;
use crate::error::Error;

/// A reminder and its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The owner.
    pub user: UserId,
    /// The reminder as stored.
    pub reminder: Reminder,
}

/// The store of reminders: one per person and device.
///
/// A store that does not answer in time fails with `Unavailable`. Times are in seconds since the
/// epoch.
#[async_trait]
pub trait ReminderStore: Send + Sync {
    /// Writes a reminder and replaces the device's previous one. Returns false, without writing, if
    /// [`MAX_REMINDERS`](domain::MAX_REMINDERS) other devices have one at `now`, even with
    /// concurrent writes.
    ///
    /// # Errors
    /// Unavailable.
    async fn put(&self, user: &UserId, reminder: &Reminder, now: i64) -> Result<bool, Error>;

    /// A person's reminders, without those that have expired at `now`.
    ///
    /// # Errors
    /// Unavailable.
    async fn list(&self, user: &UserId, now: i64) -> Result<Vec<Reminder>, Error>;

    /// Removes a reminder. True if there was one that had not expired at `now`.
    ///
    /// # Errors
    /// Unavailable.
    async fn remove(&self, user: &UserId, id: &str, now: i64) -> Result<bool, Error>;

    /// Removes all of a person's reminders, expired ones included.
    ///
    /// # Errors
    /// Unavailable.
    async fn remove_all(&self, user: &UserId) -> Result<(), Error>;

    /// At most `limit` reminders of a shard (the first hexadecimal digit of the identifier) that
    /// are due at `now`, the longest due first. May include expired reminders and, briefly, already
    /// [claimed](Self::claim) ones.
    ///
    /// # Errors
    /// Unavailable.
    async fn due(&self, shard: char, now: i64, limit: usize) -> Result<Vec<Due>, Error>;

    /// At most `limit` reminders of a shard that are due after `after`, the soonest first.
    ///
    /// # Errors
    /// Unavailable.
    async fn due_after(&self, shard: char, after: i64, limit: usize) -> Result<Vec<Due>, Error>;

    /// Moves a due reminder to its next time. True if it was unchanged: of concurrent calls, one
    /// succeeds.
    ///
    /// # Errors
    /// Unavailable.
    async fn claim(&self, due: &Due, next: i64) -> Result<bool, Error>;

    /// Extends a reminder's lifetime to `expires_at`, if it still exists.
    ///
    /// # Errors
    /// Unavailable.
    async fn renew(&self, due: &Due, expires_at: i64) -> Result<(), Error>;
}
