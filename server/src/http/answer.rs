//! Errors as HTTP answers.

use app::error::{Error, ErrorKind};
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

/// When a store that does not answer may be asked again, in seconds.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");

/// The status of an error.
pub(super) fn status(error: &Error) -> StatusCode {
    StatusCode::from_u16(error.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// The error as JSON, with its status.
pub(super) fn refusal(error: &Error) -> Response {
    let mut response = (status(error), Json(error)).into_response();
    mark(&mut response);
    response
}

/// Adds what belongs to the response's status, whoever made it.
pub(super) fn mark(response: &mut Response) {
    let (name, value) = match response.status() {
        StatusCode::SERVICE_UNAVAILABLE => (header::RETRY_AFTER, RETRY_AFTER),
        // Required by RFC 9110, section 15.5.2.
        StatusCode::UNAUTHORIZED => (header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")),
        _ => return,
    };
    response.headers_mut().insert(name, value);
}

/// The address exists, the verb does not.
pub(super) async fn method_not_allowed() -> Response {
    refusal(&Error::new(
        ErrorKind::MethodNotAllowed,
        "This address does not take that method.",
    ))
}
