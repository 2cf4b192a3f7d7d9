//! Passkeys and the ways to sign in, through the server's own router, with an authenticator in
//! software.
#![cfg(feature = "local")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod contract;
mod damage;
mod registration;
mod sign_in;
mod ways;

use serde_json::{Value, json};
use server::auth::{SessionKey, Sessions};
use test_kit::{
    answer::Answer,
    authenticator::Authenticator,
    person::{Call, Person},
    test_app::{TestApp, memory},
};

/// The origin of the app: passkeys need HTTPS.
const ORIGIN: &str = "https://mood.example";

type Rejection = (u16, String, Option<String>);

/// The rejection of every registration that does not verify.
fn invalid() -> Rejection {
    (422, "invalid".into(), Some("credential".into()))
}

/// The rejection of every sign-in that does not verify.
fn unauthenticated() -> Rejection {
    (401, "unauthenticated".into(), Some("credential".into()))
}

fn malformed() -> Rejection {
    (400, "malformed".into(), Some("credential".into()))
}

/// An app behind HTTPS.
async fn open() -> TestApp {
    TestApp::with(memory().await, |state| {
        state.https = true;
        state.sessions = Sessions::new(SessionKey::generate(), true);
    })
}

async fn post(person: &Person, path: &str, body: &Value) -> Answer {
    let call = Call::post(path, "application/json", body.to_string());
    person.send(call).await
}

/// Begins a ceremony, and returns its options.
async fn begin(person: &Person, ceremony: &str) -> Value {
    let answer = post(
        person,
        &format!("/auth/passkey/{ceremony}/begin"),
        &json!({}),
    )
    .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["options"].clone()
}

/// Sends a browser's answer to a ceremony.
async fn finish(person: &Person, ceremony: &str, credential: &Value) -> Answer {
    let body = json!({"credential": credential.to_string()});
    post(person, &format!("/auth/passkey/{ceremony}/finish"), &body).await
}

/// Adds a passkey, and returns it as listed.
async fn add(person: &Person, device: &mut Authenticator) -> Value {
    let options = begin(person, "register").await;
    let answer = finish(person, "register", &device.create(&options)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["way"].clone()
}

async fn sign_in(person: &Person, device: &mut Authenticator) -> Answer {
    let options = begin(person, "sign-in").await;
    finish(person, "sign-in", &device.get(&options)).await
}

async fn ways(person: &Person) -> Vec<Value> {
    let answer = person.send(Call::get("/auth/ways")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["ways"].as_array().unwrap().clone()
}

/// A person with an account, and the device with its passkey.
async fn account(app: &TestApp) -> (Person, Authenticator) {
    let (person, mut device) = (app.person(), Authenticator::at(ORIGIN));
    add(&person, &mut device).await;
    (person, device)
}
