//! Encoding of arguments: a JSON or form body, or the query of a `DELETE`.
//!
//! The browser writes JSON only. The server reads both: the HTTP layer has already checked that the
//! body matches its `Content-Type`, and only a JSON object begins with `{`.

use std::{borrow::Cow, fmt};

use http::Method;
use serde::Serialize;
use server_fn::{
    Bytes, ContentType, Decodes, Encodes, Format, FormatType,
    codec::Encoding,
    error::{FromServerFnError, ServerFnErrorErr},
};

use crate::error::{Error, ErrorKind};

/// The codec of every `POST`: `#[server(input = Post<JsonOrForm>)]`.
pub struct JsonOrForm;

impl ContentType for JsonOrForm {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for JsonOrForm {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for JsonOrForm {
    type Error = serde_json::Error;

    fn encode(arguments: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(arguments).map(Bytes::from)
    }
}

#[cfg(feature = "ssr")]
impl<T: serde::de::DeserializeOwned> Decodes<T> for JsonOrForm {
    type Error = Unreadable;

    fn decode(body: Bytes) -> Result<T, Unreadable> {
        if body.trim_ascii_start().starts_with(b"{") {
            let mut json = serde_json::Deserializer::from_slice(&body);
            let arguments = strict(&mut json)?;
            json.end().map_err(|error| Unreadable {
                field: None,
                reason: error.to_string(),
            })?;
            Ok(arguments)
        } else {
            form(&body)
        }
    }
}

/// A codec needs both directions, though the browser only writes arguments.
#[cfg(not(feature = "ssr"))]
impl<T: serde::de::DeserializeOwned> Decodes<T> for JsonOrForm {
    type Error = serde_json::Error;

    fn decode(body: Bytes) -> Result<T, Self::Error> {
        JsonText::decode(body)
    }
}

/// The codec of every response, errors included: JSON, read as text. The framework already reads
/// the islands' properties as text, and a second decoder would double that code in the browser's
/// bundle.
pub struct JsonText;

impl ContentType for JsonText {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for JsonText {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for JsonText {
    type Error = serde_json::Error;

    fn encode(answer: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(answer).map(Bytes::from)
    }
}

impl<T: serde::de::DeserializeOwned> Decodes<T> for JsonText {
    type Error = serde_json::Error;

    fn decode(body: Bytes) -> Result<T, Self::Error> {
        serde_json::from_str(std::str::from_utf8(&body).unwrap_or_default())
    }
}

impl FromServerFnError for Error {
    type Encoder = JsonText;

    /// Converts an error of the framework: an argument that it could not decode or, in the browser,
    /// a request that did not reach the server.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => {
                Self::new(ErrorKind::Unavailable, "The server could not be reached.")
            }
            ServerFnErrorErr::Args(reason)
            | ServerFnErrorErr::Deserialization(reason)
            | ServerFnErrorErr::MissingArg(reason) => unreadable(&reason),
            _ => Self::internal(),
        }
    }
}

/// The codec of every `DELETE`: its query, as strict as a body, because a misspelt precondition
/// would be ignored otherwise. Each function's arguments need a [`delete_query!`].
pub struct DeleteQuery;

impl ContentType for DeleteQuery {
    const CONTENT_TYPE: &'static str = "application/x-www-form-urlencoded";
}

impl Encoding for DeleteQuery {
    const METHOD: Method = Method::DELETE;
}

/// Allows a server function's arguments in a [`DeleteQuery`].
macro_rules! delete_query {
    ($arguments:ty) => {
        impl<Request, E> server_fn::codec::IntoReq<DeleteQuery, Request, E> for $arguments
        where
            Request: server_fn::request::ClientReq<E>,
            E: server_fn::error::FromServerFnError,
        {
            fn into_req(self, path: &str, accepts: &str) -> Result<Request, E> {
                use server_fn::codec::{DeleteUrl, IntoReq};
                IntoReq::<DeleteUrl, Request, E>::into_req(self, path, accepts)
            }
        }

        impl<Request, E> server_fn::codec::FromReq<DeleteQuery, Request, E> for $arguments
        where
            Request: server_fn::request::Req<E> + Send + 'static,
            E: server_fn::error::FromServerFnError,
        {
            async fn from_req(request: Request) -> Result<Self, E> {
                $crate::api::codec::query(request.as_query().unwrap_or_default()).map_err(|error| {
                    E::from_server_fn_error(server_fn::error::ServerFnErrorErr::Args(
                        error.to_string(),
                    ))
                })
            }
        }
    };
}
pub(super) use delete_query;

/// Reads the query of a [`DeleteQuery`].
#[cfg(feature = "ssr")]
pub(super) fn query<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    form(text.as_bytes())
}

/// The browser only writes queries.
#[cfg(not(feature = "ssr"))]
pub(super) fn query<T>(_: &str) -> Result<T, &'static str> {
    Err("")
}

/// Parses a form, as strictly as JSON.
///
/// # Errors
/// The error's text, which [`unreadable`] parses.
#[cfg(feature = "ssr")]
pub fn form<T: serde::de::DeserializeOwned>(text: &[u8]) -> Result<T, Unreadable> {
    let form = serde_qs::Deserializer::new(text).map_err(|error| Unreadable {
        field: None,
        reason: error.to_string(),
    })?;
    strict(form)
}

/// Deserialises and rejects unknown fields: a misspelt one would be ignored otherwise.
#[cfg(feature = "ssr")]
fn strict<'de, T, D>(deserializer: D) -> Result<T, Unreadable>
where
    T: serde::Deserialize<'de>,
    D: serde::Deserializer<'de, Error: fmt::Display>,
{
    let mut unknown = None;
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(deserializer, &mut track);
    let read = serde_ignored::deserialize(tracked, |path| {
        unknown.get_or_insert_with(|| path.to_string());
    });
    match (read, unknown) {
        (Ok(_), Some(field)) => Err(Unreadable {
            reason: UNKNOWN.into(),
            field: Some(field),
        }),
        (Ok(arguments), None) => Ok(arguments),
        (Err(error), _) => {
            let path = track.path().to_string();
            // `.` is the whole input, `?` a key that was not read completely.
            let field = (path != "." && path != "?").then_some(path);
            Err(Unreadable {
                reason: error.to_string(),
                field,
            })
        }
    }
}

const UNKNOWN: &str = "unknown field";

/// The error for a query on a write whose arguments belong in the body.
#[must_use]
pub fn unknown_parameter(query: &str) -> Error {
    let field = query.split(['=', '&']).next().unwrap_or_default();
    unreadable(&format!("{}\n{UNKNOWN}", name(field)))
}

/// The reason a body could not be parsed. The framework transports errors as text, so this is
/// written as `field\nreason` and parsed again by [`unreadable`].
#[derive(Debug)]
pub struct Unreadable {
    field: Option<String>,
    reason: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}\n{}",
            name(self.field.as_deref().unwrap_or_default()),
            self.reason
        )
    }
}

/// The error for arguments that could not be decoded, from the framework's text. The decoder's
/// message may quote the input, so only the kind of the failure is passed on.
#[must_use]
pub fn unreadable(text: &str) -> Error {
    // Text without a line break comes from the framework's own decoder, which parses queries.
    let Some((field, reason)) = text.split_once('\n') else {
        let message = "The query could not be parsed: send each parameter once, as plain text.";
        return Error::new(ErrorKind::Malformed, message);
    };
    // The decoder reports a duplicate before the path of the value includes it.
    let twice = reason
        .split_once("duplicate field `")
        .and_then(|(_, name)| name.split_once('`'));
    let field = name(twice.map_or(field, |(name, _)| name));
    let message: Cow<'static, str> = if reason == UNKNOWN {
        "The request has an unknown field.".into()
    } else if twice.is_some() || reason.contains("Multiple values for one key") {
        "The request has a duplicate field.".into()
    } else if field.is_empty() {
        "The request could not be parsed: send one JSON object or a form.".into()
    } else {
        format!(
            "The value of {field} could not be parsed: it is truncated, or not of the expected type."
        )
        .into()
    };
    let error = Error::new(ErrorKind::Malformed, message);
    if field.is_empty() {
        error
    } else {
        error.at(field.to_owned())
    }
}

/// A field's name, shortened to the part that is safe to repeat.
fn name(field: &str) -> &str {
    // The rest, in brackets, is the decoder's view of a form's value.
    let field = field.split('[').next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if field.len() <= 32 && field.chars().all(plain) {
        field
    } else {
        ""
    }
}
