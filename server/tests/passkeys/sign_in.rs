//! Signing in with a passkey.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde_json::{Value, json};
use test_kit::{
    authenticator::{Authenticator, Claims, USER_PRESENT, USER_VERIFIED},
    test_app::{NOON, TODAY, TestApp, seconds},
};

use super::{
    ORIGIN, Rejection, account, add, begin, finish, malformed, open, post, sign_in,
    unauthenticated, ways,
};

#[tokio::test]
async fn a_passkey_opens_the_journal_in_another_browser() {
    let app = open().await;
    let (ada, mut device) = account(&app).await;
    ada.save(TODAY, "great", "mine").await;
    let laptop = app.person();
    let answer = sign_in(&laptop, &mut device).await;
    assert_eq!(
        (answer.status, answer.json()),
        (200, json!({"status": "ok"}))
    );
    assert_eq!(laptop.user_id().await, ada.user_id().await);
    assert_eq!(laptop.journal().await, ada.journal().await);
    assert_eq!(ways(&ada).await[0]["usedAt"], seconds(NOON));
    // Without a counter it signs in again, in two tabs at once.
    let (one, two) = (
        begin(&laptop, "sign-in").await,
        begin(&laptop, "sign-in").await,
    );
    let answers = [device.get(&two), device.get(&one)];
    let both = answers
        .each_ref()
        .map(|answer| finish(&laptop, "sign-in", answer));
    for answer in futures::future::join_all(both).await {
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    assert_eq!(laptop.user_id().await, ada.user_id().await);
}

#[tokio::test]
async fn the_passkey_that_signs_decides_about_the_account() {
    let app = open().await;
    let (ada, mut first) = account(&app).await;
    let (grace, mut other) = account(&app).await;
    assert_eq!(sign_in(&ada, &mut other).await.status, 200);
    assert_eq!(ada.user_id().await, grace.user_id().await);
    assert_eq!(sign_in(&ada, &mut first).await.status, 200);
    assert_ne!(ada.user_id().await, grace.user_id().await);
}

#[tokio::test]
async fn options_name_no_passkey() {
    let app = open().await;
    let (ada, _) = account(&app).await;
    let options = begin(&ada, "sign-in").await;
    assert_eq!(options["rpId"], "mood.example");
    assert_eq!(options["userVerification"], "required");
    assert_eq!(options["allowCredentials"], json!([]));
}

/// The rejection of a sign-in with changed claims. No session begins.
async fn rejection(app: &TestApp, change: impl FnOnce(&mut Claims)) -> Rejection {
    let (ada, mut device) = account(app).await;
    let eve = app.person();
    let options = begin(&eve, "sign-in").await;
    let lie = device.get_claiming(&options, change);
    let rejection = finish(&eve, "sign-in", &lie).await.rejection();
    assert_ne!(eve.user_id().await, ada.user_id().await);
    assert_eq!(ways(&ada).await[0]["usedAt"], Value::Null);
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
    ] {
        let rejected = rejection(&app, |claims| claims.origin = origin.into()).await;
        assert_eq!(rejected, unauthenticated(), "{origin}");
    }
    let rejected = rejection(&app, |claims| claims.rp_id = "evil.example".into()).await;
    assert_eq!(rejected, unauthenticated(), "another site");
    let rejected = rejection(&app, |claims| claims.cross_origin = true).await;
    assert_eq!(rejected, unauthenticated(), "a frame of another site");
    let rejected = rejection(&app, |claims| claims.flags ^= USER_VERIFIED).await;
    assert_eq!(rejected, unauthenticated(), "no user verification");
    let rejected = rejection(&app, |claims| claims.flags ^= USER_PRESENT).await;
    assert_eq!(rejected, unauthenticated(), "no user");
    let rejected = rejection(&app, |claims| claims.kind = "webauthn.create".into()).await;
    assert_eq!(rejected, unauthenticated(), "another ceremony");
    let other = BASE64URL.encode([7; 16]);
    let rejected = rejection(&app, |claims| claims.challenge = other.clone()).await;
    assert_eq!(rejected, unauthenticated(), "another challenge");
    let rejected = rejection(&app, |claims| claims.user = other).await;
    assert_eq!(rejected, unauthenticated(), "another account");
}

#[tokio::test]
async fn a_changed_answer_and_an_unknown_passkey_are_rejected_alike() {
    let app = open().await;
    let (ada, mut device) = account(&app).await;
    let (_, mut other) = account(&app).await;
    let eve = app.person();
    let mut rejected = Vec::new();
    for part in ["signature", "authenticatorData", "clientDataJSON"] {
        let options = begin(&eve, "sign-in").await;
        let mut answer = device.get(&options);
        let mut bytes = BASE64URL
            .decode(answer["response"][part].as_str().unwrap())
            .unwrap();
        // The last byte of the counter, of the signature, of the text's white space.
        match part {
            "clientDataJSON" => bytes.push(b' '),
            _ => *bytes.last_mut().unwrap() ^= 1,
        }
        answer["response"][part] = BASE64URL.encode(bytes).into();
        rejected.push(finish(&eve, "sign-in", &answer).await);
    }
    // A passkey of another person under this one's name.
    let options = begin(&eve, "sign-in").await;
    let (mine, hers) = (other.get(&options), device.get(&options));
    let mut mixed = mine.clone();
    (mixed["id"], mixed["rawId"]) = (hers["id"].clone(), hers["rawId"].clone());
    rejected.push(finish(&eve, "sign-in", &mixed).await);
    // One that was never registered.
    let options = begin(&eve, "register").await;
    let mut stranger = Authenticator::at(ORIGIN);
    stranger.create(&options);
    rejected.push(sign_in(&eve, &mut stranger).await);
    for answer in &rejected {
        assert_eq!(answer.rejection(), unauthenticated());
        assert_eq!(answer.body, rejected[0].body);
    }
    assert_ne!(eve.user_id().await, ada.user_id().await);
}

#[tokio::test]
async fn a_challenge_is_answered_once_and_in_time() {
    let app = open().await;
    let (ada, mut device) = account(&app).await;
    let eve = app.person();
    let options = begin(&ada, "sign-in").await;
    let answer = device.get(&options);
    assert_eq!(finish(&ada, "sign-in", &answer).await.status, 200);
    // Replayed by another browser, and answered again.
    assert_eq!(
        finish(&eve, "sign-in", &answer).await.rejection(),
        unauthenticated()
    );
    let again = device.get(&options);
    assert_eq!(
        finish(&eve, "sign-in", &again).await.rejection(),
        unauthenticated()
    );
    // The challenge of a registration.
    let options = begin(&ada, "register").await;
    let mixed = device.get(&options);
    assert_eq!(
        finish(&eve, "sign-in", &mixed).await.rejection(),
        unauthenticated()
    );
    // Two answers at once: one is taken.
    let options = begin(&eve, "sign-in").await;
    let answer = device.get(&options);
    let both = [0, 1].map(|_| finish(&eve, "sign-in", &answer));
    let both = futures::future::join_all(both).await;
    let mut statuses: Vec<_> = both.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);

    let options = begin(&eve, "sign-in").await;
    app.at("2096-11-20T12:05:01Z");
    let late = device.get(&options);
    assert_eq!(
        finish(&eve, "sign-in", &late).await.rejection(),
        unauthenticated()
    );
}

#[tokio::test]
async fn a_counter_that_goes_backwards_reveals_a_copy() {
    let app = open().await;
    let (ada, mut device) = (app.person(), Authenticator::counting_at(ORIGIN));
    add(&ada, &mut device).await;
    let mut copy = device.clone();
    assert_eq!(sign_in(&ada, &mut device).await.status, 200);
    assert_eq!(sign_in(&ada, &mut device).await.status, 200);
    let eve = app.person();
    // The copy is one signature behind, then even, then ahead.
    for _ in 0..2 {
        assert_eq!(
            sign_in(&eve, &mut copy).await.rejection(),
            unauthenticated()
        );
    }
    assert_ne!(eve.user_id().await, ada.user_id().await);
    assert_eq!(sign_in(&ada, &mut device).await.status, 200);
    // A counter that is missing now was switched off by a copy.
    let options = begin(&eve, "sign-in").await;
    let uncounted = device.get_claiming(&options, |claims| claims.counter = 0);
    assert_eq!(
        finish(&eve, "sign-in", &uncounted).await.rejection(),
        unauthenticated()
    );
}

#[tokio::test]
async fn a_removed_passkey_opens_nothing() {
    let app = open().await;
    let (ada, mut device) = account(&app).await;
    let way = ways(&ada).await.remove(0);
    add(&ada, &mut Authenticator::at(ORIGIN)).await;
    assert_eq!(super::ways::remove(&ada, &way).await.status, 200);
    let eve = app.person();
    assert_eq!(
        sign_in(&eve, &mut device).await.rejection(),
        unauthenticated()
    );
}

#[tokio::test]
async fn an_answer_that_is_not_webauthns_is_malformed() {
    let app = open().await;
    let (_, mut device) = account(&app).await;
    let eve = app.person();
    let options = begin(&eve, "sign-in").await;
    let good = device.get(&options);
    let with = |name: &str, value: Value| {
        let mut answer = good.clone();
        answer["response"][name] = value;
        answer.to_string()
    };
    for credential in [
        String::new(),
        "{}".into(),
        with("clientDataJSON", Value::Null),
        with("authenticatorData", Value::Null),
        with("signature", json!("not base64!")),
        with("userHandle", Value::Null),
        with("userHandle", json!("AAAA")),
    ] {
        let body = json!({"credential": credential});
        let answer = post(&eve, "/auth/passkey/sign-in/finish", &body).await;
        assert_eq!(answer.rejection(), malformed(), "{credential}");
    }
    assert_eq!(finish(&eve, "sign-in", &good).await.status, 200);
}
