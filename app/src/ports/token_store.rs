//! The store of one-time tokens, and of attempts to guess one.

use async_trait::async_trait;

use super::UserId;
use crate::error::Error;

/// The purpose of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// The challenge of a passkey's ceremony.
    Challenge,
    /// A code that links another device.
    Link,
    /// An invitation to open an account.
    Invitation,
}

impl TokenKind {
    /// Its name in the store, and the prefix of the key.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Challenge => "challenge",
            Self::Link => "link",
            Self::Invitation => "invitation",
        }
    }
}

/// A one-time token. Times are in seconds since the epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The purpose.
    pub kind: TokenKind,
    /// A digest of the secret part.
    pub key: String,
    /// The user that it is about, if any.
    pub user: Option<UserId>,
    /// The state that its purpose needs.
    pub data: String,
    /// The end.
    pub expires_at: i64,
}

/// A limit on attempts: on average one each `interval` seconds, and `burst` at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttemptLimit {
    /// Seconds from one attempt to the next.
    pub interval: i64,
    /// The number of attempts at once.
    pub burst: i64,
}

/// The store of one-time tokens.
///
/// A store that does not answer in time fails with `Unavailable`.
#[async_trait]
pub trait TokenStore: Send + Sync {
    /// Stores a token. False if the key is taken.
    ///
    /// # Errors
    /// Unavailable.
    async fn put(&self, token: &Token, now: i64) -> Result<bool, Error>;

    /// A token that has not expired at `now`, which stays valid.
    ///
    /// # Errors
    /// Unavailable.
    async fn get(&self, kind: TokenKind, key: &str, now: i64) -> Result<Option<Token>, Error>;

    /// Takes a token that has not expired at `now`: of concurrent calls, one gets it.
    ///
    /// # Errors
    /// Unavailable.
    async fn take(&self, kind: TokenKind, key: &str, now: i64) -> Result<Option<Token>, Error>;

    /// Counts an attempt at `door` by `client`. None if it is allowed; otherwise the seconds to wait.
    ///
    /// # Errors
    /// Unavailable.
    async fn attempt(
        &self,
        door: &str,
        client: &str,
        limit: AttemptLimit,
        now: i64,
    ) -> Result<Option<i64>, Error>;
}
