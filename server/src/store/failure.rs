//! What a failed call means to who asked, and to who reads the log.

use app::error::{Error, ErrorKind};
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

/// The failure of `operation` as an error of the house. Writes it to the log,
/// once: the operation and the code, and nothing of what was asked.
pub(super) fn error<E, R>(operation: &'static str, failure: &SdkError<E, R>) -> Error
where
    E: ProvideErrorMetadata,
{
    let code = code(failure);
    tracing::error!(
        operation,
        code,
        advice = advice(code),
        "the store refused or did not answer"
    );
    match (failure, code) {
        // It understood us, and says that we are wrong; or we can't read what
        // it says. Trying again later changes neither.
        (SdkError::ServiceError(_), "ValidationException" | "SerializationException")
        | (SdkError::ResponseError(_), _) => internal(),
        _ => unavailable(),
    }
}

/// What whoever runs the journal can do about it.
fn advice(code: &str) -> &'static str {
    match code {
        "AccessDeniedException" | "UnrecognizedClientException" | "ExpiredTokenException" => {
            "check the credentials, and that they may read and write the table"
        }
        "ResourceNotFoundException" => "the table is missing: check its name and the region",
        "ThrottlingException"
        | "ProvisionedThroughputExceededException"
        | "RequestLimitExceeded" => "more is asked than the table may do: raise its limits",
        "Timeout" | "ConnectTimeout" | "NoConnection" => {
            "the database does not answer: check that it runs and can be reached"
        }
        "NotSent" => "no credentials, or no trusted certificate",
        _ => "look the code up in DynamoDB's list of errors",
    }
}

/// The failure in one word: the service's own code, or where it got lost.
pub(super) fn code<E, R>(failure: &SdkError<E, R>) -> &str
where
    E: ProvideErrorMetadata,
{
    match failure {
        SdkError::ServiceError(answer) => answer.err().code().unwrap_or("Unnamed"),
        SdkError::TimeoutError(_) => "Timeout",
        SdkError::DispatchFailure(failure) if failure.is_timeout() => "ConnectTimeout",
        SdkError::DispatchFailure(failure) if failure.is_io() => "NoConnection",
        // Mostly credentials that can't be had.
        SdkError::DispatchFailure(_) | SdkError::ConstructionFailure(_) => "NotSent",
        SdkError::ResponseError(_) => "UnreadableAnswer",
        _ => "Unknown",
    }
}

/// Try again in a while.
pub(super) fn unavailable() -> Error {
    Error::new(
        ErrorKind::Unavailable,
        "The journal does not answer at the moment.",
    )
}

/// Our fault.
pub(super) fn internal() -> Error {
    Error::internal()
}
