//! A request to a source and its answer.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;

use super::Source;

/// The facts by which a source recognises the former answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// The answer's `ETag`.
    pub etag: Option<String>,
    /// The answer's `Last-Modified`.
    pub last_modified: Option<String>,
}

/// A request.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The source.
    pub source: &'a Source,
    /// The validators of the former answer.
    pub validators: &'a Validators,
    /// The longest time until the answer is complete.
    pub timeout: Duration,
    /// The time, in seconds since the epoch.
    pub now: i64,
}

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The same as the former one (304).
    Unchanged,
    /// A document.
    Document {
        /// The document.
        document: Value,
        /// Its validators.
        validators: Validators,
    },
}

/// The reason for which a source, or one of its values, counts as failed. Its text is stable, and never has
/// words of the answer or the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// The address is one of the operator's own network.
    #[error("blocked address")]
    Blocked,
    /// No connection, or an invalid certificate.
    #[error("no connection")]
    Connection,
    /// The answer was not complete in time.
    #[error("timeout")]
    Timeout,
    /// The answer leads to another address.
    #[error("redirect")]
    Redirect,
    /// Any other status than 200.
    #[error("status {0}")]
    Status(u16),
    /// The answer is larger than a megabyte, or has more than 20,000 objects and arrays.
    #[error("too large")]
    TooLarge,
    /// The answer is not JSON, such as a page, `NaN` or `1e999`.
    #[error("not JSON")]
    NotJson,
    /// There is no value at the configured place.
    #[error("missing value")]
    Missing,
    /// The value is no number.
    #[error("not a number")]
    NotANumber,
    /// The value is too large to be stored.
    #[error("out of range")]
    OutOfRange,
    /// There are more values than a source may give at once.
    #[error("too many values")]
    TooMany,
    /// There are more or fewer times than values.
    #[error("times and values differ in number")]
    Unequal,
    /// The time is missing or invalid.
    #[error("invalid time")]
    InvalidTime,
    /// The time is more than seven days ago.
    #[error("old value")]
    Old,
    /// The time is in the future.
    #[error("value of the future")]
    Future,
}

/// A failed request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The reason.
    pub error: SourceError,
    /// The seconds until the source wants to be asked again, by its `Retry-After`.
    pub retry_after: Option<i64>,
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        Self {
            error,
            retry_after: None,
        }
    }
}

/// Asks sources.
#[async_trait]
pub trait Fetch: Send + Sync {
    /// Asks a source, once.
    ///
    /// # Errors
    /// See [`Failure`].
    async fn fetch(&self, request: Request<'_>) -> Result<Answer, Failure>;
}
