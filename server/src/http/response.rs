//! Errors as HTTP responses.

use app::{
    context::NewReaderCookie,
    error::{Error, ErrorKind},
};
use axum::{
    Json,
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::auth::reader_cookie;

/// True if the client accepts HTML.
pub(super) fn accepts_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("text/html"))
}

/// Sets the cookie of a reader who is recognised first by this call.
pub(super) fn recognise(response: &mut Response, new: &NewReaderCookie, https: bool) {
    let cookie = new.get();
    let cookie = cookie.map(|(share, value)| reader_cookie(share, value.clone(), https));
    if let Some(Ok(cookie)) = cookie.map(|cookie| HeaderValue::from_str(&cookie)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// Delay before a retry while the store is unavailable, in seconds.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");

/// The status of an error.
pub(super) fn status(error: &Error) -> StatusCode {
    StatusCode::from_u16(error.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// The error as JSON, with its status.
pub(crate) fn rejection(error: &Error) -> Response {
    let mut response = (status(error), Json(error)).into_response();
    add_error_headers(&mut response, error);
    response
}

/// Sets the error's status, and the headers that it requires.
pub(super) fn add_error_headers(response: &mut Response, error: &Error) {
    *response.status_mut() = status(error);
    add_status_headers(response);
    if let Some(seconds) = error.retry_after {
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
}

/// Adds the headers that the response's status requires.
pub(super) fn add_status_headers(response: &mut Response) {
    let (name, value) = match response.status() {
        StatusCode::SERVICE_UNAVAILABLE => (header::RETRY_AFTER, RETRY_AFTER),
        // Required by RFC 9110, section 15.5.2.
        StatusCode::UNAUTHORIZED => (header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")),
        _ => return,
    };
    response.headers_mut().insert(name, value);
}

/// The error for a method that a path does not have.
pub(super) fn method_not_allowed() -> Error {
    let message = "This address does not support that method.";
    Error::new(ErrorKind::MethodNotAllowed, message)
}

/// The error for a body that was cut off.
pub(super) fn truncated() -> Error {
    Error::new(ErrorKind::Malformed, "The body ended too early.")
}

/// The error for a body that takes too long.
pub(super) fn timed_out() -> Error {
    Error::new(ErrorKind::Malformed, "The body did not arrive in time.")
}

/// The error for a form whose browser does not return cookies.
pub(super) fn no_cookie() -> Error {
    let message = "The browser did not return the session cookie; nothing was written.";
    Error::new(ErrorKind::Unauthenticated, message).at("cookie")
}

/// Rejects requests without a path (`CONNECT`, `OPTIONS *`): only a proxy could serve them, and
/// inner layers expect a path.
pub(super) async fn require_path(request: Request, next: Next) -> Response {
    if request.method() != Method::CONNECT && request.uri().path().starts_with('/') {
        return next.run(request).await;
    }
    rejection(&Error::new(
        ErrorKind::Malformed,
        "The request's target must be a path.",
    ))
}
