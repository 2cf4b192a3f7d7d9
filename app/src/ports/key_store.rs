//! The store of API keys.

use async_trait::async_trait;
use domain::account::Scope;

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
    /// The theoretical arrival time of the next call, in milliseconds since the epoch.
    pub next_at: i64,
    /// The month of `used`: months since the epoch.
    pub month: i64,
    /// The number of calls in `month`.
    pub used: u64,
}

/// The limits of every key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyLimits {
    /// Calls a second, on average.
    pub rate: u32,
    /// Calls at once.
    pub burst: u32,
    /// Calls in a calendar month (UTC).
    pub monthly: u64,
}

/// The outcome of counting a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    /// True if the call is within the limits.
    pub allowed: bool,
    /// Calls left at once.
    pub remaining: u32,
    /// Seconds until another call is allowed, rounded up; 0 if it is now.
    pub retry_after: i64,
    /// Calls left this month.
    pub monthly_remaining: u64,
}

/// The store of API keys.
///
/// A store that does not answer in time fails with `Unavailable`.
#[async_trait]
pub trait KeyStore: Send + Sync {
    /// Stores a new key. False if the user has the maximum number of keys.
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

    /// Counts a call at `now_ms` (milliseconds since the epoch), as `key` was read just before.
    /// One write, rarely two.
    ///
    /// # Errors
    /// Unauthenticated if the key is gone; Unavailable.
    async fn charge(&self, key: &ApiKey, limits: KeyLimits, now_ms: i64) -> Result<Charge, Error>;

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
