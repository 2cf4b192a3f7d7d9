//! Calls of server functions.
//!
//! The body's size and type are checked before the call. Afterwards the error's kind sets the
//! status, because the framework answers every error with 500.

use std::time::Duration;

use app::{
    api::codec,
    context::{Context, DayVersion, RequestContext, Visitor},
    error::{Error, ErrorKind},
};
use axum::{
    body::{Body, Bytes, HttpBody, to_bytes},
    extract::Request,
    http::{HeaderValue, Method, header},
    response::{IntoResponse, Response},
};
use leptos::context::provide_context;
use tokio::time::timeout;

use super::{precondition, response, state::AppState, uploads::Upload};

/// The maximum body of a server function, in bytes.
pub(super) const MAX_BODY: usize = 16 * 1024;

/// Timeout of a request's body: long enough for a slow phone, too short for a slow-body attack.
pub(super) const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// The media type of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyKind {
    Json,
    Form,
}

/// The address and method of every server function.
pub(super) fn paths() -> impl Iterator<Item = (&'static str, Method)> {
    leptos::server_fn::axum::server_fn_paths()
}

/// The body's type according to its `Content-Type`.
///
/// # Errors
/// UnsupportedMediaType if it is neither JSON nor a form.
pub(super) fn body_kind(request: &Request) -> Result<BodyKind, Error> {
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
/// TooLarge, or Malformed if it does not match.
pub(super) async fn read_body(body: Body, kind: BodyKind) -> Result<Bytes, Error> {
    let arrived = timeout(BODY_TIMEOUT, to_bytes(body, MAX_BODY)).await;
    let bytes = arrived
        .map_err(|_| response::timed_out())?
        .map_err(|error| {
            let is_too_large = std::error::Error::source(&error)
                .is_some_and(|source| source.is::<http_body_util::LengthLimitError>());
            if is_too_large {
                too_large()
            } else {
                response::truncated()
            }
        })?;
    check_body(&bytes, kind)?;
    Ok(bytes)
}

/// Checks that a body matches its type.
///
/// # Errors
/// TooLarge, or Malformed if it does not match.
pub(super) fn check_body(bytes: &[u8], kind: BodyKind) -> Result<(), Error> {
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
    Error::new(ErrorKind::TooLarge, "The body must be at most 16 kB.")
}

/// Calls the server function of the request's address and method, and responds in JSON with the
/// day's version as `ETag`.
pub(super) async fn respond(state: &AppState, visitor: Visitor, request: Request) -> Response {
    let context = context(state, &visitor);
    let version = context.request.version.clone();
    let result = call_in(context, request).await;
    let mut response = result.unwrap_or_else(|error| response::rejection(&error));
    precondition::tag(&mut response, &version);
    response
}

/// Calls the server function of the request's address and method, for a page.
///
/// # Errors
/// The error of the function, or of the framework before the call.
pub(super) async fn call(
    state: &AppState,
    visitor: &Visitor,
    request: Request,
) -> Result<Response, Error> {
    call_in(context(state, visitor), request).await
}

async fn call_in(mut context: Context, mut request: Request) -> Result<Response, Error> {
    check_arguments(&request)?;
    context.request.upload = request.extensions_mut().remove().map(|Upload(file)| file);
    context.request.required_version = precondition::required_version(request.headers());
    // HEAD is GET without the body, which the router removes.
    if request.method() == Method::HEAD {
        *request.method_mut() = Method::GET;
    }
    // For clients that accept HTML, the framework would respond with its own redirects.
    request
        .headers_mut()
        .insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    let provide = move || provide_context(context.clone());
    let response = leptos_axum::handle_server_fns_with_context(provide, request)
        .await
        .into_response();
    if !response.status().is_server_error() {
        return Ok(response);
    }
    let body = to_bytes(response.into_body(), MAX_BODY)
        .await
        .map_err(|_| Error::internal())?;
    Err(serde_json::from_slice(&body).unwrap_or_else(|_| Error::internal()))
}

/// Rejects arguments in the wrong place: those of a `POST` belong in its body, those of a `DELETE`
/// in its query. A misplaced precondition would be ignored.
///
/// # Errors
/// Malformed.
fn check_arguments(request: &Request) -> Result<(), Error> {
    let query = request.uri().query().unwrap_or_default();
    match *request.method() {
        Method::POST if !query.is_empty() => Err(codec::unknown_parameter(query)),
        Method::DELETE if !request.body().is_end_stream() => Err(Error::new(
            ErrorKind::Malformed,
            "A DELETE has no body: send its arguments in the query.",
        )),
        _ => Ok(()),
    }
}

/// The context of server functions and pages.
pub(super) fn context(state: &AppState, visitor: &Visitor) -> Context {
    Context {
        services: state.services.clone(),
        request: RequestContext {
            visitor: visitor.clone(),
            required_version: Ok(None),
            version: DayVersion::default(),
            upload: None,
        },
    }
}
