//! VAPID (RFC 8292): this server's key for push services, and tokens signed with it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use p256::{
    NonZeroScalar, SecretKey,
    ecdsa::{Signature, SigningKey, signature::Signer},
    elliptic_curve::{ops::Reduce, sec1::ToEncodedPoint},
};
use serde::Serialize;

use super::PushKey;

/// The lifetime of a token, in seconds; services accept at most a day.
const LIFETIME: i64 = 12 * 3600;
/// `{"typ":"JWT","alg":"ES256"}`
const HEADER: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9";

/// The key pair; the public half in base64url.
pub(super) struct Vapid {
    key: SigningKey,
    public: String,
}

#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    exp: i64,
    sub: &'a str,
}

impl Vapid {
    /// The key of new subscriptions, and those of subscriptions made before.
    pub(super) fn of(key: &PushKey) -> (Self, Vec<Self>) {
        (
            Self::new(key.current()),
            key.former().map(Self::new).collect(),
        )
    }

    fn new(secret: [u8; 32]) -> Self {
        // Almost every secret is a valid scalar already.
        let key = SecretKey::from(NonZeroScalar::reduce_bytes(&secret.into()));
        let point = key.public_key().to_encoded_point(false);
        Self {
            public: BASE64.encode(point.as_bytes()),
            key: key.into(),
        }
    }

    /// The public half: an uncompressed point in base64url.
    pub(super) fn public(&self) -> &str {
        &self.public
    }

    /// The `Authorization` header for a push service at `audience` (its origin), valid for 12 hours
    /// from `now` (seconds since the epoch). `contact` is this server's operator.
    pub(super) fn authorization(
        &self,
        audience: &str,
        contact: &str,
        now: i64,
    ) -> serde_json::Result<String> {
        let claims = serde_json::to_vec(&Claims {
            aud: audience,
            exp: now.saturating_add(LIFETIME),
            sub: contact,
        })?;
        let signed = format!("{HEADER}.{}", BASE64.encode(claims));
        let signature: Signature = self.key.sign(signed.as_bytes());
        let signature = BASE64.encode(signature.to_bytes());
        Ok(format!("vapid t={signed}.{signature}, k={}", self.public))
    }
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD as BASE64_PADDED;
    use p256::ecdsa::{VerifyingKey, signature::Verifier};

    use super::*;

    fn the_only(byte: u8) -> Vapid {
        let text = BASE64_PADDED.encode([byte; 32]);
        Vapid::of(&PushKey::from_base64(&text).unwrap()).0
    }

    #[test]
    fn the_key_changes_only_with_the_push_key() {
        let vapid = the_only(7);
        assert_eq!(the_only(7).public(), vapid.public());
        assert_ne!(the_only(8).public(), vapid.public());
        let point = BASE64.decode(vapid.public()).unwrap();
        assert_eq!((point.len(), point[0]), (65, 4));
    }

    #[test]
    fn a_token_is_signed_for_one_service() {
        let vapid = the_only(7);
        let header = vapid
            .authorization("https://push.example", "https://mood.example", 1000)
            .unwrap();
        let (token, key) = header
            .strip_prefix("vapid t=")
            .and_then(|rest| rest.split_once(", k="))
            .unwrap();
        assert_eq!(key, vapid.public());
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let key = VerifyingKey::from_sec1_bytes(&BASE64.decode(key).unwrap()).unwrap();
        let signature = Signature::from_slice(&BASE64.decode(signature).unwrap()).unwrap();
        key.verify(signed.as_bytes(), &signature).unwrap();
        let parts = signed.split('.').map(|part| BASE64.decode(part).unwrap());
        let parts: Vec<_> = parts.map(|part| String::from_utf8(part).unwrap()).collect();
        assert_eq!(
            parts,
            [
                r#"{"typ":"JWT","alg":"ES256"}"#,
                r#"{"aud":"https://push.example","exp":44200,"sub":"https://mood.example"}"#
            ]
        );
    }
}
