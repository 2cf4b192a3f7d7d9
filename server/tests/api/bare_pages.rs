//! A panic, and a request past CloudFront: a page for browsers, JSON for scripts. These responses
//! are not part of the API.

use std::sync::Arc;

use app::ports::Clock;
use axum::{
    body::Body,
    http::{HeaderMap, Request, request},
};
use http_body_util::BodyExt;
use serde_json::Value;
use server::auth::OriginKeys;
use tower::ServiceExt;

use test_kit::test_app::{TestApp, memory};

/// A bug.
struct Panics;

impl Clock for Panics {
    fn now(&self) -> i64 {
        panic!("a bug of this test")
    }
}

async fn broken() -> TestApp {
    TestApp::with(memory().await, |state| {
        Arc::make_mut(&mut state.services).clock = Arc::new(Panics);
    })
}

async fn behind_cloudfront() -> TestApp {
    TestApp::with(memory().await, |state| {
        state.origin_keys = Some(OriginKeys::new(["the key".to_owned()]));
    })
}

async fn send(app: &TestApp, request: request::Builder, body: &str) -> (u16, HeaderMap, String) {
    let request = request.body(Body::from(body.to_owned())).unwrap();
    let (parts, body) = app.service().oneshot(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    let body = String::from_utf8(body).unwrap();
    (parts.status.as_u16(), parts.headers, body)
}

fn by_browser(request: request::Builder, lang: &str) -> request::Builder {
    let accept = "text/html,application/xhtml+xml,*/*;q=0.8";
    request
        .header("accept", accept)
        .header("accept-language", lang)
}

#[track_caller]
fn check_page((status, headers, page): (u16, HeaderMap, String), expected: u16, lang: &str) {
    assert_eq!(status, expected);
    for (name, value) in [
        ("content-type", "text/html; charset=utf-8"),
        ("cache-control", "private, no-store"),
        ("content-language", lang),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(headers[name], value);
    }
    assert!(headers.contains_key("content-security-policy"));
    assert!(!headers.contains_key("set-cookie"));
    if let Some(length) = headers.get("content-length") {
        assert_eq!(length.to_str().unwrap(), page.len().to_string());
    }
    assert!(page.contains(&format!("<html lang=\"{lang}\">")), "{page}");
    let says = match (expected, lang) {
        (500, "en") => "it’s our fault",
        (500, _) => "c’est notre faute",
        (_, "en") => "This address is not open",
        _ => "Cette adresse n’est pas ouverte",
    };
    assert!(page.contains(says), "{page}");
    assert!(!page.contains("a bug of this test"), "{page}");
}

#[track_caller]
fn check_json((status, headers, body): (u16, HeaderMap, String), expected: u16, kind: &str) {
    assert_eq!(status, expected);
    assert_eq!(headers["content-type"], "application/json");
    let error: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(error["error"]["kind"], kind);
}

#[tokio::test]
async fn a_panic_is_a_page_in_the_language_of_the_browser() {
    let app = broken().await;
    for lang in ["en", "fr"] {
        let page = by_browser(Request::get("/"), lang);
        check_page(send(&app, page, "").await, 500, lang);
        let form = by_browser(Request::post("/mood"), lang)
            .header("content-type", "application/x-www-form-urlencoded");
        let body = "day=2096-11-20&mood=good&note=x";
        check_page(send(&app, form, body).await, 500, lang);
    }
    let script = Request::get("/health").header("accept", "application/json");
    check_json(send(&app, script, "").await, 500, "internal");
}

#[tokio::test]
async fn a_browser_past_cloudfront_gets_a_page() {
    let app = behind_cloudfront().await;
    for lang in ["en", "fr"] {
        let page = by_browser(Request::get("/settings"), lang);
        check_page(send(&app, page, "").await, 403, lang);
    }
    check_json(
        send(&app, Request::get("/health"), "").await,
        403,
        "forbidden",
    );
}
