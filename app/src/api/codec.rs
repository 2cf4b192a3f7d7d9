//! Encoding of arguments: a JSON or form body, or the query of a `DELETE`.
//!
//! The browser's half writes JSON. The server reads either: the HTTP layer has
//! already checked that the `Content-Type` is one of the two and fits, and a
//! JSON object begins with `{`, which no form does.

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

/// A codec has both directions, though the browser only writes this one.
#[cfg(not(feature = "ssr"))]
impl<T: serde::de::DeserializeOwned> Decodes<T> for JsonOrForm {
    type Error = serde_json::Error;

    fn decode(body: Bytes) -> Result<T, Self::Error> {
        JsonText::decode(body)
    }
}

/// The codec of every answer, errors too: JSON, read as text. The islands'
/// properties are read as text by the framework, and a second way of reading
/// the same things would be in the browser's bundle twice.
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

    /// Converts an error of the framework: an argument that it could not decode,
    /// or, in the browser, a request that did not reach the server.
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

/// The codec of every `DELETE`: its query, as strict as a body. A condition that is misspelt would
/// otherwise be none. For each function's arguments it takes a [`delete_query!`].
pub struct DeleteQuery;

impl ContentType for DeleteQuery {
    const CONTENT_TYPE: &'static str = "application/x-www-form-urlencoded";
}

impl Encoding for DeleteQuery {
    const METHOD: Method = Method::DELETE;
}

/// Lets the arguments of a server function travel as a [`DeleteQuery`].
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

/// Reads a form, as strictly as JSON.
///
/// # Errors
/// Says what [`unreadable`] reads.
#[cfg(feature = "ssr")]
pub fn form<T: serde::de::DeserializeOwned>(text: &[u8]) -> Result<T, Unreadable> {
    let form = serde_qs::Deserializer::new(text).map_err(|error| Unreadable {
        field: None,
        reason: error.to_string(),
    })?;
    strict(form)
}

/// Deserialises, refusing fields we do not know: a misspelt one would
/// otherwise be lost in silence.
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
            // `.` is the whole, `?` a key that was never read to its end.
            let field = (path != "." && path != "?").then_some(path);
            Err(Unreadable {
                reason: error.to_string(),
                field,
            })
        }
    }
}

const UNKNOWN: &str = "this field is not known here";

/// The error for a write whose arguments are in its body and that has a query all the same.
#[must_use]
pub fn unknown_parameter(query: &str) -> Error {
    let field = query.split(['=', '&']).next().unwrap_or_default();
    unreadable(&format!("{}\n{UNKNOWN}", name(field)))
}

/// Why a body could not be read. The framework carries it on as text, so it is
/// written as `field\nreason` and read again by [`unreadable`].
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

/// The error for arguments that could not be decoded, from the text the
/// framework hands over. The decoder's own words may quote what was sent, so
/// of them only what is about the form of the request is passed on.
#[must_use]
pub fn unreadable(text: &str) -> Error {
    // What does not come from our codec is about a query, read by the framework's own.
    let Some((field, reason)) = text.split_once('\n') else {
        let message = "The query could not be read: each parameter once, as plain text.";
        return Error::new(ErrorKind::Malformed, message);
    };
    // The decoder notices the second one before it is on the path of the value.
    let twice = reason
        .split_once("duplicate field `")
        .and_then(|(_, name)| name.split_once('`'));
    let field = name(twice.map_or(field, |(name, _)| name));
    let message: Cow<'static, str> = if reason == UNKNOWN {
        "The request has a field that is not known here.".into()
    } else if twice.is_some() || reason.contains("Multiple values for one key") {
        "The request has the same field twice.".into()
    } else if field.is_empty() {
        "The request could not be read: send one JSON object or a form.".into()
    } else {
        format!(
            "The value of {field} could not be read: it is cut short, or not of the expected type."
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

/// A field's name as far as it may be repeated: a name, and not a text.
fn name(field: &str) -> &str {
    // What is within it is the decoder's view of a form's value.
    let field = field.split('[').next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if field.len() <= 32 && field.chars().all(plain) {
        field
    } else {
        ""
    }
}
