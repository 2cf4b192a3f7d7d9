//! One line a request, at the boundary.
//!
//! Never in a log: notes, moods, cookies, bodies, query strings, identifiers
//! of people, credentials. Libraries may print what they carry at their finer
//! levels, so they are held to warnings whatever the level.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::{filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};
use uuid::Uuid;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Sends our own events up to `level` to standard output, as JSON or as text.
pub fn init_log(level: LevelFilter, text: bool) {
    let ours = Targets::new()
        .with_default(level.min(LevelFilter::WARN))
        .with_target("server", level)
        .with_target("app", level);
    let registry = tracing_subscriber::registry().with(ours);
    if text {
        registry
            .with(tracing_subscriber::fmt::layer().with_target(false))
            .init();
    } else {
        let json = tracing_subscriber::fmt::layer()
            .json()
            .flatten_event(true)
            .with_target(false);
        registry
            .with(json.with_current_span(false).with_span_list(false))
            .init();
    }
}

/// Logs the request when it has been answered, and gives the answer its
/// request id.
pub(super) async fn log(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = Uuid::new_v4().simple().to_string();
    let method = request.method().clone();
    // The pattern, not the address: an address may name a person.
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "-".to_owned(), |path| path.as_str().to_owned());
    let mut response = next.run(request).await;
    let duration_ms = started.elapsed().as_micros() as f64 / 1000.0;
    let status = response.status().as_u16();
    tracing::info!(request_id = id, %method, route, status, duration_ms, "request");
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}
