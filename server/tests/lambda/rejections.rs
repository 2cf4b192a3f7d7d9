//! Rejected requests have the status and kind that `openapi.json` documents, after API Gateway's
//! conversion.

use serde_json::json;

use crate::{
    event::Event,
    installation::{Installation, day},
    person::ask,
};

#[test]
fn rejections_name_kind_and_field() {
    let installation = Installation::open();
    let ada = installation.person();
    let today = day(0);
    let entry = |note: &str| json!({"day": today, "mood": "good", "note": note});
    let tomorrow_week = json!({"day": "2999-01-01", "mood": "good"});
    let plain = Event::text("text/plain", &entry("").to_string());
    for (what, event, status, kind) in [
        (
            "no JSON",
            Event::text("application/json", "{"),
            400,
            "malformed",
        ),
        (
            "no UTF-8",
            Event::binary("application/json", b"{\"note\":\"\xff\"}"),
            400,
            "malformed",
        ),
        (
            "an empty body",
            Event::text("application/json", ""),
            400,
            "malformed",
        ),
        ("an invalid form", Event::form("day=%ff"), 400, "malformed"),
        (
            "a week without its end",
            Event::get("/mood/week?start=2026-01-01"),
            400,
            "malformed",
        ),
        (
            "another's journal",
            Event::json(&json!({"day": today, "mood": "good", "userId": "eve"})),
            403,
            "forbidden",
        ),
        ("nowhere", Event::get("/nowhere"), 404, "not_found"),
        (
            "a day without an entry",
            Event::new("DELETE", &format!("/mood?day={today}")),
            404,
            "not_found",
        ),
        (
            "another method",
            Event::new("PUT", "/mood"),
            405,
            "method_not_allowed",
        ),
        (
            "an unknown method",
            Event::new("BREW", "/mood"),
            405,
            "method_not_allowed",
        ),
        (
            "a note that is not a string",
            plain,
            415,
            "unsupported_media_type",
        ),
        (
            "no type",
            Event::json(&entry("")).without("content-type"),
            415,
            "unsupported_media_type",
        ),
        (
            "the far future",
            Event::json(&tomorrow_week),
            422,
            "invalid",
        ),
        (
            "a long note",
            Event::json(&entry(&"x".repeat(501))),
            422,
            "invalid",
        ),
    ] {
        assert_eq!(ada.send(&event).kind(), (status, kind.into()), "{what}");
    }
    assert_eq!(ada.entries(&today), json!([]), "nothing was written");
}

#[test]
fn a_body_is_at_most_48_kb() {
    let installation = Installation::open();
    let ada = installation.person();
    let too_large = (413, "too_large".to_owned());
    // The last one is the largest that fits into an event: API Gateway rejects more.
    for length in [50_000, 1_000_000, 4_500_000] {
        let body = "x".repeat(length);
        assert_eq!(
            ada.send(&Event::text("application/json", &body)).kind(),
            too_large
        );
        assert_eq!(ada.send(&Event::form(&body)).kind(), too_large);
    }
    ada.save(&day(0), "okay", "goes on");
}

#[test]
fn a_request_that_is_not_valid_http_is_a_client_error() {
    let installation = Installation::open();
    for event in [
        Event::get("/mood/week?start=a b"),
        Event::get("/?<"),
        Event::get("/").with("x-odd", "\u{7f}"),
        Event::get("/").with("an odd name", "1"),
    ] {
        let answer = ask(&installation.function, &event);
        assert_eq!(
            answer.kind(),
            (400, "malformed".into()),
            "{:?}",
            event.operation()
        );
    }
    installation.person().save(&day(0), "okay", "goes on");
}

#[test]
fn a_rejected_head_has_no_body() {
    let installation = Installation::open();
    let head = installation
        .person()
        .send(&Event::new("HEAD", "/mood/week?start=x"));
    assert_eq!((head.status, head.body.len()), (400, 0));
}
