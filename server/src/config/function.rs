//! What only a function on AWS Lambda needs.

use std::env;

use super::{ConfigError, variable};

/// What a function needs beside what every installation does.
#[derive(Clone)]
pub struct Function {
    /// The session key's name in SSM, where the environment does not give the key.
    pub session_key_parameter: Option<String>,
    /// What CloudFront may show at the door.
    pub origin_keys: OriginKeys,
}

/// Where the origin keys come from.
#[derive(Clone)]
pub enum OriginKeys {
    /// The environment.
    Given(Vec<String>),
    /// SSM, under these names (`/name:version`).
    Parameters(Vec<String>),
}

/// Whether this is AWS Lambda: the one variable that its runtime sets and
/// nobody else does.
pub(super) fn is_here() -> bool {
    env::var_os("AWS_LAMBDA_RUNTIME_API").is_some()
}

/// Reads the variables of a function.
///
/// # Errors
/// The variable that is missing.
pub(super) fn read(has_session_key: bool) -> Result<Function, ConfigError> {
    let session_key_parameter = variable("HUMEUR_SESSION_KEY_PARAMETER");
    if !has_session_key && session_key_parameter.is_none() {
        return Err(ConfigError {
            name: "HUMEUR_SESSION_KEY_PARAMETER",
            expected: "the name of the session key in SSM, where HUMEUR_SESSION_KEY is not set",
        });
    }
    let given = list("HUMEUR_ORIGIN_KEYS").map(OriginKeys::Given);
    let named = || list("HUMEUR_ORIGIN_KEY_PARAMETERS").map(OriginKeys::Parameters);
    let origin_keys = given.or_else(named).ok_or(ConfigError {
        name: "HUMEUR_ORIGIN_KEY_PARAMETERS",
        expected: "the names of the origin keys in SSM, where HUMEUR_ORIGIN_KEYS is not set",
    })?;
    Ok(Function {
        session_key_parameter: session_key_parameter.filter(|_| !has_session_key),
        origin_keys,
    })
}

/// The items of a variable, by comma; none when there is not one.
fn list(name: &'static str) -> Option<Vec<String>> {
    let text = variable(name)?;
    let items = text.split(',').map(str::trim).map(ToOwned::to_owned);
    let items: Vec<_> = items.filter(|item| !item.is_empty()).collect();
    (!items.is_empty()).then_some(items)
}
