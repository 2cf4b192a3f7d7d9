//! Failed calls: their errors, and their log lines.

use app::error::{Error, ErrorKind};
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

/// DynamoDB's code for a failed condition.
pub(super) const CONDITION_FAILED: &str = "ConditionalCheckFailedException";

/// Converts the failure of `operation` and logs it once, with the operation and code only, nothing
/// of the request.
pub(super) fn error<E, R>(operation: &'static str, failure: &SdkError<E, R>) -> Error
where
    E: ProvideErrorMetadata,
{
    let code = code(failure);
    tracing::error!(operation, code, advice = advice(code), "store call failed");
    match (failure, code) {
        // The request or its response is invalid, so a retry would not help.
        (SdkError::ServiceError(_), "ValidationException" | "SerializationException")
        | (SdkError::ResponseError(_), _) => internal(),
        _ => unavailable(),
    }
}

/// Advice for the operator.
fn advice(code: &str) -> &'static str {
    match code {
        "AccessDeniedException" | "UnrecognizedClientException" | "ExpiredTokenException" => {
            "check the credentials, and their permission to read and write the table"
        }
        "ResourceNotFoundException" => "the table is missing: check its name and the region",
        "ThrottlingException"
        | "ProvisionedThroughputExceededException"
        | "RequestLimitExceeded" => "the table is throttled: raise its limits",
        "Timeout" | "ConnectTimeout" | "NoConnection" => {
            "the database does not answer: check that it is running and reachable"
        }
        "NotSent" => "no credentials, or no trusted certificate",
        _ => "look up the code in DynamoDB's list of errors",
    }
}

/// The failure's code: the service's own, or the stage at which the call failed.
pub(super) fn code<E, R>(failure: &SdkError<E, R>) -> &str
where
    E: ProvideErrorMetadata,
{
    match failure {
        SdkError::ServiceError(response) => response.err().code().unwrap_or("Unnamed"),
        SdkError::TimeoutError(_) => "Timeout",
        SdkError::DispatchFailure(failure) if failure.is_timeout() => "ConnectTimeout",
        SdkError::DispatchFailure(failure) if failure.is_io() => "NoConnection",
        // Missing credentials, in most cases.
        SdkError::DispatchFailure(_) | SdkError::ConstructionFailure(_) => "NotSent",
        SdkError::ResponseError(_) => "UnreadableAnswer",
        _ => "Unknown",
    }
}

/// The error for a store that does not answer; a retry may succeed.
pub(super) fn unavailable() -> Error {
    Error::new(
        ErrorKind::Unavailable,
        "The store does not answer at the moment.",
    )
}

/// The error for a bug or misconfiguration on this side.
pub(super) fn internal() -> Error {
    Error::internal()
}
