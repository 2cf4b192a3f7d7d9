//! The one error of the house: what went wrong, in which field, in words.
//!
//! It is the same value in a rule, in a server function, in the JSON a script
//! reads and in the island that shows it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

/// Why a request was refused. Each kind has one HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// We could not read it: not JSON, a wrong type, a day that is no date.
    Malformed,
    /// The credentials that came along are not valid.
    Unauthenticated,
    /// We know who asks, and it is not theirs.
    Forbidden,
    /// There is nothing here.
    NotFound,
    /// The address exists, but not for this verb.
    MethodNotAllowed,
    /// The day has changed since: what was sent is based on another version than it has now.
    Conflict,
    /// The same, when the version came in a header.
    PreconditionFailed,
    /// More bytes than this address takes.
    TooLarge,
    /// A body that is neither JSON nor a form.
    UnsupportedMediaType,
    /// We read it well, and it breaks a rule.
    Invalid,
    /// A bug or misconfiguration of the server.
    Internal,
    /// The store does not answer at the moment.
    Unavailable,
    /// The store answers but takes no writes; only the health check returns it.
    ReadOnly,
    /// Stored on this device until the network is back; only the service worker returns it.
    Waiting,
}

impl ErrorKind {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Malformed,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::Conflict,
        Self::PreconditionFailed,
        Self::TooLarge,
        Self::UnsupportedMediaType,
        Self::Invalid,
        Self::Internal,
        Self::Unavailable,
        Self::ReadOnly,
        Self::Waiting,
    ];

    /// Its name in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::Conflict => "conflict",
            Self::PreconditionFailed => "precondition_failed",
            Self::TooLarge => "too_large",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::Invalid => "invalid",
            Self::Internal => "internal",
            Self::Unavailable => "unavailable",
            Self::ReadOnly => "read_only",
            Self::Waiting => "waiting",
        }
    }

    /// The HTTP status code of this kind.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::Malformed => 400,
            Self::Unauthenticated => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::Conflict => 409,
            Self::PreconditionFailed => 412,
            Self::TooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::Invalid => 422,
            Self::Internal => 500,
            Self::Unavailable | Self::ReadOnly | Self::Waiting => 503,
        }
    }
}

/// An error as every caller sees it; in JSON `{"error":{"kind","message","field"?}}`.
///
/// `message` is English and for developers; people read the words the
/// interface has for `kind` and `field`. It never quotes what was sent; `field` may be a name
/// that was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Envelope", into = "Envelope")]
pub struct Error {
    /// The kind, which decides the HTTP status.
    pub kind: ErrorKind,
    /// The cause, in one sentence for developers.
    pub message: Cow<'static, str>,
    /// The argument at fault, if it is one.
    pub field: Option<Cow<'static, str>>,
}

impl Error {
    /// An error that is about the request as a whole.
    pub fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind,
            message: message.into(),
            field: None,
        }
    }

    /// An internal error, without details for the caller.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(ErrorKind::Internal, "Something went wrong on our side.")
    }

    /// Names the argument at fault.
    #[must_use]
    pub fn at(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// `field` could not be read.
    pub fn malformed(field: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Malformed, message).at(field)
    }

    /// `field` was read and breaks a rule.
    pub fn invalid(field: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Invalid, message).at(field)
    }
}

#[derive(Serialize, Deserialize)]
struct Envelope {
    error: Body,
}

#[derive(Serialize, Deserialize)]
struct Body {
    kind: ErrorKind,
    message: Cow<'static, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    field: Option<Cow<'static, str>>,
}

impl From<Error> for Envelope {
    fn from(
        Error {
            kind,
            message,
            field,
        }: Error,
    ) -> Self {
        Self {
            error: Body {
                kind,
                message,
                field,
            },
        }
    }
}

impl From<Envelope> for Error {
    fn from(
        Envelope {
            error:
                Body {
                    kind,
                    message,
                    field,
                },
        }: Envelope,
    ) -> Self {
        Self {
            kind,
            message,
            field,
        }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl FromServerFnError for Error {
    type Encoder = crate::api::codec::JsonText;

    /// Converts an error of the framework: an argument that it could not decode,
    /// or, in the browser, a request that did not reach the server.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => {
                Self::new(ErrorKind::Unavailable, "The server could not be reached.")
            }
            ServerFnErrorErr::Args(reason)
            | ServerFnErrorErr::Deserialization(reason)
            | ServerFnErrorErr::MissingArg(reason) => crate::api::codec::unreadable(&reason),
            _ => Self::internal(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_kind_is_the_one_in_json() {
        for kind in ErrorKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
    }
}
