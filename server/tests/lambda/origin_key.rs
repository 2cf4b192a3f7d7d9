//! The origin key: the function accepts requests through CloudFront only.

use serde_json::json;

use crate::{
    event::{Event, ORIGIN_KEY},
    installation::{Installation, day},
    person::ask,
};

const KEY: &str = "x-humeur-origin";

#[test]
fn requests_that_bypass_cloudfront_are_rejected() {
    let installation = Installation::open();
    let write = Event::json(&json!({"day": day(0), "mood": "good"}));
    let almost = &ORIGIN_KEY[1..];
    for event in [
        Event::page("/"),
        Event::get("/health"),
        Event::get("/nowhere"),
        write,
    ] {
        for shut_out in [
            event.clone().without(KEY),
            event.clone().with(KEY, ""),
            event.clone().with(KEY, "guess"),
            event.clone().with(KEY, almost),
            event
                .clone()
                .with(KEY, &format!("{ORIGIN_KEY},{ORIGIN_KEY}")),
        ] {
            let answer = ask(&installation.function, &shut_out);
            assert_eq!(answer.status, 403);
            assert!(!answer.headers.contains_key("set-cookie"), "{answer:?}");
        }
    }
}

#[test]
fn both_keys_are_accepted_during_a_rotation() {
    let installation = Installation::changed(|environment| {
        environment.with("HUMEUR_ORIGIN_KEYS", "old-key, new-key")
    });
    for (key, status) in [
        ("old-key", 200),
        ("new-key", 200),
        (ORIGIN_KEY, 403),
        ("old-key, new-key", 403),
    ] {
        let event = Event::get("/health").with(KEY, key);
        assert_eq!(ask(&installation.function, &event).status, status, "{key}");
    }
}

#[test]
fn the_host_is_the_viewers() {
    let installation = Installation::open();
    let write = |origin: &str| {
        let event = Event::json(&json!({"day": day(0), "mood": "good"}));
        // An older browser, which states its origin in this header only.
        installation
            .person()
            .send(&event.with("origin", origin))
            .status
    };
    assert_eq!(write("https://mood.example"), 200);
    assert_eq!(write("https://evil.example"), 403);
    assert_eq!(
        write("https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com"),
        403
    );
}
