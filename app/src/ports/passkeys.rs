//! Passkeys: the ceremonies of WebAuthn.

use domain::account::PasskeySite;
use serde_json::Value;

use super::{Credential, UserId};
use crate::error::{Error, ErrorKind};

/// A ceremony that has begun.
#[derive(Clone, Debug)]
pub struct Ceremony {
    /// The options for `navigator.credentials`, as JSON with binary values in base64url.
    pub options: Value,
    /// A digest of the challenge.
    pub challenge: String,
    /// The state until the browser answers; nothing secret.
    pub state: String,
}

/// A passkey that a ceremony made. Its fields are those of a [`Credential`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPasskey {
    /// The passkey's identifier, base64url.
    pub key: String,
    /// Its public key, and what verifies its signatures.
    pub data: String,
    /// Its signature counter; 0 if it does not count.
    pub counter: u32,
}

/// The references of a browser's answer, unverified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    /// A digest of the challenge, as in [`Ceremony`].
    pub challenge: String,
    /// The passkey's identifier, base64url.
    pub key: String,
}

/// The ceremonies of WebAuthn. Their state and challenges are stored by the caller, which lets each
/// challenge be answered once.
///
/// User verification (a fingerprint, a face, a PIN) is required, because a passkey is the only factor,
/// and the passkey must be discoverable, because no name is typed. Attestation is not asked for:
/// Humeur trusts every make of authenticator.
pub trait PasskeyService: Send + Sync {
    /// Begins the registration of a passkey of `user`, which password managers list as `label`. An
    /// authenticator with one of the `existing` passkeys makes no second one.
    ///
    /// # Errors
    /// Internal.
    fn begin_registration(
        &self,
        site: &PasskeySite,
        user: &UserId,
        label: &str,
        existing: &[Credential],
    ) -> Result<Ceremony, Error>;

    /// The digest of the challenge that a browser's answer to a registration refers to. Nothing is
    /// verified.
    ///
    /// # Errors
    /// Malformed (`credential`).
    fn registration_challenge(&self, answer: &str) -> Result<String, Error>;

    /// Verifies a browser's answer to a registration.
    ///
    /// # Errors
    /// Malformed or Invalid (`credential`).
    fn finish_registration(&self, state: &str, answer: &str) -> Result<NewPasskey, Error>;

    /// Begins a sign-in with any passkey of the site.
    ///
    /// # Errors
    /// Internal.
    fn begin_sign_in(&self, site: &PasskeySite) -> Result<Ceremony, Error>;

    /// Reads the references of a browser's answer to a sign-in.
    ///
    /// # Errors
    /// Malformed (`credential`).
    fn assertion(&self, answer: &str) -> Result<Assertion, Error>;

    /// Verifies a browser's answer to a sign-in with `credential`, and returns the new counter.
    ///
    /// # Errors
    /// Malformed or Unauthenticated (`credential`).
    fn finish_sign_in(
        &self,
        state: &str,
        answer: &str,
        credential: &Credential,
    ) -> Result<u32, Error>;
}

/// The error of every sign-in that fails: the same for all, so that it does not reveal which passkeys
/// exist.
#[must_use]
pub fn rejected_passkey() -> Error {
    let message = "This passkey does not open a journal here.";
    Error::new(ErrorKind::Unauthenticated, message).at("credential")
}
