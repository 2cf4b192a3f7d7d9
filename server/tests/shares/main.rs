//! Shares: who makes them, and what their readers see.
#![cfg(feature = "local")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod contract;
mod holders;
mod made;
mod read;
mod visits;

use serde_json::{Value, json};
use test_kit::{
    answer::Answer,
    person::{Call, Person},
    test_app::{NOON, TODAY, TestApp, seconds},
};

const YESTERDAY: &str = "2096-11-19";
const DAY: i64 = 86_400;

/// This week, without anything but the moods.
fn week() -> Value {
    json!({"name": "Ada", "start": "2096-11-19", "end": "2096-11-25"})
}

/// The week with another value of a field.
fn with(field: &str, value: Value) -> Value {
    let mut share = week();
    share[field] = value;
    share
}

fn create(share: &Value) -> Call {
    Call::post_json("/shares", share)
}

fn revoke(id: &str) -> Call {
    Call::new("DELETE", &format!("/shares?id={id}"))
}

/// Makes a share; returns its identifier and the path of its link.
async fn share(person: &Person, share: &Value) -> (String, String) {
    let created = person.send(create(share)).await;
    assert_eq!(created.status, 200, "{}", created.text());
    let created = created.json();
    let url = created["url"].as_str().unwrap();
    let path = url.strip_prefix("http://mood.example").unwrap();
    let id = created["share"]["id"].as_str().unwrap();
    (id.to_owned(), path.to_owned())
}

async fn shares(person: &Person) -> Vec<Value> {
    let listed = person.send(Call::get("/shares")).await;
    assert_eq!(listed.status, 200, "{}", listed.text());
    listed.json()["shares"].as_array().unwrap().clone()
}

/// Opens a link as a stranger.
async fn read(app: &TestApp, path: &str) -> Answer {
    app.person().send(Call::page(path)).await
}

fn form(address: &str, body: &str) -> Call {
    let content_type = "application/x-www-form-urlencoded";
    Call::post(address, content_type, body.to_owned()).by_browser()
}
