//! The key that signs the sessions.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use cookie::Key;
use hkdf::Hkdf;
use sha2::Sha256;

/// The minimum length of a key, in bytes.
const KEY_BYTES: usize = 64;

/// Signs the session cookies, so it opens every journal. The VAPID key for push services is derived
/// from it.
#[derive(Clone, PartialEq)]
pub struct SessionKey(pub(crate) Key);

/// The text is not a valid key.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("at least 64 random bytes in base64: `openssl rand -base64 64 | tr -d '\\n'` makes one")]
pub struct InvalidKey;

impl SessionKey {
    /// A new random key.
    #[must_use]
    pub fn generate() -> Self {
        Self(Key::generate())
    }

    /// Reads the output of [`Self::to_base64`], or any 64 or more random bytes in base64.
    ///
    /// # Errors
    /// [`InvalidKey`].
    pub fn from_base64(text: &str) -> Result<Self, InvalidKey> {
        let bytes = BASE64.decode(text.trim()).map_err(|_| InvalidKey)?;
        if bytes.len() < KEY_BYTES {
            return Err(InvalidKey);
        }
        Ok(Self(Key::from(&bytes)))
    }

    /// Derives a secret for `purpose` that does not reveal this key (HKDF, RFC 5869). It changes
    /// only with this key.
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "HKDF fails only for more than 8160 bytes"
    )]
    pub(crate) fn derive(&self, purpose: &str) -> [u8; 32] {
        let mut secret = [0; 32];
        Hkdf::<Sha256>::new(None, self.0.master())
            .expand(purpose.as_bytes(), &mut secret)
            .expect("32 bytes are within HKDF's limit");
        secret
    }

    /// The key as text. Keep it secret.
    #[must_use]
    pub fn to_base64(&self) -> String {
        BASE64.encode(self.0.master())
    }
}

impl std::fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SessionKey").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> SessionKey {
        SessionKey(Key::from(&[byte; 64]))
    }

    #[test]
    fn each_purpose_has_its_own_secret() {
        let derived = key(7).derive("one");
        assert_eq!(key(7).derive("one"), derived);
        assert_ne!(key(7).derive("two"), derived);
        assert_ne!(key(8).derive("one"), derived);
    }

    #[test]
    fn a_key_round_trips_through_base64() {
        let key = SessionKey::generate();
        assert_eq!(SessionKey::from_base64(&key.to_base64()), Ok(key));
        for text in ["", "c2hvcnQ=", "not base64!", &"A".repeat(84)] {
            assert_eq!(SessionKey::from_base64(text), Err(InvalidKey), "{text}");
        }
    }
}
