//! What an event is: somebody's request, or a job.

use lambda_http::{lambda_runtime::Diagnostic, request::LambdaRequest};
use serde::Deserialize;

use crate::jobs::{self, JobError};

/// What this function answers.
#[derive(Debug)]
pub(super) enum Event {
    /// A request that API Gateway's HTTP API hands on, in its format 2.0.
    Request(Box<LambdaRequest>),
    /// Such a request that no HTTP server could read either: a header with a
    /// control character, say. Who sent it made a mistake, not this function.
    Unreadable,
    /// A job, by its name.
    Job(String),
}

/// An event that is neither.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "this function answers requests of an HTTP API in payload format 2.0, and jobs ({{\"job\": …}})"
)]
pub(super) struct Unsupported;

/// Only what tells the format.
#[derive(Deserialize)]
struct Format {
    version: String,
}

impl Event {
    /// Reads an event (JSON).
    ///
    /// # Errors
    /// [`Unsupported`], without a word of what the event held.
    pub(super) fn read(event: &str) -> Result<Self, Unsupported> {
        if let Some(name) = jobs::name(event) {
            return Ok(Self::Job(name));
        }
        let format: Format = serde_json::from_str(event).map_err(|_| Unsupported)?;
        if format.version != "2.0" {
            return Err(Unsupported);
        }
        Ok(serde_json::from_str(event)
            .map_or(Self::Unreadable, |request| Self::Request(Box::new(request))))
    }
}

/// An error of the invocation, as Lambda's log and its caller see it.
impl From<Unsupported> for Diagnostic {
    fn from(error: Unsupported) -> Self {
        Self {
            error_type: "UnsupportedEvent".into(),
            error_message: error.to_string(),
        }
    }
}

impl From<JobError> for Diagnostic {
    fn from(error: JobError) -> Self {
        let kind = match error {
            JobError::Unknown(_) => "UnknownJob",
            JobError::Malformed { .. } => "MalformedJob",
            JobError::Store(_) => "Unavailable",
        };
        Self {
            error_type: kind.into(),
            error_message: error.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_and_jobs_are_told_apart() {
        let request = r#"{"version":"2.0","routeKey":"$default","rawPath":"/","rawQueryString":"",
            "headers":{},"isBase64Encoded":false,"requestContext":{"stage":"$default",
            "http":{"method":"GET","path":"/"}}}"#;
        assert!(matches!(Event::read(request), Ok(Event::Request(_))));
        let job = r#"{"job":"canary","url":"https://mood.example/health"}"#;
        assert!(matches!(Event::read(job), Ok(Event::Job(name)) if name == "canary"));
    }

    #[test]
    fn a_request_with_an_impossible_header_is_somebodys_mistake() {
        let event = r#"{"version":"2.0","rawPath":"/","headers":{"x":"\u007f"},
            "isBase64Encoded":false,"requestContext":{"http":{"method":"GET"}}}"#;
        assert!(matches!(Event::read(event), Ok(Event::Unreadable)));
    }

    #[test]
    fn anything_else_is_refused() {
        for event in [
            "{}",
            "[]",
            "null",
            "7",
            r#""2.0""#,
            r#"{"job":7}"#,
            r#"{"version":"1.0","resource":"/","path":"/","httpMethod":"GET","headers":{},
                "requestContext":{}}"#,
            r#"{"version":"0","detail-type":"Scheduled Event","source":"aws.events"}"#,
        ] {
            assert_eq!(Event::read(event).err(), Some(Unsupported), "{event}");
        }
    }
}
