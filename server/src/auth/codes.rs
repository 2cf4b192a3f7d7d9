//! The codes of sign-in: random numbers and hashes.

use app::{
    domain::account::{LinkCode, RecoveryCode},
    error::Error,
    ports::SignInCodes,
    secret::{hex, random},
};
use async_trait::async_trait;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::{SessionKey, slow_hash::SlowHash};

/// Makes and hashes the codes.
pub(crate) struct Codes {
    slow_hash: SlowHash,
    link_key: [u8; 32],
}

impl Codes {
    /// Codes that link devices are hashed with a key of their own, derived from the session key: with
    /// 40 bits, a hash without a key could be reversed within their lifetime.
    pub(crate) fn new(session_key: &SessionKey) -> Self {
        Self {
            slow_hash: SlowHash::new(),
            link_key: session_key.derive("humeur: codes that link devices"),
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
        self.slow_hash.hash(code.symbols().to_vec()).await
    }

    fn link_hash(&self, code: &LinkCode) -> String {
        keyed_hash(&self.link_key, code.symbols())
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
