//! The reports of days and weeks: for scripts, and to read.
#![cfg(feature = "local")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod api;
mod pages;
mod rejections;

use app::{
    domain::{Day, Draft, Mood, Note},
    ports::UserId,
};
use serde_json::{Value, json};
use test_kit::{
    person::{Call, Person},
    signals::{bitcoin, temperature},
    test_app::{NOON, TODAY, TestApp, seconds},
};

/// Writes the day so many days before today behind the API, so that no entry is too old.
async fn write(app: &TestApp, person: &Person, back: i64, mood: Mood, note: &str) {
    let draft = Draft {
        day: Day::parse(TODAY).unwrap().plus(-back),
        mood,
        note: Note::parse(note).unwrap(),
    };
    let user = UserId(person.user_id().await);
    let moods = &app.stores().moods;
    let written = moods.put(&user, &draft, None, seconds(NOON), i64::MAX / 2);
    written.await.unwrap();
}

/// Writes an okay day for each of these.
async fn okay_days(app: &TestApp, person: &Person, back: impl Iterator<Item = i64>) {
    for back in back {
        write(app, person, back, Mood::Okay, "").await;
    }
}

async fn post(person: &Person, address: &str, body: Value) -> Value {
    let answer = person.send(Call::post_json(address, &body)).await;
    assert_eq!(answer.status, 200, "{address}: {}", answer.text());
    answer.json()
}

/// A person whose day has everything, and whose app has two signals.
async fn full_day() -> (TestApp, Person) {
    let app = TestApp::with_signals(&[temperature(), bitcoin()]).await;
    let ada = app.person();
    ada.save(TODAY, "good", "é🌧 along the #canal #Canal").await;
    post(
        &ada,
        "/events",
        json!({"title": "Léa is born", "date": TODAY}),
    )
    .await;
    let comment = json!({"sectionId": format!("day:{TODAY}"), "text": "later"});
    post(&ada, "/comments", comment).await;
    for back in 0..=10 {
        let day = Day::parse(TODAY).unwrap().plus(-back).to_string();
        let warmth = if back == 0 { 8.5 } else { 6.0 };
        app.day_value(&temperature(), &day, warmth, 96).await;
    }
    app.day_value(&bitcoin(), TODAY, 68_000.0, 288).await;
    (app, ada)
}
