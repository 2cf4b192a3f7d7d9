//! API keys: who makes them, what they open, and how often.
#![cfg(feature = "local")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod contract;
mod limits;
mod made;
mod used;

use serde_json::{Value, json};
use test_kit::{
    answer::Answer,
    person::{Call, Person},
    test_app::{TODAY, TestApp},
};

const WEEK: &str = "/mood/week?start=2096-11-19&end=2096-11-25";

fn draft() -> Call {
    Call::json(&json!({"day": TODAY, "mood": "good", "note": "by key"}))
}

fn week() -> Call {
    Call::get(WEEK)
}

fn create(key: &Value) -> Call {
    Call::post_json("/keys", key)
}

fn revoke(id: &str) -> Call {
    Call::new("DELETE", &format!("/keys?id={id}"))
}

async fn keys(person: &Person) -> Vec<Value> {
    let listed = person.send(Call::get("/keys")).await;
    assert_eq!(listed.status, 200, "{}", listed.text());
    listed.json()["keys"].as_array().unwrap().clone()
}

#[track_caller]
fn is_refused(answer: &Answer, status: u16, kind: &str) {
    let (found, found_kind, _) = answer.rejection();
    assert_eq!((found, &*found_kind), (status, kind), "{}", answer.text());
}
