//! The store of sessions of accounts.

use async_trait::async_trait;

use super::UserId;
use crate::error::Error;

/// A session: an account on one device. Times are in seconds since the epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The identifier, 32 hexadecimal digits. Not secret: the cookie is signed.
    pub id: String,
    /// The owner.
    pub user: UserId,
    /// The device's name, such as "Firefox on Linux".
    pub device: String,
    /// The sign-in.
    pub created_at: i64,
    /// The last visit, to about an hour; none until the browser returns the cookie.
    pub seen_at: Option<i64>,
    /// The end, unless a visit moves it.
    pub expires_at: i64,
}

impl Session {
    /// The time without a visit after which a session ends: 90 days, in seconds.
    pub const IDLE: i64 = 90 * 86_400;
    /// The longest session: 400 days, in seconds.
    pub const ABSOLUTE: i64 = 400 * 86_400;
    /// The time after which a visit is recorded again, in seconds.
    pub const SEEN_AGAIN: i64 = 3600;

    /// The end of a session that began at `created_at` and is visited at `now`.
    #[must_use]
    pub fn end(created_at: i64, now: i64) -> i64 {
        (now + Self::IDLE).min(created_at + Self::ABSOLUTE)
    }
}

/// The store of sessions.
///
/// A store that does not answer in time fails with `Unavailable`.
#[async_trait]
pub trait SessionStore: Send + Sync {
    /// Stores a new session.
    ///
    /// # Errors
    /// Unavailable.
    async fn put(&self, session: &Session) -> Result<(), Error>;

    /// A session that has not expired at `now`.
    ///
    /// # Errors
    /// Unavailable.
    async fn get(&self, user: &UserId, id: &str, now: i64) -> Result<Option<Session>, Error>;

    /// A user's sessions that have not expired at `now`, the last seen first.
    ///
    /// # Errors
    /// Unavailable.
    async fn list(&self, user: &UserId, now: i64) -> Result<Vec<Session>, Error>;

    /// Records a visit, unless the session has been removed.
    ///
    /// # Errors
    /// Unavailable.
    async fn seen(&self, session: &Session, now: i64) -> Result<(), Error>;

    /// Removes a session. True if there was one.
    ///
    /// # Errors
    /// Unavailable.
    async fn remove(&self, user: &UserId, id: &str) -> Result<bool, Error>;

    /// Removes a user's sessions, except `keep`.
    ///
    /// # Errors
    /// Unavailable.
    async fn remove_all(&self, user: &UserId, keep: Option<&str>) -> Result<(), Error>;
}
