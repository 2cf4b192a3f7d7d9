//! The keys that CloudFront may send: `http/origin_key.rs` asks for one.

use std::sync::Arc;

use sha2::{Digest, Sha256};

/// The valid keys.
#[derive(Clone)]
pub struct OriginKeys {
    /// Digests, so that the time of a comparison reveals nothing of a key.
    keys: Arc<[[u8; 32]]>,
}

impl OriginKeys {
    /// Accepts any of `keys`.
    #[must_use]
    pub fn new(keys: impl IntoIterator<Item = String>) -> Self {
        let keys = keys.into_iter().map(|key| Sha256::digest(key).into());
        Self {
            keys: keys.collect(),
        }
    }

    pub(crate) fn accepts(&self, key: &[u8]) -> bool {
        self.keys.contains(&Sha256::digest(key).into())
    }
}
