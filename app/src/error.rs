//! The only error type: kind, field and message.
//!
//! Server functions, the JSON API and the islands all use it.

use std::borrow::Cow;

use domain::Violation;
use serde::{Deserialize, Serialize};

/// The kind of an error. Each has one HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// Not parsable: invalid JSON, a wrong type, an impossible date.
    Malformed,
    /// Invalid or expired credentials.
    Unauthenticated,
    /// The caller may not access this journal.
    Forbidden,
    /// No such page, entry or reminder.
    NotFound,
    /// The path exists, but not for this method.
    MethodNotAllowed,
    /// The state of things is not the one that the call is based on: the day has changed, or something has to
    /// be done first.
    Conflict,
    /// The same, for a version in a header.
    PreconditionFailed,
    /// The body exceeds the limit.
    TooLarge,
    /// A body that is neither JSON nor a form.
    UnsupportedMediaType,
    /// Parsable, but it breaks a rule.
    Invalid,
    /// Too many calls or attempts. To the island, an unknown kind is a temporary failure, so it needs
    /// no name for this one.
    #[cfg(feature = "ssr")]
    TooManyRequests,
    /// A bug or misconfiguration of the server.
    Internal,
    /// The store does not answer at the moment.
    Unavailable,
    /// The store answers but accepts no writes; returned by the health check only.
    ReadOnly,
    /// Saved on this device until the network is back; returned by the service worker only.
    Waiting,
}

impl ErrorKind {
    /// All of them.
    pub const ALL: [Self; if cfg!(feature = "ssr") { 15 } else { 14 }] = [
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
        #[cfg(feature = "ssr")]
        Self::TooManyRequests,
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
            #[cfg(feature = "ssr")]
            Self::TooManyRequests => "too_many_requests",
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
            #[cfg(feature = "ssr")]
            Self::TooManyRequests => 429,
            Self::Internal => 500,
            Self::Unavailable | Self::ReadOnly | Self::Waiting => 503,
        }
    }
}

/// An error; in JSON `{"error":{"kind","message","field"?,"retryAfter"?}}`.
///
/// `message` is English, for developers; the interface has phrases of its own for `kind` and
/// `field`. Neither quotes the input, except that `field` may be a field name from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Envelope", into = "Envelope")]
pub struct Error {
    /// The kind, which decides the HTTP status.
    pub kind: ErrorKind,
    /// The cause, in one sentence for developers.
    pub message: Cow<'static, str>,
    /// The invalid argument, if the error is about one.
    pub field: Option<Cow<'static, str>>,
    /// The seconds until a retry may succeed, if they are known.
    #[cfg(feature = "ssr")]
    pub retry_after: Option<i64>,
}

impl Error {
    /// An error about the request as a whole.
    pub fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind,
            message: message.into(),
            field: None,
            #[cfg(feature = "ssr")]
            retry_after: None,
        }
    }

    /// Too many calls or attempts; the next one may succeed after these seconds.
    #[cfg(feature = "ssr")]
    pub fn too_many(message: impl Into<Cow<'static, str>>, retry_after: i64) -> Self {
        Self {
            retry_after: Some(retry_after.max(1)),
            ..Self::new(ErrorKind::TooManyRequests, message)
        }
    }

    /// An internal error, without details for the caller.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(ErrorKind::Internal, "Internal server error.")
    }

    /// Sets the field to the invalid argument.
    #[must_use]
    pub fn at(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// `field` is not a real date written `YYYY-MM-DD`.
    #[must_use]
    pub fn not_a_day(field: &'static str) -> Self {
        Self::malformed(
            field,
            format!("{field} must be a real date written YYYY-MM-DD"),
        )
    }

    /// `field` could not be parsed.
    pub fn malformed(field: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Malformed, message).at(field)
    }

    /// `field` was parsed but breaks a rule.
    pub fn invalid(field: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Invalid, message).at(field)
    }
}

#[derive(Serialize, Deserialize)]
struct Envelope {
    error: Body,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    kind: ErrorKind,
    message: Cow<'static, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    field: Option<Cow<'static, str>>,
    #[cfg(feature = "ssr")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retry_after: Option<i64>,
}

impl From<Error> for Envelope {
    fn from(error: Error) -> Self {
        Self {
            error: Body {
                kind: error.kind,
                message: error.message,
                field: error.field,
                #[cfg(feature = "ssr")]
                retry_after: error.retry_after,
            },
        }
    }
}

impl From<Envelope> for Error {
    fn from(Envelope { error }: Envelope) -> Self {
        Self {
            kind: error.kind,
            message: error.message,
            field: error.field,
            #[cfg(feature = "ssr")]
            retry_after: error.retry_after,
        }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<Violation> for Error {
    /// Sets the field to the argument that breaks the rule; dates count as `day`.
    fn from(violation: Violation) -> Self {
        match violation {
            Violation::NotADay => Self::not_a_day("day"),
            Violation::UnknownMood => {
                Self::malformed("mood", "mood must be one of awful, bad, okay, good, great")
            }
            Violation::NoteTooLong => Self::invalid("note", "note must be at most 500 characters"),
            Violation::DayNotBegun => {
                Self::invalid("day", "day has not begun anywhere on Earth yet")
            }
            Violation::DayExpired => {
                Self::invalid("day", "day is older than the journal's retention")
            }
            Violation::RangeReversed => Self::invalid("end", "end must not be before start"),
            Violation::RangeTooLong => {
                Self::invalid("end", "start and end must span at most 366 days")
            }
            Violation::VersionTooLarge => Self::invalid(
                "baseVersion",
                "baseVersion must be at most 9007199254740991",
            ),
            Violation::VersionsDiffer => Self::invalid(
                "baseVersion",
                "baseVersion and the header require two different versions",
            ),
            Violation::InvalidMutationId => Self::invalid(
                "mutationId",
                "mutationId must be 1 to 64 letters, digits, hyphens and underscores",
            ),
            Violation::MutationWithoutVersion => Self::invalid(
                "mutationId",
                "mutationId requires a baseVersion, or a header with the version",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kinds_name_is_its_json() {
        for kind in ErrorKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
    }
}
