//! `openapi.json` is complete and correct.
//!
//! Every request of every API test is checked against it; these tests check the document itself.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use test_kit::{
    openapi::{DOCUMENT, documented_statuses, operations, resolve, validate, violations},
    person::Call,
    test_app::{TODAY, TestApp, memory},
};

#[tokio::test]
async fn the_document_is_served_unchanged() {
    let app = TestApp::open().await;
    let served = app.person().send(Call::get("/openapi.json")).await;
    assert_eq!(
        (served.status, served.header("content-type")),
        (200, "application/json")
    );
    assert_eq!(served.json(), *DOCUMENT);
    assert_eq!(DOCUMENT["info"]["version"], env!("CARGO_PKG_VERSION"));
}

#[tokio::test]
async fn the_document_describes_exactly_the_server_functions() {
    // The table of server functions is complete once a router exists.
    let _app = TestApp::with(memory().await, |_| {});
    let functions: BTreeSet<_> = leptos::server_fn::axum::server_fn_paths()
        .map(|(path, method)| (path.to_owned(), method.to_string()))
        .collect();
    assert_eq!(operations(), functions);
}

#[tokio::test]
async fn every_documented_status_occurs() {
    let app = TestApp::open().await;
    let ada = app.person();
    let draft = || Call::json(&json!({"day": TODAY, "mood": "good"}));
    let noted =
        |length| Call::json(&json!({"day": TODAY, "mood": "bad", "note": "x".repeat(length)}));
    let based = |base| Call::json(&json!({"day": TODAY, "mood": "okay", "baseVersion": base}));
    let remove = |day: &str| Call::new("DELETE", &format!("/mood?day={day}"));
    let week = |end: &str| Call::get(&format!("/mood/week?start=2096-11-19&end={end}"));
    let reminder = |hour: u32| Call::post("/reminder", "application/json", reminder(hour));
    let forget = |ids: &str| Call::new("DELETE", &format!("/reminder?{ids}"));
    let (first, unknown) = (format!("id={REMINDER_ID}"), "id=0");
    let token = |call: Call| call.with("authorization", "Bearer x");
    let without_session = |call: Call| call.by_browser().with("cookie", "a=b");
    let cross_site = |call: Call| call.with("sec-fetch-site", "cross-site");
    let mut given = BTreeSet::new();
    for (up, calls) in [
        (
            true,
            vec![
                (
                    "POST /mood",
                    without_session(Call::form("day=2096-11-20&mood=good")),
                ),
                (
                    "POST /reminder",
                    without_session(Call::post(
                        "/reminder",
                        "application/x-www-form-urlencoded",
                        reminder_form(),
                    )),
                ),
                ("POST /mood", draft()),
                ("POST /mood", draft().with("if-match", "\"9\"")),
                ("POST /mood", based(9)),
                (
                    "POST /mood",
                    Call::form("day=2096-11-20&mood=good").by_browser(),
                ),
                ("POST /mood", Call::raw_json("{")),
                ("POST /mood", token(draft())),
                ("POST /mood", cross_site(draft())),
                ("POST /mood", noted(100_000)),
                ("POST /mood", Call::new("POST", "/mood")),
                ("POST /mood", noted(501)),
                ("DELETE /mood", remove(TODAY).with("if-match", "\"9\"")),
                ("DELETE /mood", remove("2096-11-20&baseVersion=9")),
                ("DELETE /mood", remove("2096-11-20&mutationId=m")),
                ("DELETE /mood", remove(TODAY)),
                ("DELETE /mood", remove("x")),
                ("DELETE /mood", token(remove(TODAY))),
                ("DELETE /mood", cross_site(remove(TODAY))),
                ("DELETE /mood", remove(TODAY)),
                ("GET /mood/week", week("2096-11-20")),
                ("GET /mood/week", week("x")),
                ("GET /mood/week", token(week("2096-11-20"))),
                ("GET /mood/week", week("2099-11-20")),
                ("GET /mood/week", week("2096-11-20&userId=grace")),
                ("POST /reminder", reminder(21)),
                (
                    "POST /reminder",
                    Call::post(
                        "/reminder",
                        "application/x-www-form-urlencoded",
                        reminder_form(),
                    )
                    .by_browser(),
                ),
                (
                    "POST /reminder",
                    Call::post("/reminder", "application/json", "{"),
                ),
                ("POST /reminder", token(reminder(21))),
                ("POST /reminder", cross_site(reminder(21))),
                (
                    "POST /reminder",
                    Call::post("/reminder", "application/json", "x".repeat(100_000)),
                ),
                ("POST /reminder", Call::new("POST", "/reminder")),
                ("POST /reminder", reminder(24)),
                ("GET /reminder", Call::get("/reminder")),
                ("GET /reminder", token(Call::get("/reminder"))),
                ("GET /reminder", Call::get("/reminder?userId=1&userId=2")),
                ("GET /reminder", Call::get("/reminder?userId=grace")),
                ("DELETE /reminder", forget("id=1&id=2")),
                ("DELETE /reminder", token(forget(unknown))),
                ("DELETE /reminder", cross_site(forget(unknown))),
                ("DELETE /reminder", forget(unknown)),
                ("DELETE /reminder", forget(&first)),
                ("GET /health", Call::get("/health")),
            ],
        ),
        (
            false,
            vec![
                ("POST /mood", draft()),
                ("DELETE /mood", remove(TODAY)),
                ("GET /mood/week", week("2096-11-20")),
                ("POST /reminder", reminder(21)),
                ("GET /reminder", Call::get("/reminder")),
                ("DELETE /reminder", forget(&first)),
                ("GET /health", Call::get("/health")),
            ],
        ),
    ] {
        app.store_is_down(!up);
        for (operation, call) in calls {
            let status = ada.send(call).await.status;
            given.insert(format!("{operation} {status}"));
        }
    }
    let mut documented = documented_statuses(&["/mood", "/mood/week", "/reminder", "/health"]);
    // Calls by key only: `keys.rs` has them.
    documented.retain(|status| !status.ends_with("429"));
    assert_eq!(given, documented);
}

/// The identifier of the example's address in the document.
const REMINDER_ID: &str = "0a088e64163de522895147f120252852";

/// The document's example, at another hour.
fn reminder(hour: u32) -> String {
    let body = &DOCUMENT["paths"]["/reminder"]["post"]["requestBody"]["content"];
    let mut reminder = body["application/json"]["example"].clone();
    reminder["hour"] = json!(hour);
    reminder.to_string()
}

fn reminder_form() -> String {
    let body = &DOCUMENT["paths"]["/reminder"]["post"]["requestBody"]["content"];
    let form = &body["application/x-www-form-urlencoded"]["example"];
    let pairs = form.as_object().unwrap().iter().map(|(name, value)| {
        let text = value.as_str().map_or(value.to_string(), Into::into);
        format!("{name}={text}")
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// Calls `check` with every content description: a schema and its examples.
fn for_each_content(value: &Value, check: &mut impl FnMut(&Value)) {
    match value {
        Value::Object(fields) => {
            if fields.contains_key("schema") {
                check(value);
            }
            fields
                .values()
                .for_each(|value| for_each_content(value, check));
        }
        Value::Array(values) => values
            .iter()
            .for_each(|value| for_each_content(value, check)),
        _ => {}
    }
}

#[test]
fn examples_match_their_schemas() {
    let mut seen = 0;
    for_each_content(&DOCUMENT, &mut |content| {
        let several = content["examples"].as_object().into_iter().flatten();
        let examples = several
            .map(|(_, example)| &example["value"])
            .chain(content.get("example"));
        for example in examples {
            validate(&content["schema"], example);
            seen += 1;
        }
    });
    assert!(seen > 10, "only {seen} examples found");
}

#[test]
fn references_resolve() {
    fn walk(value: &Value) {
        match value {
            Value::Object(fields) => {
                resolve(value);
                fields.values().for_each(walk);
            }
            Value::Array(values) => values.iter().for_each(walk),
            _ => {}
        }
    }
    walk(&DOCUMENT);
}

/// The schema of a draft and the API reject the same drafts, except for dates, which need a
/// calendar and a clock.
#[tokio::test]
async fn the_draft_schema_and_the_api_reject_the_same_drafts() {
    let app = TestApp::open().await;
    let ada = app.person();
    let schema = json!({"$ref": "#/components/schemas/Draft"});
    for (draft, good) in [
        (json!({"day": TODAY, "mood": "good"}), true),
        (
            json!({"day": TODAY, "mood": "good", "note": null, "userId": null}),
            true,
        ),
        (
            json!({"day": TODAY, "mood": "good", "note": "x".repeat(500)}),
            true,
        ),
        (
            json!({"day": TODAY, "mood": "good", "note": "a\r\n\tb"}),
            true,
        ),
        (
            json!({"day": TODAY, "mood": "good", "note": "x".repeat(501)}),
            false,
        ),
        (json!({"day": TODAY, "mood": "good", "note": "a\0b"}), true),
        (json!({"day": TODAY, "mood": "good", "note": 5}), false),
        (json!({"day": TODAY, "mood": "meh"}), false),
        (json!({"day": TODAY}), false),
        (json!({"mood": "good"}), false),
        (json!({"day": "2026-02-30", "mood": "good"}), false),
        (json!({"day": "26-1-1", "mood": "good"}), false),
        (json!({"day": TODAY, "mood": "good", "extra": 1}), false),
        (json!({"day": TODAY, "mood": "good", "userId": 1}), false),
        (
            json!({"day": TODAY, "mood": "good", "baseVersion": null, "mutationId": null}),
            true,
        ),
        (
            json!({"day": TODAY, "mood": "good", "baseVersion": 5, "mutationId": "a_B-9"}),
            true,
        ),
        (
            json!({"day": TODAY, "mood": "good", "baseVersion": 6, "mutationId": ""}),
            false,
        ),
        (
            json!({"day": TODAY, "mood": "good", "baseVersion": 6, "mutationId": "x".repeat(65)}),
            false,
        ),
        (
            json!({"day": TODAY, "mood": "good", "baseVersion": -1}),
            false,
        ),
        (
            json!({"day": TODAY, "mood": "good", "baseVersion": 1_u64 << 53}),
            false,
        ),
        (json!([]), false),
    ] {
        let status = ada.send(Call::json(&draft)).await.status;
        assert_eq!(status == 200, good, "the API: {status} for {draft}");
        assert_eq!(
            violations(&schema, &draft).is_empty(),
            good,
            "the schema: {draft}"
        );
    }
}
