//! One line a request, at the boundary.
//!
//! Never in a log: notes, moods, cookies, bodies, query strings, identifiers
//! of people, credentials. Libraries may print what they carry at their finer
//! levels, so they are held to warnings whatever the level.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode},
    middleware::Next,
    response::Response,
};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::{filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};
use uuid::Uuid;

use super::AppState;

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

/// A request that has been answered, as the log may know it.
#[derive(Debug)]
pub struct RequestLine<'a> {
    /// The request's own identifier, which its answer carries too.
    pub id: &'a str,
    /// Its verb; an unknown one may be of any length.
    pub method: &'a Method,
    /// The pattern of its address; none when there is nothing at it. Not the
    /// address itself, which may name a person.
    pub route: Option<&'a str>,
    /// The response's status.
    pub status: StatusCode,
    /// The time until the response.
    pub duration: Duration,
}

/// A sink for log lines.
pub type LogRequest = Arc<dyn Fn(&RequestLine<'_>) + Send + Sync>;

/// The identifier of a request, set by a trusted source.
#[derive(Clone)]
pub(crate) struct RequestId(pub(crate) String);

/// Writes the line as one event of the log.
pub fn log_request(line: &RequestLine<'_>) {
    let (id, method) = (line.id, known(line.method));
    let route = line.route.unwrap_or("-");
    let status = line.status.as_u16();
    let duration_ms = milliseconds(line.duration);
    tracing::info!(
        request_id = id,
        method,
        route,
        status,
        duration_ms,
        "request"
    );
}

/// The verb's name, if it is one of RFC 9110 or RFC 5789; else `other`.
fn known(method: &Method) -> &'static str {
    static METHODS: [Method; 9] = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::DELETE,
        Method::CONNECT,
        Method::OPTIONS,
        Method::TRACE,
        Method::PATCH,
    ];
    let known = METHODS.iter().find(|known| *known == method);
    known.map_or("other", Method::as_str)
}

/// To the microsecond: more would be noise.
pub(crate) fn milliseconds(duration: Duration) -> f64 {
    duration.as_micros() as f64 / 1000.0
}

/// Logs the request when it has been answered, and gives the answer its
/// request id.
pub(super) async fn log(
    State(state): State<Arc<AppState>>,
    mut request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let given = request.extensions_mut().remove::<RequestId>();
    let id = given.map_or_else(|| Uuid::new_v4().simple().to_string(), |RequestId(id)| id);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    (state.log)(&RequestLine {
        id: &id,
        method: &method,
        route: route.as_ref().map(MatchedPath::as_str),
        status: response.status(),
        duration: started.elapsed(),
    });
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}
