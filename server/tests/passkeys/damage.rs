//! Damaged answers, at the adapter: every one is rejected, and none makes it panic.

use app::{
    domain::account::PasskeySite,
    error::ErrorKind,
    ports::{Credential, CredentialKind, PasskeyService, UserId},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde_json::Value;
use server::auth::Passkeys;
use test_kit::authenticator::Authenticator;

use super::ORIGIN;

fn site() -> PasskeySite {
    PasskeySite {
        id: "mood.example".into(),
        origin: ORIGIN.into(),
    }
}

fn user() -> UserId {
    UserId("6fa459eaee8a3ca4894edb77e160355e".into())
}

/// The answer with one part cut short or with one bit changed, everywhere in turn.
fn damaged(answer: &Value, part: &str) -> Vec<String> {
    let whole = BASE64URL
        .decode(answer["response"][part].as_str().unwrap())
        .unwrap();
    let cut = (0..whole.len()).map(|length| whole[..length].to_vec());
    let flipped = (0..whole.len() * 8).map(|bit| {
        let mut bytes = whole.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        bytes
    });
    cut.chain(flipped)
        .map(|bytes| {
            let mut answer = answer.clone();
            answer["response"][part] = BASE64URL.encode(bytes).into();
            answer.to_string()
        })
        .collect()
}

#[test]
fn a_damaged_answer_to_a_sign_in_is_rejected() {
    let mut device = Authenticator::at(ORIGIN);
    let begun = Passkeys
        .begin_registration(&site(), &user(), "x", &[])
        .unwrap();
    let answer = device.create(&begun.options).to_string();
    let passkey = Passkeys.finish_registration(&begun.state, &answer).unwrap();
    let credential = Credential {
        kind: CredentialKind::Passkey,
        key: passkey.key,
        user: user(),
        name: String::new(),
        data: passkey.data,
        counter: passkey.counter,
        created_at: 0,
        used_at: None,
    };
    let begun = Passkeys.begin_sign_in(&site()).unwrap();
    let good = device.get(&begun.options);
    let verify = |answer: &str| Passkeys.finish_sign_in(&begun.state, answer, &credential);
    assert_eq!(verify(&good.to_string()), Ok(0));
    for part in ["authenticatorData", "signature", "userHandle"] {
        for answer in damaged(&good, part) {
            let error = verify(&answer).unwrap_err();
            let is_rejected = matches!(
                error.kind,
                ErrorKind::Malformed | ErrorKind::Unauthenticated
            );
            assert!(is_rejected, "{error:?}: {answer}");
        }
    }
    // The state of a registration, and another site's passkey.
    let registration = Passkeys
        .begin_registration(&site(), &user(), "x", &[])
        .unwrap();
    let good = good.to_string();
    let mixed = Passkeys.finish_sign_in(&registration.state, &good, &credential);
    assert_eq!(mixed.unwrap_err().kind, ErrorKind::Unauthenticated);
    let foreign = Credential {
        data: credential.data.replace("mood.example", "other.example"),
        ..credential.clone()
    };
    let foreign = Passkeys.finish_sign_in(&begun.state, &good, &foreign);
    assert_eq!(foreign.unwrap_err().kind, ErrorKind::Unauthenticated);
}

#[test]
fn a_damaged_answer_to_a_registration_never_panics() {
    let begun = Passkeys
        .begin_registration(&site(), &user(), "x", &[])
        .unwrap();
    let good = Authenticator::at(ORIGIN).create(&begun.options);
    let whole = BASE64URL
        .decode(good["response"]["attestationObject"].as_str().unwrap())
        .unwrap();
    for (at, answer) in damaged(&good, "attestationObject").iter().enumerate() {
        let result = Passkeys.finish_registration(&begun.state, answer);
        // Without attestation nothing vouches for the key and its identifier; a part is never enough.
        assert!(at >= whole.len() || result.is_err(), "{answer}");
        if let Err(error) = result {
            let is_rejected = matches!(error.kind, ErrorKind::Malformed | ErrorKind::Invalid);
            assert!(is_rejected, "{error:?}: {answer}");
        }
    }
}
