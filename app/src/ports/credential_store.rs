//! The store of ways to sign in.

use async_trait::async_trait;

use super::UserId;
use crate::error::Error;

/// The kind of a way to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialKind {
    /// A passkey (WebAuthn).
    Passkey,
    /// A subject of an OpenID Connect provider.
    OpenId,
    /// A recovery code. A user has one at most.
    Recovery,
}

impl CredentialKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Passkey, Self::OpenId, Self::Recovery];

    /// Its name in JSON and in the store, and the prefix of the key.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Passkey => "passkey",
            Self::OpenId => "openid",
            Self::Recovery => "recovery",
        }
    }

    /// The kind of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// A way to sign in. Times are in seconds since the epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// The kind.
    pub kind: CredentialKind,
    /// The key within its kind: the credential's identifier in base64url, a digest of issuer and
    /// subject, the slow hash of a recovery code.
    pub key: String,
    /// The owner.
    pub user: UserId,
    /// The name that the person gave, or a default one.
    pub name: String,
    /// The data that verifies it, as its kind encodes it; nothing secret.
    pub data: String,
    /// A passkey's signature counter.
    pub counter: u32,
    /// The time at which it was added.
    pub created_at: i64,
    /// The last sign-in with it.
    pub used_at: Option<i64>,
}

/// The store of ways to sign in.
///
/// It counts them in the user's `ways`, in the same transaction, so that concurrent calls can't
/// remove the last one. A store that does not answer in time fails with `Unavailable`.
#[async_trait]
pub trait CredentialStore: Send + Sync {
    /// Adds a way to sign in, and starts the user's account if it is the first. False if the key
    /// is taken, or the user is erased or merged into another.
    ///
    /// # Errors
    /// Unavailable.
    async fn add(&self, credential: &Credential) -> Result<bool, Error>;

    /// Replaces the user's recovery code, or adds the first one, like [`Self::add`].
    ///
    /// # Errors
    /// Unavailable.
    async fn replace_recovery(&self, credential: &Credential) -> Result<bool, Error>;

    /// A way to sign in.
    ///
    /// # Errors
    /// Unavailable.
    async fn get(&self, kind: CredentialKind, key: &str) -> Result<Option<Credential>, Error>;

    /// A user's ways to sign in, the oldest first.
    ///
    /// # Errors
    /// Unavailable.
    async fn list(&self, user: &UserId) -> Result<Vec<Credential>, Error>;

    /// Records a sign-in. False if the way is gone, or if a passkey's `counter` is not above the
    /// stored one and either is not 0, which means that the passkey was copied (WebAuthn Level 3,
    /// section 6.1.1).
    ///
    /// # Errors
    /// Unavailable.
    async fn used(&self, credential: &Credential, counter: u32, now: i64) -> Result<bool, Error>;

    /// Renames a way to sign in. False if the user has no such one.
    ///
    /// # Errors
    /// Unavailable.
    async fn rename(
        &self,
        user: &UserId,
        kind: CredentialKind,
        key: &str,
        name: &str,
    ) -> Result<bool, Error>;

    /// Removes a way to sign in, unless it is the user's last.
    ///
    /// # Errors
    /// Unavailable.
    async fn remove(
        &self,
        user: &UserId,
        kind: CredentialKind,
        key: &str,
    ) -> Result<CredentialRemoval, Error>;

    /// Removes all of a user's ways to sign in, for an erasure.
    ///
    /// # Errors
    /// Unavailable.
    async fn remove_all(&self, user: &UserId) -> Result<(), Error>;
}

/// The outcome of a removal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialRemoval {
    /// It was removed.
    Removed,
    /// It is the last way to sign in.
    Last,
    /// The user has no such way to sign in.
    NotFound,
}
