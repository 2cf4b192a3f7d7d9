//! The configuration of a function on AWS Lambda.

use super::{ConfigError, Variables};

/// The configuration of a function, in addition to that of every installation.
#[derive(Clone)]
pub struct Function {
    /// The session keys' names in SSM (`/name:version`), the current one first; empty if the
    /// environment gives the keys themselves.
    pub session_key_parameters: Vec<String>,
    /// The keys that CloudFront may send.
    pub origin_keys: OriginKeys,
    /// The name of the bucket of exported files.
    pub exports_bucket: String,
    /// The name of the bucket of photos.
    pub photos_bucket: String,
}

/// The source of the origin keys.
#[derive(Clone)]
pub enum OriginKeys {
    /// The environment.
    Given(Vec<String>),
    /// SSM, under these names (`/name:version`).
    Parameters(Vec<String>),
}

/// True on AWS Lambda, by a variable that only its runtime sets.
pub(super) fn is_here(variables: &Variables<'_>) -> bool {
    variables.get("AWS_LAMBDA_RUNTIME_API").is_some()
}

/// Reads the variables of a function.
///
/// # Errors
/// The variable that is missing.
pub(super) fn read(
    variables: &Variables<'_>,
    has_session_key: bool,
) -> Result<Function, ConfigError> {
    let parameters = list(variables, "HUMEUR_SESSION_KEY_PARAMETER").filter(|_| !has_session_key);
    if !has_session_key && parameters.is_none() {
        return Err(ConfigError {
            name: "HUMEUR_SESSION_KEY_PARAMETER",
            expected: "the name of the session key in SSM, where HUMEUR_SESSION_KEY is not set"
                .into(),
        });
    }
    let given = list(variables, "HUMEUR_ORIGIN_KEYS").map(OriginKeys::Given);
    let named = || list(variables, "HUMEUR_ORIGIN_KEY_PARAMETERS").map(OriginKeys::Parameters);
    let origin_keys = given.or_else(named).ok_or(ConfigError {
        name: "HUMEUR_ORIGIN_KEY_PARAMETERS",
        expected: "the names of the origin keys in SSM, where HUMEUR_ORIGIN_KEYS is not set".into(),
    })?;
    Ok(Function {
        session_key_parameters: parameters.unwrap_or_default(),
        origin_keys,
        exports_bucket: variables.get("HUMEUR_EXPORTS_BUCKET").ok_or(ConfigError {
            name: "HUMEUR_EXPORTS_BUCKET",
            expected: "the name of the bucket of exported files".into(),
        })?,
        photos_bucket: variables.get("HUMEUR_PHOTOS_BUCKET").ok_or(ConfigError {
            name: "HUMEUR_PHOTOS_BUCKET",
            expected: "the name of the bucket of photos".into(),
        })?,
    })
}

/// The comma-separated items of a variable; none if the list is empty.
fn list(variables: &Variables<'_>, name: &'static str) -> Option<Vec<String>> {
    let text = variables.get(name)?;
    let items = text.split(',').map(str::trim).map(ToOwned::to_owned);
    let items: Vec<_> = items.filter(|item| !item.is_empty()).collect();
    (!items.is_empty()).then_some(items)
}
