//! A passkey authenticator in software, and the browser in front of it (WebAuthn Level 3).
//!
//! It keeps ES256 keys. A test changes the [`Claims`] of a ceremony to lie about any of them.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use p256::ecdsa::{DerSignature, SigningKey, signature::Signer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The user touched the authenticator.
pub const USER_PRESENT: u8 = 0x01;
/// The user entered a PIN or showed a finger.
pub const USER_VERIFIED: u8 = 0x04;
/// The passkey may be synced.
const BACKUP_ELIGIBLE: u8 = 0x08;
const ATTESTED: u8 = 0x40;

/// The statements of browser and authenticator in a ceremony.
pub struct Claims {
    /// `webauthn.create` or `webauthn.get`.
    pub kind: String,
    /// The challenge, base64url.
    pub challenge: String,
    /// The page's origin.
    pub origin: String,
    /// True for a page in a frame of another site.
    pub cross_origin: bool,
    /// The relying party that the key belongs to.
    pub rp_id: String,
    /// [`USER_PRESENT`] and [`USER_VERIFIED`].
    pub flags: u8,
    /// The signature counter.
    pub counter: u32,
    /// The user handle, base64url; of a sign-in only.
    pub user: String,
}

/// An authenticator with its passkeys, in a browser on one page.
#[derive(Clone)]
pub struct Authenticator {
    origin: String,
    counts: bool,
    passkeys: Vec<Passkey>,
}

#[derive(Clone)]
struct Passkey {
    id: Vec<u8>,
    key: SigningKey,
    rp_id: String,
    user: String,
    counter: u32,
}

impl Authenticator {
    /// An authenticator without a counter, as all that sync their passkeys.
    pub fn at(origin: &str) -> Self {
        Self {
            origin: origin.into(),
            counts: false,
            passkeys: Vec::new(),
        }
    }

    /// An authenticator that counts its signatures, such as a security key.
    pub fn counting_at(origin: &str) -> Self {
        Self {
            counts: true,
            ..Self::at(origin)
        }
    }

    /// Answers `navigator.credentials.create`.
    pub fn create(&mut self, options: &Value) -> Value {
        self.create_claiming(options, |_| {})
    }

    /// The same, with claims changed by `change`.
    pub fn create_claiming(&mut self, options: &Value, change: impl FnOnce(&mut Claims)) -> Value {
        self.create_as(random(), options, change)
    }

    fn create_as(
        &mut self,
        id: Vec<u8>,
        options: &Value,
        change: impl FnOnce(&mut Claims),
    ) -> Value {
        let passkey = Passkey {
            id,
            key: SigningKey::from_slice(&random()).unwrap(),
            rp_id: text(&options["rp"]["id"]),
            user: text(&options["user"]["id"]),
            counter: u32::from(self.counts),
        };
        let mut claims = self.claims("webauthn.create", options, &passkey);
        claims.flags |= ATTESTED;
        change(&mut claims);
        let mut data = authenticator_data(&claims);
        data.extend([0; 16]);
        data.extend(u16::try_from(passkey.id.len()).unwrap().to_be_bytes());
        data.extend(&passkey.id);
        data.extend(cose_key(&passkey.key));
        let answer = json!({
            "id": BASE64URL.encode(&passkey.id),
            "rawId": BASE64URL.encode(&passkey.id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": BASE64URL.encode(client_data(&claims)),
                "attestationObject": BASE64URL.encode(attestation_object(&data)),
                "transports": ["internal"],
            },
        });
        self.passkeys.push(passkey);
        answer
    }

    /// Answers `navigator.credentials.get` with the newest passkey.
    pub fn get(&mut self, options: &Value) -> Value {
        self.get_claiming(options, |_| {})
    }

    /// The same, with claims changed by `change`.
    pub fn get_claiming(&mut self, options: &Value, change: impl FnOnce(&mut Claims)) -> Value {
        let counts = self.counts;
        let passkey = self.passkeys.last_mut().unwrap();
        passkey.counter += u32::from(counts);
        let passkey = passkey.clone();
        let mut claims = self.claims("webauthn.get", options, &passkey);
        change(&mut claims);
        let client_data = client_data(&claims);
        let data = authenticator_data(&claims);
        let signed = [&data[..], &Sha256::digest(&client_data)].concat();
        let signature: DerSignature = passkey.key.sign(&signed);
        json!({
            "id": BASE64URL.encode(&passkey.id),
            "rawId": BASE64URL.encode(&passkey.id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": BASE64URL.encode(client_data),
                "authenticatorData": BASE64URL.encode(data),
                "signature": BASE64URL.encode(signature.as_bytes()),
                "userHandle": claims.user,
            },
        })
    }

    /// Answers `navigator.credentials.create` with the identifier of the newest passkey, as a copy
    /// would.
    pub fn create_again(&mut self, options: &Value) -> Value {
        let id = self.passkeys.last().unwrap().id.clone();
        self.create_as(id, options, |_| {})
    }

    fn claims(&self, kind: &str, options: &Value, passkey: &Passkey) -> Claims {
        Claims {
            kind: kind.into(),
            challenge: text(&options["challenge"]),
            origin: self.origin.clone(),
            cross_origin: false,
            rp_id: passkey.rp_id.clone(),
            flags: USER_PRESENT | USER_VERIFIED | if self.counts { 0 } else { BACKUP_ELIGIBLE },
            counter: passkey.counter,
            user: passkey.user.clone(),
        }
    }
}

fn random() -> Vec<u8> {
    let half = || *Uuid::new_v4().as_bytes();
    [half(), half()].concat()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn client_data(claims: &Claims) -> Vec<u8> {
    // Browsers write the members in this order (section 5.8.1.1).
    let quoted = |text: &str| Value::from(text).to_string();
    format!(
        r#"{{"type":{},"challenge":{},"origin":{},"crossOrigin":{}}}"#,
        quoted(&claims.kind),
        quoted(&claims.challenge),
        quoted(&claims.origin),
        claims.cross_origin
    )
    .into_bytes()
}

fn authenticator_data(claims: &Claims) -> Vec<u8> {
    let mut data = Sha256::digest(&claims.rp_id).to_vec();
    data.push(claims.flags);
    data.extend(claims.counter.to_be_bytes());
    data
}

/// The public key as a COSE map in CBOR: EC2, ES256, P-256, x and y.
fn cose_key(key: &SigningKey) -> Vec<u8> {
    let point = key.verifying_key().to_encoded_point(false);
    let mut cbor = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
    cbor.extend(point.x().unwrap());
    cbor.extend([0x22, 0x58, 0x20]);
    cbor.extend(point.y().unwrap());
    cbor
}

/// `{"fmt": "none", "attStmt": {}, "authData": data}` in CBOR.
fn attestation_object(data: &[u8]) -> Vec<u8> {
    let mut cbor = vec![0xa3];
    cbor.extend(b"\x63fmt\x64none\x67attStmt\xa0\x68authData\x58");
    cbor.push(u8::try_from(data.len()).unwrap());
    cbor.extend(data);
    cbor
}
