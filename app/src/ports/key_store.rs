//! The store of API keys.

use async_trait::async_trait;
use domain::account::{Charge, KeyLimits, KeyUsage, Scope};

use super::UserId;
use crate::error::Error;

/// An API key as stored: its hash only. Times are in seconds since the epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// SHA-256 of the key, 64 hexadecimal digits.
    pub hash: String,
    /// The public identifier, 16 hexadecimal digits: the start of the hash.
    pub id: String,
    /// The owner.
    pub user: UserId,
    /// The name that the person gave.
    pub name: String,
    /// The scope.
    pub scope: Scope,
    /// The time at which it was made.
    pub created_at: i64,
    /// The last call, if any.
    pub used_at: Option<i64>,
    /// The end, if it has one.
    pub expires_at: Option<i64>,
    /// The counters of its calls.
    pub usage: KeyUsage,
}

impl ApiKey {
    /// The number of digits of an identifier.
    pub const ID_DIGITS: usize = 16;
}

/// The store of API keys.
///
/// A store that does not answer in time fails with `Unavailable`.
#[async_trait]
pub trait KeyStore: Send + Sync {
    /// Stores a new key. False if the user has `max` keys that have not expired, even with
    /// concurrent calls.
    ///
    /// # Errors
    /// Unavailable.
    async fn put(&self, key: &ApiKey, max: usize) -> Result<bool, Error>;

    /// The key of a hash that has not expired at `now`.
    ///
    /// # Errors
    /// Unavailable.
    async fn get(&self, hash: &str, now: i64) -> Result<Option<ApiKey>, Error>;

    /// A user's keys, the newest first, without those that have expired at `now`.
    ///
    /// # Errors
    /// Unavailable.
    async fn list(&self, user: &UserId, now: i64) -> Result<Vec<ApiKey>, Error>;

    /// Counts a call at `now` (microseconds since the epoch), as `key` was read just before. Makes
    /// one write, or two if a concurrent call changed the counters; none for a call that is refused.
    ///
    /// # Errors
    /// Unauthenticated if the key is gone; Unavailable.
    async fn charge(&self, key: &ApiKey, limits: KeyLimits, now: i64) -> Result<Charge, Error>;

    /// Removes a key. False if the user has no such key.
    ///
    /// # Errors
    /// Unavailable.
    async fn remove(&self, user: &UserId, id: &str) -> Result<bool, Error>;

    /// Removes all of a user's keys, for an erasure.
    ///
    /// # Errors
    /// Unavailable.
    async fn remove_all(&self, user: &UserId) -> Result<(), Error>;
}
