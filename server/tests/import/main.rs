//! Importing files: preview, questions, writing, interruptions, undoing.
#![cfg(feature = "local")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod comments;
mod contract;
mod damaged;
mod files;
mod interrupted;
mod journal;
mod limits;
mod lost;
mod moments;
mod questions;
mod round_trip;
mod times;
mod together;

use app::{
    domain::Day,
    ports::{Import, Part, Stores, UserId},
};
use aws_sdk_dynamodb::{Client, types::AttributeValue};
use serde_json::{Value, json};
use server::store::Tables;
use test_kit::{
    answer::Answer,
    person::{Call, Person},
    test_app::{NOON, TODAY, TestApp, memory, seconds},
};

const DAYLIO: &str = "\u{feff}full_date,date,weekday,time,mood,activities,scales,note_title,note\n\
    2096-11-19,November 19,Monday,9:30 pm,rad,run | date night,,Late,One<br>two\n\
    2096-11-19,November 19,Monday,8:00 am,meh,,,,Early\n\
    2096-11-18,November 18,Sunday,21:00,awful,,,,\n";

async fn upload(person: &Person, query: &str, file: impl Into<Vec<u8>>) -> Answer {
    let call = Call::post(&format!("/import?{query}"), "text/csv", file);
    person.send(call).await
}

async fn draft(person: &Person, file: impl Into<Vec<u8>>) -> Value {
    let answer = upload(person, "preview=1", file).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn call(person: &Person, function: &str, arguments: Value) -> Answer {
    person.send(Call::post_json(function, &arguments)).await
}

async fn imports(person: &Person) -> Value {
    let answer = person.send(Call::get("/import")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["items"].clone()
}

async fn undo(person: &Person, import: &Value) -> Answer {
    let id = import["id"].as_str().unwrap();
    person
        .send(Call::new("DELETE", &format!("/import?id={id}")))
        .await
}

fn counts(import: &Value) -> [u64; 5] {
    ["added", "changed", "kept", "unchanged", "refusedLines"]
        .map(|name| import[name].as_u64().unwrap())
}

/// The stored parts with days of a file.
async fn stored_days(client: &Client, person: &Person) -> Vec<String> {
    let query = client
        .query()
        .table_name(Tables::default().name("moods"))
        .key_condition_expression("userId = :user AND begins_with(#day, :parts)")
        .expression_attribute_names("#day", "day")
        .expression_attribute_values(":user", AttributeValue::S(person.user_id().await))
        .expression_attribute_values(":parts", AttributeValue::S("import-part#".into()));
    let items = query.send().await.unwrap().items.unwrap();
    let keys = items.iter().map(|item| item["day"].as_s().unwrap().clone());
    keys.filter(|key| key.contains("#days-")).collect()
}

/// A form with a file, as a browser sends it.
fn form(file: &str, mark: &str) -> Call {
    let body = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"preview\"\r\n\r\n1\r\n\
         --edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"d.csv\"\r\n\
         Content-Type: text/csv\r\n\r\n{file}\r\n--edge--\r\n"
    );
    Call::post(
        &format!("/import?{mark}"),
        "multipart/form-data; boundary=edge",
        body,
    )
}

async fn open() -> (TestApp, Stores) {
    let store = memory().await;
    let stores = store.stores.clone();
    (TestApp::with(store, |_| {}), stores)
}
