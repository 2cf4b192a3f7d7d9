//! Events: a request or a job.

use lambda_http::{lambda_runtime::Diagnostic, request::LambdaRequest};
use serde::Deserialize;

use crate::jobs::{Job, JobError};

/// An event that this function can handle.
#[derive(Debug)]
pub(super) enum Event {
    /// A request from API Gateway's HTTP API, in payload format 2.0.
    Request(Box<LambdaRequest>),
    /// A request that is not valid HTTP, such as one with a control character in a header: the
    /// client's error.
    Invalid,
    /// A job.
    Job(Job),
}

/// The error for an event that can't be handled.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum EventError {
    /// Neither a request nor a job.
    #[error(
        "this function answers requests of an HTTP API in payload format 2.0, and jobs ({{\"job\": …}})"
    )]
    Unsupported,
    /// The job is unknown or malformed.
    #[error(transparent)]
    Job(#[from] JobError),
}

/// The field that identifies the format.
#[derive(Deserialize)]
struct Format {
    version: String,
}

impl Event {
    /// Reads an event (JSON).
    ///
    /// # Errors
    /// [`EventError`]; it never quotes an unsupported event.
    pub(super) fn read(event: &str) -> Result<Self, EventError> {
        if let Some(job) = Job::parse(event) {
            return Ok(Self::Job(job?));
        }
        let format: Format = serde_json::from_str(event).map_err(|_| EventError::Unsupported)?;
        if format.version != "2.0" {
            return Err(EventError::Unsupported);
        }
        Ok(serde_json::from_str(event)
            .map_or(Self::Invalid, |request| Self::Request(Box::new(request))))
    }
}

/// The invocation's error, for Lambda's log and the response to its caller.
impl From<EventError> for Diagnostic {
    fn from(error: EventError) -> Self {
        match error {
            EventError::Unsupported => Self {
                error_type: "UnsupportedEvent".into(),
                error_message: error.to_string(),
            },
            EventError::Job(error) => error.into(),
        }
    }
}

impl From<JobError> for Diagnostic {
    fn from(error: JobError) -> Self {
        let kind = match error {
            JobError::Unknown(_) => "UnknownJob",
            JobError::Malformed { .. } => "MalformedJob",
            JobError::Store(_) => "Unavailable",
            JobError::Panicked => "Internal",
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
    fn requests_and_jobs_are_distinguished() {
        let request = r#"{"version":"2.0","routeKey":"$default","rawPath":"/","rawQueryString":"",
            "headers":{},"isBase64Encoded":false,"requestContext":{"stage":"$default",
            "http":{"method":"GET","path":"/"}}}"#;
        assert!(matches!(Event::read(request), Ok(Event::Request(_))));
        let job = r#"{"job":"canary","url":"https://mood.example/health"}"#;
        assert!(matches!(
            Event::read(job),
            Ok(Event::Job(Job::Canary { .. }))
        ));
    }

    #[test]
    fn a_request_with_an_invalid_header_is_the_clients_mistake() {
        let event = r#"{"version":"2.0","rawPath":"/","headers":{"x":"\u007f"},
            "isBase64Encoded":false,"requestContext":{"http":{"method":"GET"}}}"#;
        assert!(matches!(Event::read(event), Ok(Event::Invalid)));
    }

    #[test]
    fn other_events_are_rejected() {
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
            assert_eq!(
                Event::read(event).err(),
                Some(EventError::Unsupported),
                "{event}"
            );
        }
    }
}
