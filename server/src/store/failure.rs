//! Failed calls: their errors, and their log lines.

use app::error::{Error, ErrorKind};
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

/// DynamoDB's code for a failed condition.
pub(super) const CONDITION_FAILED: &str = "ConditionalCheckFailedException";

/// Converts the failure of `operation`, and logs it once: the operation and code, nothing of the
/// request.
pub(super) fn error<E, R>(operation: &'static str, failure: &SdkError<E, R>) -> Error
where
    E: ProvideErrorMetadata,
{
    let code = code(failure);
    tracing::error!(operation, code, advice = advice(code), "store call failed");
    match (failure, code) {
        // Our request or its response is invalid; a retry would not help.
        (SdkError::ServiceError(_), "ValidationException" | "SerializationException")
        | (SdkError::ResponseError(_), _) => internal(),
        _ => unavailable(),
    }
}

/// Advice for the operator.
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

/// The failure's code: the service's own, or the stage at which the call failed.
pub(super) fn code<E, R>(failure: &SdkError<E, R>) -> &str
where
    E: ProvideErrorMetadata,
{
    match failure {
        SdkError::ServiceError(answer) => answer.err().code().unwrap_or("Unnamed"),
        SdkError::TimeoutError(_) => "Timeout",
        SdkError::DispatchFailure(failure) if failure.is_timeout() => "ConnectTimeout",
        SdkError::DispatchFailure(failure) if failure.is_io() => "NoConnection",
        // Mostly missing credentials.
        SdkError::DispatchFailure(_) | SdkError::ConstructionFailure(_) => "NotSent",
        SdkError::ResponseError(_) => "UnreadableAnswer",
        _ => "Unknown",
    }
}

/// The store does not answer; retry later.
pub(super) fn unavailable() -> Error {
    Error::new(
        ErrorKind::Unavailable,
        "The journal does not answer at the moment.",
    )
}

/// A bug or misconfiguration on our side.
pub(super) fn internal() -> Error {
    Error::internal()
}
