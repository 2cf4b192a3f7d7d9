//! The keys that sign the sessions.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use cookie::Key;
use hkdf::Hkdf;
use sha2::Sha256;

/// The minimum length of a key, in bytes.
const KEY_BYTES: usize = 64;

/// Signs the session cookies, so it opens every journal. The VAPID key for push services is derived
/// from it.
///
/// During a rotation it is several keys, of which the first signs and all verify: cookies signed
/// with the one before stay valid, and are signed again with the current one.
#[derive(Clone, PartialEq)]
pub struct SessionKey(Vec<Key>);

/// The text is not a valid key.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("at least 64 random bytes in base64: `openssl rand -base64 64 | tr -d '\\n'` makes one")]
pub struct InvalidKey;

impl SessionKey {
    /// A new random key.
    #[must_use]
    pub fn generate() -> Self {
        Self(vec![Key::generate()])
    }

    /// Reads the output of [`Self::to_base64`], or any 64 or more random bytes in base64; several
    /// keys, comma-separated, the current one first.
    ///
    /// # Errors
    /// [`InvalidKey`].
    pub fn from_base64(text: &str) -> Result<Self, InvalidKey> {
        let keys = text.split(',').map(|text| {
            let bytes = BASE64.decode(text.trim()).map_err(|_| InvalidKey)?;
            let is_long = bytes.len() >= KEY_BYTES;
            is_long.then(|| Key::from(&bytes)).ok_or(InvalidKey)
        });
        Ok(Self(keys.collect::<Result<_, _>>()?))
    }

    /// The key that signs.
    #[expect(
        clippy::indexing_slicing,
        reason = "every constructor makes at least one key"
    )]
    pub(crate) fn current(&self) -> &Key {
        &self.0[0]
    }

    /// The keys that verify, the current one first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Key> {
        self.0.iter()
    }

    /// Derives a secret for `purpose` from the current key, without revealing it (HKDF, RFC 5869).
    #[must_use]
    pub(crate) fn derive(&self, purpose: &str) -> [u8; 32] {
        derive(self.current(), purpose)
    }

    /// The secrets for `purpose` of all keys, the current one's first.
    pub(crate) fn derive_all(&self, purpose: &str) -> impl Iterator<Item = [u8; 32]> {
        self.all().map(move |key| derive(key, purpose))
    }

    /// The keys as text. Keep it secret.
    #[must_use]
    pub fn to_base64(&self) -> String {
        let keys: Vec<_> = self.all().map(|key| BASE64.encode(key.master())).collect();
        keys.join(",")
    }
}

#[expect(
    clippy::expect_used,
    reason = "HKDF fails only for more than 8160 bytes"
)]
fn derive(key: &Key, purpose: &str) -> [u8; 32] {
    let mut secret = [0; 32];
    Hkdf::<Sha256>::new(None, key.master())
        .expand(purpose.as_bytes(), &mut secret)
        .expect("32 bytes are within HKDF's limit");
    secret
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
        SessionKey(vec![Key::from(&[byte; 64])])
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
        let valid = SessionKey::generate().to_base64();
        for text in [
            "",
            "c2hvcnQ=",
            "not base64!",
            &"A".repeat(84),
            &format!("{valid},"),
            &format!("{valid},c2hvcnQ="),
        ] {
            assert_eq!(SessionKey::from_base64(text), Err(InvalidKey), "{text}");
        }
    }

    #[test]
    fn the_first_of_two_keys_signs_and_both_verify() {
        let text = format!("{}, {}\n", key(8).to_base64(), key(7).to_base64());
        let both = SessionKey::from_base64(&text).unwrap();
        assert!(both.current() == key(8).current());
        let [new, old] = both.all().collect::<Vec<_>>()[..] else {
            panic!("two keys")
        };
        assert!(new == key(8).current() && old == key(7).current());
        assert_eq!(both.derive("one"), key(8).derive("one"));
        let derived = [key(8).derive("one"), key(7).derive("one")];
        assert!(both.derive_all("one").eq(derived));
        assert_eq!(SessionKey::from_base64(&both.to_base64()), Ok(both));
    }
}
