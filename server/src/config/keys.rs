//! The keys that the environment gives.

use std::fmt::Display;

use super::{ConfigError, Variables};
use crate::{auth::SessionKey, push::PushKey};

/// The session key, if the environment gives one.
///
/// # Errors
/// It is no key.
pub(super) fn session_key(variables: &Variables<'_>) -> Result<Option<SessionKey>, ConfigError> {
    key(variables, "HUMEUR_SESSION_KEY", SessionKey::from_base64)
}

/// The push key, if the environment gives one.
///
/// # Errors
/// It is no key.
pub(super) fn push_key(variables: &Variables<'_>) -> Result<Option<PushKey>, ConfigError> {
    key(variables, "HUMEUR_PUSH_KEY", PushKey::from_base64)
}

fn key<K, E: Display>(
    variables: &Variables<'_>,
    name: &'static str,
    read: impl Fn(&str) -> Result<K, E>,
) -> Result<Option<K>, ConfigError> {
    let Some(text) = variables.get(name) else {
        return Ok(None);
    };
    let key = read(&text).map_err(|expected| ConfigError {
        name,
        expected: expected.to_string().into(),
    })?;
    Ok(Some(key))
}
