//! Calls of server functions.
//!
//! The body's size and type are checked before the call. Afterwards the error's kind sets the
//! status, because the framework answers every error with 500.

use std::{iter, time::Duration};

use app::{
    api::codec,
    context::{Context, DayVersion, NewReaderCookie, RequestContext, Visitor},
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

use super::{precondition, response, state::AppState, upload::Upload};

/// The maximum body of a server function, in bytes: a moment's texts in the longest form that is sent, with
/// up to twelve bytes for each character.
pub(super) const MAX_BODY: usize = 48 * 1024;

/// Timeout of a request's body: long enough for a slow phone, too short for a slow-body attack.
pub(super) const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// Other addresses of server functions.
const ALIASES: [(&str, &str); 1] = [("/commentaires", "/comments")];

/// The media type of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyKind {
    Json,
    Form,
}

/// The address and method of every server function, under each of its names. `{id}` in an address stands
/// for an argument.
pub(super) fn paths() -> impl Iterator<Item = (&'static str, Method)> {
    leptos::server_fn::axum::server_fn_paths().flat_map(|(path, method)| {
        let aliases = ALIASES.iter().filter(move |(_, of)| *of == path);
        iter::once(path)
            .chain(aliases.map(|(alias, _)| *alias))
            .map(move |path| (path, method.clone()))
    })
}

/// A request's address as that of a server function.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Address<'a> {
    /// The function's own address, such as `/events/{id}`.
    function: &'static str,
    /// The arguments in the request's address.
    arguments: Vec<(&'static str, &'a str)>,
}

impl<'a> Address<'a> {
    /// The server function of a path; none if there is none.
    pub(super) fn of(path: &'a str) -> Option<Self> {
        Self::among(paths().map(|(known, _)| known), path)
    }

    fn among(known: impl Iterator<Item = &'static str>, path: &'a str) -> Option<Self> {
        let mut found = None;
        for pattern in known {
            if pattern == path {
                let alias = ALIASES.iter().find(|(alias, _)| *alias == path);
                return Some(Self {
                    function: alias.map_or(pattern, |(_, of)| of),
                    arguments: Vec::new(),
                });
            }
            found = found.or_else(|| Some((pattern, arguments(pattern, path)?)));
        }
        found.map(|(function, arguments)| Self {
            function,
            arguments,
        })
    }

    /// True if it is the address of this function.
    pub(super) fn is(&self, function: &str) -> bool {
        self.function == function
    }

    /// True if the function has this method.
    pub(super) fn has(&self, method: &Method) -> bool {
        paths().any(|(path, of)| path == self.function && of == *method)
    }

    /// The name by which pages know the function: its address without slash and arguments.
    pub(super) fn name(&self) -> &'static str {
        let name = self.function.trim_start_matches('/');
        name.split_once("/{").map_or(name, |(name, _)| name)
    }

    /// The query or body with the arguments of the address before its own.
    fn query(&self, own: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &self.arguments {
            query.append_pair(name, value);
        }
        let query = query.finish();
        let mark = if query.is_empty() || own.is_empty() {
            ""
        } else {
            "&"
        };
        format!("{query}{mark}{own}")
    }

    /// The body with the arguments of the address first. A body that has one of them, too, then has it
    /// twice, which is an error as for any other argument.
    fn body(&self, body: &[u8]) -> Vec<u8> {
        if self.arguments.is_empty() {
            return body.to_vec();
        }
        let text = String::from_utf8_lossy(body);
        let Some(object) = text.trim_start().strip_prefix('{') else {
            return self.query(&text).into_bytes();
        };
        let fields = self.arguments.iter();
        let fields: Vec<_> = fields
            .map(|(name, value)| format!("\"{name}\":{}", serde_json::Value::from(*value)))
            .collect();
        let mark = if object.trim_start().starts_with('}') {
            ""
        } else {
            ","
        };
        format!("{{{}{mark}{object}", fields.join(",")).into_bytes()
    }
}

/// The arguments of a pattern in a path; none if the path is another's.
fn arguments<'a>(pattern: &'static str, path: &'a str) -> Option<Vec<(&'static str, &'a str)>> {
    let (mut segments, mut found) = (path.split('/'), Vec::new());
    for part in pattern.split('/') {
        let segment = segments.next()?;
        match part
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'))
        {
            Some(name) if !segment.is_empty() => found.push((name, segment)),
            _ if part == segment => {}
            _ => return None,
        }
    }
    segments.next().is_none().then_some(found)
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
    Error::new(ErrorKind::TooLarge, "The body must be at most 48 kB.")
}

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

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 5] = [
        "/events",
        "/events/{id}",
        "/events/{id}/upload-url",
        "/metrics/{type}/{date}",
        "/commentaires",
    ];

    fn of(path: &str) -> Option<Address<'_>> {
        Address::among(KNOWN.into_iter(), path)
    }

    #[test]
    fn an_address_has_the_arguments_of_its_pattern() {
        for (path, function, arguments) in [
            ("/events", "/events", vec![]),
            ("/events/7", "/events/{id}", vec![("id", "7")]),
            (
                "/events/7/upload-url",
                "/events/{id}/upload-url",
                vec![("id", "7")],
            ),
            (
                "/metrics/mood/2026-11-20",
                "/metrics/{type}/{date}",
                vec![("type", "mood"), ("date", "2026-11-20")],
            ),
            ("/commentaires", "/comments", vec![]),
        ] {
            let expected = Address {
                function,
                arguments,
            };
            assert_eq!(of(path), Some(expected));
        }
        for path in ["/", "/events/", "/events/7/", "/event", "/metrics/mood", ""] {
            assert_eq!(of(path), None, "{path}");
        }
    }

    #[test]
    fn the_arguments_of_an_address_come_first() {
        let address = of("/events/a\"&b").unwrap();
        assert_eq!(address.name(), "events");
        assert_eq!(address.query(""), "id=a%22%26b");
        assert_eq!(address.query("id=2"), "id=a%22%26b&id=2");
        for (body, expected) in [
            ("{}", r#"{"id":"a\"&b"}"#),
            (" { \"id\": 1}", r#"{"id":"a\"&b", "id": 1}"#),
            ("title=x", "id=a%22%26b&title=x"),
            ("", "id=a%22%26b"),
        ] {
            assert_eq!(address.body(body.as_bytes()), expected.as_bytes(), "{body}");
        }
    }
}
