//! The function's log: metrics, and no personal data.

use serde_json::{Value, json};

use test_kit::openapi::operations;

use crate::{
    event::{Event, ORIGIN_KEY},
    installation::{Installation, SECRET_ACCESS_KEY, SESSION_KEY, day},
    person::{SESSION_COOKIE, ask},
};

const NOTE: &str = "marker-note-5f1c";
const QUERY: &str = "marker-query-77aa";
const HEADER: &str = "marker-header-c0de";
const BODY: &str = "marker-body-91bb";
/// A mood that no other log line could mention.
const MOOD: &str = "awful";

#[test]
fn every_request_is_a_line_with_its_metrics() {
    let installation = Installation::open();
    let ada = installation.person();
    let today = day(0);
    let health = ada.send(&Event::get("/health"));
    ada.save(&today, "good", "");
    ada.send(&Event::new("HEAD", "/").with("accept", "text/html"));
    ada.send(&Event::get("/nowhere"));
    ada.send(&Event::new("PUT", "/mood"));
    ada.send(&Event::get("/last"));
    let log = installation.function.log_with("\"status\":405");
    let lines: Vec<Value> = log
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .filter(|line: &Value| line["_aws"].is_object())
        .collect();
    let routes: Vec<_> = lines
        .iter()
        .map(|line| {
            (
                line["route"].as_str().unwrap(),
                line["status"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        routes[..5],
        [
            ("GET /health", 200),
            ("POST /mood", 200),
            ("GET /", 200),
            ("other", 404),
            ("other", 405)
        ]
    );
    assert_eq!(lines[0]["request_id"], health.header("x-request-id"));
    assert_eq!(
        (&lines[0]["ColdStarts"], &lines[1]["ColdStarts"]),
        (&json!(1), &Value::Null)
    );
    for line in &lines {
        assert!(line["Latency"].as_f64().unwrap() > 0.0, "{line}");
        assert_eq!(line["Errors"], Value::Null, "a client error does not count");
        assert_eq!(line["environment"], "test");
        let metrics = &line["_aws"]["CloudWatchMetrics"][0];
        assert_eq!(metrics["Namespace"], "Humeur");
        assert_eq!(metrics["Dimensions"], json!([["environment", "route"]]));
        assert_eq!(
            metrics["Metrics"][0],
            json!({"Name": "Latency", "Unit": "Milliseconds"})
        );
    }
}

/// Every documented call, with a marker in each place that a caller controls. The same router is tested
/// thoroughly in `tests/process/private_log.rs`.
#[test]
fn no_call_logs_what_it_was_sent() {
    let installation = Installation::changed(|environment| {
        environment
            .with("HUMEUR_LOG", "trace")
            .with("RUST_LOG", "trace")
    });
    for (path, method) in operations() {
        let event = Event::new(
            &method,
            &format!("{path}?{QUERY}={QUERY}&token={QUERY}&code={QUERY}"),
        );
        for (name, value) in [
            ("authorization", format!("Bearer {HEADER}")),
            ("x-api-key", HEADER.to_owned()),
            ("referer", format!("https://mood.example/{HEADER}")),
        ] {
            ask(&installation.function, &event.clone().with(name, &value));
        }
        ask(
            &installation.function,
            &event.with_cookie(SESSION_COOKIE, HEADER),
        );
    }
    ask(&installation.function, &Event::get("/last"));
    let log = installation.function.log_with("\"status\":404");
    for private in [QUERY, HEADER, ORIGIN_KEY, SESSION_KEY] {
        assert!(!log.contains(private), "{private} is in {log}");
    }
}

#[test]
fn nothing_private_is_logged() {
    let installation = Installation::changed(|environment| {
        environment
            .with("HUMEUR_LOG", "trace")
            .with("RUST_LOG", "trace")
    });
    let ada = installation.person();
    let today = day(0);
    ada.save(&today, MOOD, NOTE);
    let user = ada
        .send(&Event::get(&format!(
            "/mood/week?start={today}&end={today}&x={QUERY}"
        )))
        .json()["userId"]
        .clone();
    ada.send(&Event::page(&format!("/?day={today}&x={QUERY}")).with("user-agent", HEADER));
    ada.send(&Event::get(&format!("/{QUERY}")).with("referer", HEADER));
    ada.send(&Event::text(
        "application/json",
        &format!("{{\"{BODY}\":\"{BODY}\"}}"),
    ));
    ada.send(&Event::form(format!("day={today}&note={BODY}")).by_browser());
    ada.send(&Event::get("/mood/week").with("authorization", &format!("Bearer {HEADER}")));
    // An invalid address makes a library log its own message.
    let unreadable = Event::get(&format!("/mood/week?{QUERY} {QUERY}"));
    assert_eq!(ask(&installation.function, &unreadable).status, 400);
    let outside = Event::get("/health").with("x-humeur-origin", HEADER);
    assert_eq!(ask(&installation.function, &outside).status, 403);
    installation.function.invoke_with(BODY.as_bytes());
    installation
        .function
        .invoke(&json!({"version": "1.0", "body": BODY}));
    ada.send(&Event::new("DELETE", &format!("/mood?day={today}")));
    let log = installation.function.log_with("DELETE /mood");
    let session = ada.cookie(SESSION_COOKIE).unwrap();
    for private in [
        NOTE,
        QUERY,
        HEADER,
        BODY,
        MOOD,
        ORIGIN_KEY,
        SESSION_KEY,
        SECRET_ACCESS_KEY,
        &session,
        user.as_str().unwrap(),
        &format!("\"{today}\""),
    ] {
        assert!(!log.contains(private), "{private} is in {log}");
    }
}
