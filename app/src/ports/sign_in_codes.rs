//! The codes of sign-in: recovery codes, and codes that link another device.

use async_trait::async_trait;
use domain::account::{LinkCode, RecoveryCode};

use crate::error::Error;

/// Makes codes, and hashes them. Stores keep the hashes only.
#[async_trait]
pub trait SignInCodes: Send + Sync {
    /// A new recovery code.
    ///
    /// # Errors
    /// Internal, if the system has no random numbers.
    fn new_recovery(&self) -> Result<RecoveryCode, Error>;

    /// A new code that links a device.
    ///
    /// # Errors
    /// Internal, if the system has no random numbers.
    fn new_link(&self) -> Result<LinkCode, Error>;

    /// The hash of a recovery code, in hexadecimal digits. Slow on purpose: callers limit attempts
    /// first.
    ///
    /// # Errors
    /// Internal.
    async fn recovery_hash(&self, code: &RecoveryCode) -> Result<String, Error>;

    /// The hash of a code that links a device, in hexadecimal digits.
    fn link_hash(&self, code: &LinkCode) -> String;
}
