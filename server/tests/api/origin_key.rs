//! The origin key of an installation on AWS: requests must come through CloudFront.

use axum::{
    body::Body,
    http::{HeaderMap, Request},
};
use http_body_util::BodyExt;
use serde_json::Value;
use server::auth::OriginKeys;
use tower::ServiceExt;

use test_kit::{
    person::Call,
    test_app::{TestApp, memory},
};

async fn app() -> TestApp {
    TestApp::with(memory().await, |state| {
        let keys = ["newest", "the one before"].map(ToOwned::to_owned);
        state.origin_keys = Some(OriginKeys::new(keys));
    })
}

/// A request that bypasses CloudFront. Its response is not part of the API.
async fn knock(app: &TestApp, path: &str, key: &str) -> (u16, HeaderMap, Value) {
    let request = Request::get(path).header("x-humeur-origin", key);
    let request = request.body(Body::empty()).unwrap();
    let (parts, body) = app.service().oneshot(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let body = serde_json::from_slice(&body).unwrap_or_default();
    (parts.status.as_u16(), parts.headers, body)
}

#[tokio::test]
async fn any_valid_key_is_accepted_and_nothing_else() {
    let app = app().await;
    for (key, status) in [
        ("newest", 200),
        ("the one before", 200),
        ("", 403),
        ("Newest", 403),
        ("newest,the one before", 403),
        ("newes", 403),
    ] {
        assert_eq!(knock(&app, "/health", key).await.0, status, "{key:?}");
    }
}

#[tokio::test]
async fn without_a_key_every_request_is_rejected() {
    let app = app().await;
    for path in ["/", "/health", "/mood/week", "/openapi.json", "/nowhere"] {
        let (status, headers, body) = knock(&app, path, "").await;
        assert_eq!(status, 403, "{path}");
        assert_eq!(body["error"]["kind"], "forbidden", "{path}");
        assert!(!headers.contains_key("set-cookie"), "{path}");
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
    }
}

#[tokio::test]
async fn a_forms_origin_is_compared_with_the_viewers_host() {
    let app = app().await;
    for (viewer, origin, status) in [
        (
            "d111.cloudfront.example",
            "https://d111.cloudfront.example",
            200,
        ),
        ("d111.cloudfront.example", "https://evil.example", 403),
        ("d111.cloudfront.example", "https://mood.example", 403),
    ] {
        let call = Call::raw_json(r#"{"day":"2096-11-20","mood":"good"}"#)
            .with("x-humeur-origin", "newest")
            .with("x-forwarded-host", viewer)
            .with("origin", origin);
        let answer = app.person().send(call).await;
        assert_eq!(answer.status, status, "{origin} at {viewer}");
    }
}

#[tokio::test]
async fn one_machine_needs_no_key_and_ignores_the_viewers_host() {
    let app = TestApp::open().await;
    let call = Call::raw_json(r#"{"day":"2096-11-20","mood":"good"}"#)
        .with("x-forwarded-host", "evil.example")
        .with("origin", "https://evil.example");
    assert_eq!(app.person().send(call).await.status, 403);
}
