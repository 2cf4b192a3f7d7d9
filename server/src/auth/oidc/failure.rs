//! Failures of the provider: their reasons in the log, without the content of any answer.

use app::ports::ProviderFailure;
use openidconnect::{ClaimsVerificationError, SignatureVerificationError};

use super::client::CallError;

/// True if other keys might verify the token.
pub(super) fn is_about_keys(error: &ClaimsVerificationError) -> bool {
    use SignatureVerificationError::{AmbiguousKeyId, CryptoError, NoMatchingKey};
    let ClaimsVerificationError::SignatureVerification(error) = error else {
        return false;
    };
    matches!(error, NoMatchingKey | CryptoError(_) | AmbiguousKeyId(_))
}

/// The rule that a token breaks, without its content.
pub(super) fn broken_rule(error: &ClaimsVerificationError) -> &'static str {
    match error {
        ClaimsVerificationError::Expired(_) => "expired ID token",
        ClaimsVerificationError::InvalidAudience(_) => "ID token for another audience",
        ClaimsVerificationError::InvalidIssuer(_) => "ID token of another issuer",
        ClaimsVerificationError::InvalidNonce(_) => "ID token with another nonce",
        ClaimsVerificationError::SignatureVerification(_) => "invalid signature of an ID token",
        _ => "invalid ID token",
    }
}

/// Logs an answer that breaks a rule.
pub(super) fn rejected(reason: &'static str) -> ProviderFailure {
    tracing::warn!(reason, "answer of the sign-in provider rejected");
    ProviderFailure::Rejected
}

/// Logs a call that failed.
pub(super) fn failed(error: &CallError) -> ProviderFailure {
    match error {
        CallError::Address | CallError::TooLarge => {
            tracing::warn!(reason = %error, "answer of the sign-in provider rejected");
            ProviderFailure::Rejected
        }
        CallError::Connection | CallError::Status => {
            tracing::warn!(reason = %error, "sign-in provider unavailable");
            ProviderFailure::Unavailable
        }
    }
}
