//! Calls of server functions.
//!
//! The body's size and type are checked before the call. Afterwards the error's kind sets the
//! status, because the framework answers every error with 500.

use app::{
    api::codec,
    context::{Context, DayVersion, NewReaderCookie, RequestContext, Visitor},
    error::{Error, ErrorKind},
};
use axum::{
    body::{Body, HttpBody, to_bytes},
    extract::Request,
    http::{HeaderValue, Method, header},
    response::{IntoResponse, Response},
};
use leptos::context::provide_context;

use super::{
    address::Address,
    body::{MAX_BODY, too_large},
    precondition, response,
    state::AppState,
    upload::Upload,
};

/// Calls the server function of the request's address and method, and responds in JSON with the
/// day's version as `ETag`.
pub(super) async fn respond(state: &AppState, visitor: Visitor, request: Request) -> Response {
    let context = context(state, &visitor);
    let version = context.request.version.clone();
    let new_reader = context.request.new_reader.clone();
    let result = call_in(context, request).await;
    let mut response = result.unwrap_or_else(|error| response::rejection(&error));
    precondition::tag(&mut response, &version);
    response::recognise(&mut response, &new_reader, state.https);
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

async fn call_in(mut context: Context, request: Request) -> Result<Response, Error> {
    check_arguments(&request)?;
    let mut request = addressed(request).await?;
    if let Some(Upload { files, deadline }) = request.extensions_mut().remove() {
        context.request.uploads = Some(files);
        context.request.deadline = Some(deadline);
    }
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

/// The request at its function's own address, with the arguments of its address among the others.
///
/// # Errors
/// TooLarge.
async fn addressed(request: Request) -> Result<Request, Error> {
    let path = request.uri().path().to_owned();
    let Some(address) = Address::of(&path).filter(|address| address.function != path) else {
        return Ok(request);
    };
    let (mut parts, mut body) = request.into_parts();
    let mut query = parts.uri.query().unwrap_or_default().to_owned();
    if matches!(parts.method, Method::POST | Method::PUT) {
        let bytes = to_bytes(body, MAX_BODY).await.map_err(|_| too_large())?;
        body = Body::from(address.body(&bytes));
        parts.headers.remove(header::CONTENT_LENGTH);
    } else {
        query = address.query(&query);
    }
    let uri = format!("{}?{query}", address.function);
    parts.uri = uri.parse().map_err(|_| too_large())?;
    Ok(Request::from_parts(parts, body))
}

/// Rejects arguments in the wrong place: those of a `POST` or `PUT` belong in its body, those of a `DELETE`
/// in its query. A misplaced precondition would be ignored.
///
/// # Errors
/// Malformed.
fn check_arguments(request: &Request) -> Result<(), Error> {
    let query = request.uri().query().unwrap_or_default();
    match *request.method() {
        Method::POST | Method::PUT if !query.is_empty() => Err(codec::unknown_parameter(query)),
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
            new_reader: NewReaderCookie::default(),
            uploads: None,
            deadline: None,
        },
    }
}
