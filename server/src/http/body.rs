//! The body of a call: its size, its type, and the time that it may take.

use std::time::Duration;

use app::error::{Error, ErrorKind};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
    http::header,
};
use tokio::time::timeout;

use super::response;

/// The maximum body of a server function, in bytes: a moment's texts in the longest form that is sent, with
/// up to twelve bytes for each character.
pub(super) const MAX_BODY: usize = 48 * 1024;

/// Timeout of a request's body: long enough for a slow phone, too short for a slow-body attack.
pub(super) const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// The media type of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyKind {
    Json,
    Form,
}

/// The body's type according to its `Content-Type`.
///
/// # Errors
/// UnsupportedMediaType if it is neither JSON nor a form.
pub(super) fn kind(request: &Request) -> Result<BodyKind, Error> {
    let content_type = request.headers().get(header::CONTENT_TYPE);
    let essence = content_type
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .map(|value| value.trim().to_ascii_lowercase());
    match essence.as_deref() {
        Some("application/json") => Ok(BodyKind::Json),
        Some("application/x-www-form-urlencoded") => Ok(BodyKind::Form),
        _ => Err(Error::new(
            ErrorKind::UnsupportedMediaType,
            "Content-Type must be application/json or application/x-www-form-urlencoded.",
        )),
    }
}

/// Reads the body, and checks that it matches its type.
///
/// # Errors
/// TooLarge, or Malformed if it does not arrive in time or match.
pub(super) async fn read(body: Body, kind: BodyKind) -> Result<Bytes, Error> {
    let bytes = read_up_to(body, MAX_BODY).await?;
    check(&bytes, kind)?;
    Ok(bytes)
}

/// Reads the body, of at most `max` bytes.
///
/// # Errors
/// TooLarge, or Malformed if it does not arrive in time.
pub(super) async fn read_up_to(body: Body, max: usize) -> Result<Bytes, Error> {
    let arrived = timeout(BODY_TIMEOUT, to_bytes(body, max)).await;
    arrived
        .map_err(|_| response::timed_out())?
        .map_err(|error| {
            let is_too_large = std::error::Error::source(&error)
                .is_some_and(|source| source.is::<http_body_util::LengthLimitError>());
            if is_too_large {
                too_large()
            } else {
                response::truncated()
            }
        })
}

/// Checks that a body matches its type.
///
/// # Errors
/// TooLarge, or Malformed if it does not match.
pub(super) fn check(bytes: &[u8], kind: BodyKind) -> Result<(), Error> {
    if bytes.len() > MAX_BODY {
        return Err(too_large());
    }
    // The codec distinguishes the two by the first character, which must match the header.
    let is_json = bytes.trim_ascii_start().starts_with(b"{");
    if is_json != (kind == BodyKind::Json) {
        return Err(Error::new(
            ErrorKind::Malformed,
            "The body does not match its Content-Type: send one JSON object, or a form.",
        ));
    }
    Ok(())
}

pub(super) fn too_large() -> Error {
    Error::new(ErrorKind::TooLarge, "The body must be at most 48 kB.")
}
