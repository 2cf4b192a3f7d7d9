//! Signing in without a passkey or a provider: recovery codes, links of other devices, and the
//! sessions that they begin.
#![cfg(feature = "local")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod codes;
mod links;
mod recovery;
mod sessions;

use serde_json::{Value, json};
use test_kit::{
    answer::Answer,
    person::{Call, Person},
};

/// A call with JSON.
fn post(address: &str, body: &Value) -> Call {
    Call::post(address, "application/json", body.to_string())
}

/// A call with a code.
fn typed(address: &str, code: &str) -> Call {
    post(address, &json!({"code": code}))
}

/// A form of a page, as a browser sends it.
fn form(address: &str, fields: &str) -> Call {
    Call::post(address, "application/x-www-form-urlencoded", fields).by_browser()
}

/// Makes a recovery code, which opens an account.
async fn recovery_code(person: &Person) -> String {
    let answer = person.send(post("/auth/recovery/new", &json!({}))).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["code"].as_str().unwrap().to_owned()
}

async fn make_link(person: &Person) -> Value {
    let answer = person.send(post("/auth/link/new", &json!({}))).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn sessions(person: &Person) -> Vec<Value> {
    let answer = person.send(Call::get("/sessions")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["sessions"].as_array().unwrap().clone()
}

/// The call that names a journal: its answer says whether the cookie still opens it.
fn naming(user: &str) -> Call {
    Call::get(&format!(
        "/mood/week?start=2096-11-19&end=2096-11-25&userId={user}"
    ))
}

#[track_caller]
fn assert_unknown_code(answer: &Answer) {
    let expected = (401, "unauthenticated".to_owned(), Some("code".to_owned()));
    assert_eq!(answer.rejection(), expected);
    assert_eq!(answer.header("set-cookie"), "");
}
