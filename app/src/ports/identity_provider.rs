//! The OpenID Connect provider.

use async_trait::async_trait;
use domain::Lang;

/// A person as the provider knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// A digest of issuer and subject, which stays the same for as long as the account there.
    pub key: String,
}

/// The secrets of a sign-in that was sent to the provider. The browser keeps them, encrypted, until
/// it comes back.
#[derive(Clone)]
pub struct PendingSignIn {
    /// Ties the provider's answer to this browser.
    pub state: String,
    /// Ties the ID token to this sign-in.
    pub nonce: String,
    /// Ties the code to this server (PKCE).
    pub verifier: String,
}

/// The reason a provider could not identify a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderFailure {
    /// It can't be reached, or does not answer in time.
    Unavailable,
    /// Its answer breaks a rule of the protocol, or it rejects the code.
    Rejected,
}

/// The provider with which people may sign in. Times are in seconds since the epoch.
#[async_trait]
pub trait IdentityProvider: Send + Sync {
    /// Its name for people.
    fn name(&self) -> &str;

    /// Begins a sign-in: the address of the provider's page in a language, and the secrets.
    ///
    /// # Errors
    /// See [`ProviderFailure`].
    async fn begin(&self, lang: Lang, now: i64)
    -> Result<(String, PendingSignIn), ProviderFailure>;

    /// Exchanges the code of a provider's answer for the person's identity.
    ///
    /// # Errors
    /// See [`ProviderFailure`].
    async fn finish(
        &self,
        code: &str,
        pending: PendingSignIn,
        now: i64,
    ) -> Result<Identity, ProviderFailure>;

    /// The address at which a person signs out of the provider; it leads back to this site. None if
    /// the provider has none or can't be reached.
    async fn sign_out(&self, now: i64) -> Option<String>;
}
