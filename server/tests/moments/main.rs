//! Moments: the API, the pages and their forms.
#![cfg(feature = "local")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod contract;
mod journals;
mod pages;
mod rejections;
mod writes;

use serde_json::{Value, json};
use test_kit::{
    answer::Answer,
    person::{Call, Person},
    test_app::{TODAY, TestApp},
};

/// Titles of the moments that a page of the API has, in its order.
#[track_caller]
fn titles(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let read = answer.json();
    let items = read["items"].as_array().unwrap().iter();
    let title = |item: &Value| item["title"].as_str().unwrap().to_owned();
    items.map(title).collect()
}

fn create(moment: &Value) -> Call {
    Call::post_json("/events", moment)
}

fn put(id: &str, change: &Value) -> Call {
    Call::new("PUT", &format!("/events/{id}"))
        .with("content-type", "application/json")
        .carrying(change.to_string().as_bytes())
}

fn get(id: &str) -> Call {
    Call::get(&format!("/events/{id}"))
}

fn remove(id: &str, query: &str) -> Call {
    Call::new("DELETE", &format!("/events/{id}?{query}"))
}

async fn list(person: &Person, query: &str) -> Vec<String> {
    titles(&person.send(Call::get(&format!("/events?{query}"))).await)
}

/// Creates a moment and returns its identifier.
async fn moment(person: &Person, title: &str, date: &str) -> String {
    let created = person
        .send(create(&json!({"title": title, "date": date})))
        .await;
    assert_eq!(created.status, 200, "{}", created.text());
    created.json()["item"]["id"].as_str().unwrap().to_owned()
}

/// A form, as a browser without JavaScript posts it.
fn form(address: &str, body: &str) -> Call {
    let kind = "application/x-www-form-urlencoded";
    Call::post(address, kind, body.to_owned()).by_browser()
}

/// An identifier that no test creates.
const UNKNOWN: &str = "019abc22-79b0-7cc3-98c4-dc0c0c07398f";
