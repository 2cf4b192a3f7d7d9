//! The identifier of a subscription.

use app::secret::hex;
use sha2::{Digest, Sha256};

/// The first 16 bytes of the SHA-256 of the subscription's address, in hexadecimal.
pub(super) fn of(endpoint: &str) -> String {
    hex(&Sha256::digest(endpoint)[..16])
}

#[cfg(test)]
mod tests {
    /// `app/browser/page/subscription.ts` computes the same identifiers; its tests run the same
    /// cases.
    #[test]
    fn scripts_compute_the_same_identifiers() {
        let cases = include_str!("../../../app/browser/golden/subscriptions.json");
        let cases: Vec<(String, String)> = serde_json::from_str(cases).unwrap();
        assert!(cases.len() >= 300);
        for (endpoint, id) in cases {
            assert_eq!(super::of(&endpoint), id, "{endpoint}");
        }
    }
}
