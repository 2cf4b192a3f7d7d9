//! The secrets of shares, besides their tokens.

use async_trait::async_trait;
use domain::share::Passphrase;

use super::ShareLink;
use crate::error::Error;

/// Hashes passphrases, and recognises readers.
#[async_trait]
pub trait ShareSecrets: Send + Sync {
    /// The hash of the passphrase of the share whose token has this hash, in hexadecimal digits. Slow on
    /// purpose: callers limit attempts first.
    ///
    /// # Errors
    /// Internal.
    async fn passphrase_hash(&self, share: &str, passphrase: &Passphrase) -> Result<String, Error>;

    /// The proof that `reader` may read a share, in hexadecimal digits. It ends with the share and with
    /// the key of the sessions.
    fn reader_proof(&self, link: &ShareLink, reader: &str) -> String;
}
