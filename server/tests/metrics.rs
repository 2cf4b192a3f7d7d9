//! Metrics: the figures of a day, for scripts.
#![cfg(feature = "local")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use app::{
    domain::{
        Day, SortableId,
        comment::{Comment, CommentText, Section, Writer},
    },
    ports::UserId,
};
use serde_json::{Value, json};
use test_kit::{
    answer::Answer,
    openapi::documented_statuses,
    person::{Call, Person},
    signals::{bikes, bitcoin, temperature},
    test_app::{NOON, TODAY, TestApp, seconds},
};

async fn get(person: &Person, address: &str) -> Answer {
    person.send(Call::get(address)).await
}

/// The metrics of an address such as `mood/2096-11-20`.
async fn metrics(person: &Person, address: &str) -> Value {
    let answer = get(person, &format!("/metrics/{address}")).await;
    assert_eq!(answer.status, 200, "{address}: {}", answer.text());
    let answer = answer.json();
    assert_eq!(answer["date"], address.rsplit('/').next().unwrap());
    answer["metrics"].clone()
}

async fn post(person: &Person, address: &str, body: Value) {
    let answer = person.send(Call::post_json(address, &body)).await;
    assert_eq!(answer.status, 200, "{address}: {}", answer.text());
}

/// A person whose day has everything, beside the signals of the app.
async fn full_day(app: &TestApp) -> Person {
    let ada = app.person();
    ada.save(TODAY, "good", "é🌧 #walk #canal #Walk").await;
    ada.save("2096-11-19", "awful", "the day before #x").await;
    for (title, day) in [("a", TODAY), ("b", TODAY), ("c", "2096-11-19")] {
        post(&ada, "/events", json!({"title": title, "date": day})).await;
    }
    for day in [TODAY, TODAY, TODAY, "2096-11-19"] {
        let comment = json!({"sectionId": format!("day:{day}"), "text": "later"});
        post(&ada, "/comments", comment).await;
    }
    app.day_value(&temperature(), TODAY, -1.5, 96).await;
    app.day_value(&bikes(), TODAY, 412.0, 24).await;
    app.day_value(&bikes(), "2096-11-19", 7.0, 1).await;
    ada
}

#[tokio::test]
async fn a_day_has_the_figures_of_journal_and_signals() {
    let app = TestApp::with_signals(&[temperature(), bitcoin(), bikes()]).await;
    let ada = full_day(&app).await;
    let expected = json!([
        {"type": "mood", "value": 4},
        {"type": "note", "value": 21, "unit": "characters"},
        {"type": "tags", "value": 2},
        {"type": "moments", "value": 2},
        {"type": "comments", "value": 3},
        {"type": "temperature", "value": -1.5, "unit": "°C", "n": 96, "source": "Temperature"},
        {"type": "bikes", "value": 412.0, "n": 24, "source": "Bikes"},
    ]);
    assert_eq!(metrics(&ada, TODAY).await, expected);
    let yesterday = json!([
        {"type": "mood", "value": 1},
        {"type": "note", "value": 17, "unit": "characters"},
        {"type": "tags", "value": 1},
        {"type": "moments", "value": 1},
        {"type": "comments", "value": 1},
        {"type": "bikes", "value": 7.0, "n": 1, "source": "Bikes"},
    ]);
    assert_eq!(metrics(&ada, "2096-11-19").await, yesterday);
    for metric in expected.as_array().unwrap() {
        let kind = metric["type"].as_str().unwrap();
        let one = metrics(&ada, &format!("{kind}/{TODAY}")).await;
        assert_eq!(one, json!([metric]), "{kind}");
    }
    let french = Call::get(&format!("/metrics/bikes/{TODAY}")).with("accept-language", "fr");
    let french = ada.send(french).await.json();
    assert_eq!(french["metrics"][0]["source"], "Vélos");
}

#[tokio::test]
async fn a_metric_without_a_value_is_left_out() {
    let app = TestApp::with_signals(&[bitcoin()]).await;
    let ada = app.person();
    ada.save(TODAY, "okay", "").await;
    let mood = json!([{"type": "mood", "value": 3}]);
    assert_eq!(metrics(&ada, TODAY).await, mood);
    for kind in ["note", "tags", "moments", "comments", "bitcoin"] {
        let none = metrics(&ada, &format!("{kind}/{TODAY}")).await;
        assert_eq!(none, json!([]), "{kind}");
    }
    let removed = Call::new("DELETE", &format!("/mood?day={TODAY}"));
    assert_eq!(ada.send(removed).await.status, 200);
    assert_eq!(metrics(&ada, TODAY).await, json!([]));
}

#[tokio::test]
async fn a_day_before_the_journal_and_one_that_expired_have_at_most_signals() {
    let app = TestApp::with_signals(&[bitcoin()]).await;
    let ada = app.person();
    ada.save("2096-11-01", "great", "a note").await;
    app.day_value(&bitcoin(), "2095-01-01", 5.0, 288).await;
    let price =
        json!([{"type": "bitcoin", "value": 5.0, "unit": "EUR", "n": 288, "source": "Bitcoin"}]);
    assert_eq!(metrics(&ada, "2095-01-01").await, price);
    assert_eq!(metrics(&ada, "0001-01-01").await, json!([]));
    assert_eq!(
        metrics(&ada, "2096-11-01").await.as_array().unwrap().len(),
        2
    );
    let user = ada.user_id().await;
    // Six months later.
    app.at("2097-05-03T12:00:00Z");
    assert_eq!(ada.user_id().await, user);
    assert_eq!(metrics(&ada, "2096-11-01").await, json!([]));
}

#[tokio::test]
async fn nothing_of_another_journal_is_counted() {
    let app = TestApp::with_signals(&[bikes()]).await;
    let ada = full_day(&app).await;
    let eve = app.person();
    eve.week().await;
    let kinds = metrics(&eve, TODAY).await;
    let kinds = kinds.as_array().unwrap().iter();
    let kinds: Vec<_> = kinds.map(|metric| metric["type"].clone()).collect();
    assert_eq!(kinds, ["bikes"]);
    let hers = format!("/metrics/{TODAY}?userId={}", ada.user_id().await);
    assert_eq!(get(&eve, &hers).await.status, 403);
}

#[tokio::test]
async fn comments_are_counted_beyond_a_page_of_the_store() {
    let app = TestApp::open().await;
    let ada = app.person();
    let user = UserId(ada.user_id().await);
    for at in 0..1_001_u16 {
        let mut random = [0; 10];
        random[..2].copy_from_slice(&at.to_be_bytes());
        let comment = Comment {
            id: SortableId::new(seconds(NOON) * 1000, random),
            section: Section::Day(Day::parse(TODAY).unwrap()),
            text: CommentText::parse("x").unwrap(),
            writer: Writer::Owner,
            created_at: seconds(NOON),
        };
        let comments = &app.stores().comments;
        assert_eq!(comments.put(&user, &comment, None).await, Ok(true));
    }
    let count = json!([{"type": "comments", "value": 1_001}]);
    assert_eq!(metrics(&ada, &format!("comments/{TODAY}")).await, count);
}

#[tokio::test]
async fn an_unknown_type_is_told_the_known_ones() {
    let app = TestApp::with_signals(&[temperature(), bitcoin()]).await;
    let ada = app.person();
    // The type is checked first.
    for address in [
        format!("weather/{TODAY}"),
        format!("Mood/{TODAY}"),
        format!("bikes/{TODAY}"),
        "weather/x".to_owned(),
    ] {
        let answer = get(&ada, &format!("/metrics/{address}")).await;
        let message =
            "type must be one of mood, note, tags, moments, comments, temperature, bitcoin";
        let expected = json!({"kind": "not_found", "message": message, "field": "type"});
        assert_eq!(answer.json()["error"], expected, "{address}");
        assert_eq!(answer.status, 404);
    }
}

#[tokio::test]
async fn a_date_is_a_day_that_has_begun_somewhere() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.week().await;
    for (date, status) in [
        ("x", 400),
        ("2096-02-30", 400),
        ("20961120", 400),
        ("1795176000", 400),
        ("2096-11-20T00:00", 400),
        ("2096-11-22", 422),
        ("9999-12-31", 422),
    ] {
        for address in [format!("/metrics/{date}"), format!("/metrics/mood/{date}")] {
            let answer = get(&ada, &address).await;
            let (got, _, field) = answer.rejection();
            assert_eq!((got, field.as_deref()), (status, Some("date")), "{address}");
        }
    }
    // It is past midnight in Kiribati.
    assert_eq!(metrics(&ada, "2096-11-21").await, json!([]));
}

#[tokio::test]
async fn every_documented_status_occurs() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.week().await;
    let mut given = BTreeSet::new();
    let paths = ["/metrics/{date}", "/metrics/{type}/{date}"];
    for path in paths {
        let call = |date: &str, query: &str| {
            let path = path.replace("{type}", "mood").replace("{date}", date);
            Call::get(&format!("{path}?{query}"))
        };
        for call in [
            call(TODAY, ""),
            call("x", ""),
            call("2097-01-01", ""),
            call(TODAY, "userId=grace"),
            call(TODAY, "").with("authorization", "Bearer x"),
        ] {
            given.insert(format!("GET {path} {}", ada.send(call).await.status));
        }
        app.store_is_down(true);
        let status = ada.send(call(TODAY, "")).await.status;
        given.insert(format!("GET {path} {status}"));
        app.store_is_down(false);
    }
    let unknown = get(&ada, &format!("/metrics/weather/{TODAY}")).await;
    given.insert(format!("GET /metrics/{{type}}/{{date}} {}", unknown.status));
    assert_eq!(given, documented_statuses(&paths));
}

/// The number of calls of the store without which an address fails.
async fn calls(app: &TestApp, person: &Person, address: &str) -> u32 {
    for calls in 0..100 {
        app.store_fails_after(calls);
        let status = get(person, &format!("/metrics/{address}")).await.status;
        app.store_is_down(false);
        if status == 200 {
            return calls;
        }
        assert_eq!(status, 503, "{address}");
    }
    panic!("{address} always fails")
}

#[tokio::test]
async fn a_single_metric_reads_only_what_it_is_made_of() {
    let app = TestApp::with_signals(&[temperature(), bikes()]).await;
    let ada = full_day(&app).await;
    let all = calls(&app, &ada, TODAY).await;
    for kind in [
        "mood",
        "note",
        "tags",
        "moments",
        "comments",
        "temperature",
        "bikes",
    ] {
        let one = calls(&app, &ada, &format!("{kind}/{TODAY}")).await;
        // Of the entry, the moments, the comments and two signals, one.
        assert_eq!(one, all - 4, "{kind}");
    }
}
