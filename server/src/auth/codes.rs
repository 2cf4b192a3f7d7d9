//! The codes of sign-in and the secrets of shares: random numbers and hashes.

use app::{
    domain::{
        account::{LinkCode, RecoveryCode},
        share::Passphrase,
    },
    error::Error,
    ports::{ShareLink, ShareSecrets, SignInCodes},
    secret::{hex, random},
};
use async_trait::async_trait;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::{SessionKey, slow_hash::SlowHash};

/// The salt of all recovery codes.
const RECOVERY_SALT: &[u8] = b"humeur: recovery code";

/// Makes and hashes the codes.
pub(crate) struct Codes {
    slow_hash: SlowHash,
    link_key: [u8; 32],
    reader_key: [u8; 32],
}

impl Codes {
    /// Codes that link devices are hashed with a key of their own, derived from the session key: with
    /// 40 bits, a hash without a key could be reversed within their lifetime.
    pub(crate) fn new(session_key: &SessionKey) -> Self {
        Self {
            slow_hash: SlowHash::new(),
            link_key: session_key.derive("humeur: codes that link devices"),
            reader_key: session_key.derive("humeur: readers of shares"),
        }
    }
}

#[async_trait]
impl SignInCodes for Codes {
    fn new_recovery(&self) -> Result<RecoveryCode, Error> {
        Ok(RecoveryCode::new(random()?))
    }

    fn new_link(&self) -> Result<LinkCode, Error> {
        Ok(LinkCode::new(random()?))
    }

    async fn recovery_hash(&self, code: &RecoveryCode) -> Result<String, Error> {
        let (code, salt) = (code.symbols().to_vec(), RECOVERY_SALT.to_vec());
        self.slow_hash.hash(code, salt).await
    }

    fn link_hash(&self, code: &LinkCode) -> String {
        keyed_hash(&self.link_key, code.symbols())
    }
}

#[async_trait]
impl ShareSecrets for Codes {
    async fn passphrase_hash(&self, share: &str, passphrase: &Passphrase) -> Result<String, Error> {
        let (secret, salt) = (passphrase.as_str().into(), share.into());
        self.slow_hash.hash(secret, salt).await
    }

    fn reader_proof(&self, link: &ShareLink, reader: &str) -> String {
        // None of the parts has a colon.
        let passphrase = link.passphrase.as_deref().unwrap_or_default();
        let about = format!("{}:{passphrase}:{reader}", link.hash);
        keyed_hash(&self.reader_key, about.as_bytes())
    }
}

/// HMAC-SHA256, in hexadecimal digits.
#[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
pub(super) fn keyed_hash(key: &[u8; 32], message: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length");
    mac.update(message);
    hex(&mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn codes_are_random_and_their_hashes_are_not() {
        let key = SessionKey::generate();
        let codes = Codes::new(&key);
        let (one, other) = (codes.new_recovery().unwrap(), codes.new_recovery().unwrap());
        assert_ne!(one, other);
        let again = Codes::new(&SessionKey::generate());
        assert_eq!(
            codes.recovery_hash(&one).await,
            again.recovery_hash(&one).await,
            "a new session key leaves recovery codes valid"
        );
        let link = codes.new_link().unwrap();
        assert_ne!(link, codes.new_link().unwrap());
        assert_eq!(codes.link_hash(&link), Codes::new(&key).link_hash(&link));
        assert_ne!(codes.link_hash(&link), again.link_hash(&link));
    }
}
