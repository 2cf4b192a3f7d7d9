//! The request log: one line per request.
//!
//! The log never contains notes, moods, cookies, bodies, query strings, identifiers of people or
//! credentials. Libraries may print such data at their finer levels, so they log warnings and
//! errors only, at every level.

use std::{
    panic,
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

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Sends this program's events up to `level` to standard output, as JSON or as text. Of a panic, only its place in
/// the source is logged: its message may quote what people wrote.
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
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "panicked");
    }));
}

/// The loggable facts of an answered request.
#[derive(Debug)]
pub struct RequestLine<'a> {
    /// The request's identifier, which the response carries, too.
    pub id: &'a str,
    /// The method. An unknown method may have any length.
    pub method: &'a Method,
    /// The pattern of the matched route; none for an unknown address. The address itself is not
    /// logged, because it may name a person.
    pub route: Option<&'a str>,
    /// The response's status.
    pub status: StatusCode,
    /// The time until the response, without its body.
    pub duration: Duration,
}

/// A sink for log lines.
pub type LogRequest = Arc<dyn Fn(&RequestLine<'_>) + Send + Sync>;

/// The identifier of a request, set by a trusted source.
#[derive(Clone)]
pub(crate) struct RequestId(pub(crate) String);

/// Writes the line as one log event.
pub fn log_request(line: &RequestLine<'_>) {
    let (id, method) = (line.id, method_name(line.method));
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

/// The method's name if it is in RFC 9110 or RFC 5789; else `other`.
pub(crate) fn method_name(method: &Method) -> &'static str {
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

/// Rounds down to the microsecond.
pub(crate) fn milliseconds(duration: Duration) -> f64 {
    duration.as_micros() as f64 / 1000.0
}

/// Logs the answered request, and adds its identifier to the response.
pub(super) async fn log(
    State(log): State<LogRequest>,
    mut request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let given = request.extensions_mut().remove::<RequestId>();
    let id = given.map_or_else(|| Uuid::new_v4().simple().to_string(), |RequestId(id)| id);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    log(&RequestLine {
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
