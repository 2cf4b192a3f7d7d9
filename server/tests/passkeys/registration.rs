//! Adding a passkey.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde_json::{Value, json};
use test_kit::{
    authenticator::{Authenticator, Claims, USER_PRESENT, USER_VERIFIED},
    person::Call,
    test_app::{TODAY, TestApp, memory},
};

use super::{ORIGIN, Rejection, add, begin, finish, invalid, malformed, open, post, ways};

#[tokio::test]
async fn a_passkey_makes_an_account_of_the_journal_without_moving_a_day() {
    let app = open().await;
    let (ada, mut device) = (app.person(), Authenticator::at(ORIGIN));
    ada.save(TODAY, "good", "before").await;
    let (user, journal) = (ada.user_id().await, ada.journal().await);
    let former = ada.cookie("__Host-humeur").unwrap();
    assert!(ways(&ada).await.is_empty());

    let way = add(&ada, &mut device).await;
    assert_eq!(way["kind"], "passkey");
    assert_eq!(way["usedAt"], Value::Null);
    assert_eq!(ways(&ada).await, [way]);
    assert_ne!(ada.cookie("__Host-humeur").unwrap(), former);
    assert_eq!(
        (ada.user_id().await, ada.journal().await),
        (user.clone(), journal)
    );

    // The anonymous cookie opens nothing any more.
    let thief = app.person();
    thief.set_cookie("__Host-humeur", &former);
    assert_ne!(thief.user_id().await, user);
    assert!(thief.journal().await.is_empty());
}

#[tokio::test]
async fn options_ask_for_a_verified_user_and_a_discoverable_passkey_without_attestation() {
    let app = open().await;
    let (ada, mut device) = (app.person(), Authenticator::at(ORIGIN));
    let first = begin(&ada, "register").await;
    assert_eq!(first["rp"], json!({"id": "mood.example", "name": "Humeur"}));
    assert_eq!(first["attestation"], "none");
    let selection = &first["authenticatorSelection"];
    assert_eq!(selection["userVerification"], "required");
    assert_eq!(selection["residentKey"], "required");
    assert_eq!(first["excludeCredentials"], json!([]));
    // A password manager shows the label; the handle is the journal's identifier.
    assert_eq!(first["user"]["name"], "My journal (20 November 2096)");
    let handle = BASE64URL
        .decode(first["user"]["id"].as_str().unwrap())
        .unwrap();
    let hex: String = handle.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, ada.user_id().await);

    let way = add(&ada, &mut device).await;
    let second = begin(&ada, "register").await;
    assert_eq!(second["excludeCredentials"][0]["id"], way["id"]);
    assert_eq!(
        second["excludeCredentials"][0]["transports"],
        json!(["internal"])
    );
    assert_ne!(second["challenge"], first["challenge"]);
}

#[tokio::test]
async fn a_passkey_has_the_given_name() {
    let app = open().await;
    let ada = app.person();
    for (name, stored) in [("Work", "Work"), ("  هاتفي 🔑 ", "هاتفي 🔑")] {
        let options = begin(&ada, "register").await;
        let credential = Authenticator::at(ORIGIN).create(&options).to_string();
        let body = json!({"credential": credential, "name": name});
        let answer = post(&ada, "/auth/passkey/register/finish", &body).await;
        assert_eq!(answer.json()["way"]["name"], stored);
    }
    for name in ["x".repeat(61), "a\nb".into()] {
        let options = begin(&ada, "register").await;
        let credential = Authenticator::at(ORIGIN).create(&options).to_string();
        let body = json!({"credential": credential, "name": name});
        let answer = post(&ada, "/auth/passkey/register/finish", &body).await;
        assert_eq!(
            answer.rejection(),
            (422, "invalid".into(), Some("name".into()))
        );
    }
    assert_eq!(ways(&ada).await.len(), 2);
}

/// The rejection of an answer with changed claims. Nothing is added.
async fn rejection(app: &TestApp, change: impl FnOnce(&mut Claims)) -> Rejection {
    let (ada, mut device) = (app.person(), Authenticator::at(ORIGIN));
    let options = begin(&ada, "register").await;
    let lie = device.create_claiming(&options, change);
    let rejection = finish(&ada, "register", &lie).await.rejection();
    assert!(ways(&ada).await.is_empty());
    rejection
}

#[tokio::test]
async fn false_claims_are_rejected() {
    let app = open().await;
    for origin in [
        "https://evil.example",
        "https://mood.example.evil.example",
        "https://sub.mood.example",
        "https://mood.example:8443",
        "http://mood.example",
        "null",
        "",
    ] {
        let rejected = rejection(&app, |claims| claims.origin = origin.into()).await;
        assert_eq!(rejected, invalid(), "{origin}");
    }
    let rejected = rejection(&app, |claims| claims.rp_id = "evil.example".into()).await;
    assert_eq!(rejected, invalid(), "another site");
    let rejected = rejection(&app, |claims| claims.cross_origin = true).await;
    assert_eq!(rejected, invalid(), "a frame of another site");
    let rejected = rejection(&app, |claims| claims.flags ^= USER_VERIFIED).await;
    assert_eq!(rejected, invalid(), "no user verification");
    let rejected = rejection(&app, |claims| claims.flags ^= USER_PRESENT).await;
    assert_eq!(rejected, invalid(), "no user");
    let rejected = rejection(&app, |claims| claims.kind = "webauthn.get".into()).await;
    assert_eq!(rejected, invalid(), "another ceremony");
    let other = BASE64URL.encode([7; 16]);
    let rejected = rejection(&app, |claims| claims.challenge = other).await;
    assert_eq!(rejected, invalid(), "another challenge");
}

#[tokio::test]
async fn a_challenge_is_answered_once_in_time_by_its_own_journal() {
    let app = open().await;
    let (ada, eve) = (app.person(), app.person());
    let options = begin(&ada, "register").await;
    let answer = Authenticator::at(ORIGIN).create(&options);
    assert_eq!(finish(&ada, "register", &answer).await.status, 200);
    assert_eq!(
        finish(&ada, "register", &answer).await.rejection(),
        invalid()
    );
    let second = Authenticator::at(ORIGIN).create(&options);
    assert_eq!(
        finish(&ada, "register", &second).await.rejection(),
        invalid()
    );

    // Answered falsely, it is used up as well.
    let options = begin(&ada, "register").await;
    let lie = Authenticator::at("https://evil.example").create(&options);
    assert_eq!(finish(&ada, "register", &lie).await.rejection(), invalid());
    let truth = Authenticator::at(ORIGIN).create(&options);
    assert_eq!(
        finish(&ada, "register", &truth).await.rejection(),
        invalid()
    );

    // Another person's, and one of a sign-in.
    let options = begin(&ada, "register").await;
    eve.user_id().await;
    let stolen = Authenticator::at(ORIGIN).create(&options);
    assert_eq!(
        finish(&eve, "register", &stolen).await.rejection(),
        invalid()
    );
    let mut options = begin(&ada, "sign-in").await;
    options["rp"] = json!({"id": "mood.example"});
    options["user"] = json!({"id": BASE64URL.encode([7; 16])});
    let mixed = Authenticator::at(ORIGIN).create(&options);
    assert_eq!(
        finish(&ada, "register", &mixed).await.rejection(),
        invalid()
    );

    let options = begin(&ada, "register").await;
    app.at("2096-11-20T12:05:01Z");
    let late = Authenticator::at(ORIGIN).create(&options);
    assert_eq!(finish(&ada, "register", &late).await.rejection(), invalid());
    assert_eq!(ways(&ada).await.len(), 1);
    assert!(ways(&eve).await.is_empty());
}

#[tokio::test]
async fn an_answer_that_is_not_webauthns_is_malformed() {
    let app = open().await;
    let ada = app.person();
    let options = begin(&ada, "register").await;
    let good = Authenticator::at(ORIGIN).create(&options);
    let without = |name: &str| {
        let mut answer = good.clone();
        answer["response"].as_object_mut().unwrap().remove(name);
        answer.to_string()
    };
    let with = |name: &str, value: &str| {
        let mut answer = good.clone();
        answer["response"][name] = value.into();
        answer.to_string()
    };
    for credential in [
        String::new(),
        "{".into(),
        "[]".into(),
        "null".into(),
        without("clientDataJSON"),
        without("attestationObject"),
        with("clientDataJSON", "not base64!"),
        with("clientDataJSON", &BASE64URL.encode("{}")),
        with("attestationObject", "AAAA"),
        with("attestationObject", ""),
    ] {
        let body = json!({"credential": credential});
        let answer = post(&ada, "/auth/passkey/register/finish", &body).await;
        assert_eq!(answer.rejection(), malformed(), "{credential}");
    }
    let extra = json!({"credential": good.to_string(), "user": "ada"});
    let answer = post(&ada, "/auth/passkey/register/finish", &extra).await;
    assert_eq!(
        answer.rejection(),
        (400, "malformed".into(), Some("user".into()))
    );
    // Nothing of this used up the challenge.
    assert_eq!(finish(&ada, "register", &good).await.status, 200);
}

#[tokio::test]
async fn a_passkey_belongs_to_one_journal() {
    let app = open().await;
    let (ada, mut device) = (app.person(), Authenticator::at(ORIGIN));
    add(&ada, &mut device).await;
    let eve = app.person();
    let options = begin(&eve, "register").await;
    let copied = device.create_again(&options);
    let answer = finish(&eve, "register", &copied).await;
    assert_eq!(answer.rejection(), (409, "conflict".into(), None));
    assert!(ways(&eve).await.is_empty());
}

#[tokio::test]
async fn a_journal_has_room_for_twenty_passkeys() {
    let app = open().await;
    let ada = app.person();
    let waiting = begin(&ada, "register").await;
    for _ in 0..20 {
        add(&ada, &mut Authenticator::at(ORIGIN)).await;
    }
    let answer = post(&ada, "/auth/passkey/register/begin", &json!({})).await;
    assert_eq!(answer.rejection(), (422, "invalid".into(), None));
    let late = Authenticator::at(ORIGIN).create(&waiting);
    let answer = finish(&ada, "register", &late).await;
    assert_eq!(answer.rejection(), (422, "invalid".into(), None));
    let id = ways(&ada).await[0]["id"].as_str().unwrap().to_owned();
    let address = format!("/auth/ways?kind=passkey&id={id}");
    assert_eq!(ada.send(Call::new("DELETE", &address)).await.status, 200);
    add(&ada, &mut Authenticator::at(ORIGIN)).await;
}

#[tokio::test]
async fn without_https_there_are_no_passkeys() {
    let app = TestApp::open().await;
    let ada = app.person();
    for ceremony in ["register", "sign-in"] {
        let path = format!("/auth/passkey/{ceremony}/begin");
        let answer = post(&ada, &path, &json!({})).await;
        assert_eq!(
            answer.rejection(),
            (422, "invalid".into(), Some("origin".into()))
        );
    }
    let page = ada.send(Call::page("/settings")).await;
    assert!(page.text().contains("Passkeys need an address with HTTPS"));
}

#[tokio::test]
async fn a_configured_address_outranks_that_of_the_request() {
    let app = TestApp::with(memory().await, |state| {
        state.origin = Some("https://journal.example".parse().unwrap());
    });
    let ada = app.person();
    let options = begin(&ada, "register").await;
    assert_eq!(options["rp"]["id"], "journal.example");
    let here = Authenticator::at(ORIGIN).create(&options);
    assert_eq!(finish(&ada, "register", &here).await.rejection(), invalid());
    add(&ada, &mut Authenticator::at("https://journal.example")).await;
}
