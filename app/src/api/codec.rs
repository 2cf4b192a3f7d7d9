//! How arguments travel in a body: JSON, or an HTML form.
//!
//! The browser's half writes JSON. The server reads either: the HTTP layer has
//! already checked that the `Content-Type` is one of the two and fits, and a
//! JSON object begins with `{`, which no form does.

use std::{borrow::Cow, fmt};

use serde::Serialize;
use server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};

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
            let form = serde_qs::Deserializer::new(&body).map_err(|error| Unreadable {
                field: None,
                reason: error.to_string(),
            })?;
            strict(form)
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
            reason: "this field is not known here".into(),
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
    let message: Cow<'static, str> = if reason == "this field is not known here" {
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
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if field.len() <= 32 && field.chars().all(plain) {
        field
    } else {
        ""
    }
}
