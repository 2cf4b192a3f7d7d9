//! ID tokens and their keys.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use hmac::{Hmac, Mac};
use p256::{
    SecretKey,
    ecdsa::{Signature, SigningKey, signature::Signer},
};
use rsa::{Pkcs1v15Sign, RsaPrivateKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The signature of a token.
#[derive(Clone)]
pub enum Signing {
    Key(SigningKey),
    Rsa(Box<RsaPrivateKey>),
    /// HMAC with this key.
    Shared(Vec<u8>),
    Nothing,
}

/// An ID token before it is signed.
pub struct Token {
    pub header: Value,
    pub claims: Value,
    pub signing: Signing,
}

impl Token {
    pub(super) fn text(&self) -> String {
        let part = |value: &Value| BASE64.encode(value.to_string());
        let signed = format!("{}.{}", part(&self.header), part(&self.claims));
        let signature = match &self.signing {
            Signing::Key(key) => {
                let signature: Signature = key.sign(signed.as_bytes());
                signature.to_bytes().to_vec()
            }
            Signing::Rsa(key) => {
                let digest = Sha256::digest(&signed);
                key.sign(Pkcs1v15Sign::new::<Sha256>(), &digest).unwrap()
            }
            Signing::Shared(key) => {
                let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
                mac.update(signed.as_bytes());
                mac.finalize().into_bytes().to_vec()
            }
            Signing::Nothing => Vec::new(),
        };
        format!("{signed}.{}", BASE64.encode(signature))
    }
}

/// A key with its identifier.
pub fn new_key() -> (String, SigningKey) {
    let half = || Uuid::new_v4().into_bytes();
    let secret = SecretKey::from_slice(&[half(), half()].concat()).unwrap();
    (Uuid::new_v4().to_string(), secret.into())
}

/// The public key in JSON.
pub(super) fn jwk(kid: &str, key: &SigningKey) -> Value {
    let point = key.verifying_key().to_encoded_point(false);
    let part = |bytes: Option<&_>| BASE64.encode(bytes.unwrap());
    json!({
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": kid,
        "x": part(point.x()), "y": part(point.y()),
    })
}
