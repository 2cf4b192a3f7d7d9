//! The store of shares.

use async_trait::async_trait;
use domain::Share;

use super::UserId;
use crate::error::Error;

/// The link of a share as stored: the hash of its token only. Times are in seconds since the epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareLink {
    /// SHA-256 of the token, 64 hexadecimal digits.
    pub hash: String,
    /// The public identifier, 16 hexadecimal digits: the start of the hash.
    pub id: String,
    /// The owner of the journal.
    pub user: UserId,
    /// The part of the journal that the link shows.
    pub share: Share,
    /// The name under which the person shares.
    pub name: String,
    /// The hash of the passphrase, if it has one.
    pub passphrase: Option<String>,
    /// The time at which it was made.
    pub created_at: i64,
    /// The end.
    pub expires_at: i64,
    /// The number of times that it was opened.
    pub opens: u64,
    /// The last time, if any.
    pub opened_at: Option<i64>,
}

impl ShareLink {
    /// The number of digits of an identifier.
    pub const ID_DIGITS: usize = 16;
}

/// The store of shares.
///
/// A store that does not answer in time fails with `Unavailable`.
#[async_trait]
pub trait ShareStore: Send + Sync {
    /// Stores a new link. False if the user has `max` links that have not expired, even with concurrent
    /// calls.
    ///
    /// # Errors
    /// Unavailable.
    async fn put(&self, link: &ShareLink, max: usize) -> Result<bool, Error>;

    /// The link of a hash that has not expired at `now`.
    ///
    /// # Errors
    /// Unavailable.
    async fn get(&self, hash: &str, now: i64) -> Result<Option<ShareLink>, Error>;

    /// A user's links, the newest first, without those that have expired at `now`.
    ///
    /// # Errors
    /// Unavailable.
    async fn list(&self, user: &UserId, now: i64) -> Result<Vec<ShareLink>, Error>;

    /// Counts an opening at `now`. False if the link is gone.
    ///
    /// # Errors
    /// Unavailable.
    async fn opened(&self, hash: &str, now: i64) -> Result<bool, Error>;

    /// Removes a link. False if the user has no such link.
    ///
    /// # Errors
    /// Unavailable.
    async fn remove(&self, user: &UserId, id: &str) -> Result<bool, Error>;

    /// Removes all of a user's links, for an erasure or a merge.
    ///
    /// # Errors
    /// Unavailable.
    async fn remove_all(&self, user: &UserId) -> Result<(), Error>;
}
