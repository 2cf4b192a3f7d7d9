//! Signatures of links of our own.

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::auth::SessionKey;

/// The keys of one kind of links, the current one first; links of the one before stay valid.
pub(super) struct Links(Vec<[u8; 32]>);

impl Links {
    /// The keys for a purpose.
    pub(super) fn new(session_key: &SessionKey, purpose: &'static str) -> Self {
        Self(session_key.derive_all(purpose).collect())
    }

    /// The signature of a text; none without a key.
    pub(super) fn sign(&self, text: &str) -> Option<String> {
        let mac = mac(self.0.first()?, text)?;
        Some(app::secret::hex(&mac.finalize().into_bytes()))
    }

    /// True for the signature of a text.
    pub(super) fn verify(&self, text: &str, signature: &str) -> bool {
        let Some(signature) = from_hex(signature) else {
            return false;
        };
        let mut macs = self.0.iter().filter_map(|key| mac(key, text));
        macs.any(|mac| mac.verify_slice(&signature).is_ok())
    }
}

fn mac(key: &[u8; 32], text: &str) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(text.as_bytes());
    Some(mac)
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let is_hex = text.len() == 64 && text.bytes().all(|it| it.is_ascii_hexdigit());
    let pairs = (0..text.len()).step_by(2);
    is_hex
        .then(|| pairs.map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()))?
        .collect()
}

/// The first value of a field in a query.
pub(super) fn field(query: &str, name: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find_map(|(found, value)| (found == name).then(|| value.into_owned()))
}
