//! API keys: create, list, revoke.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{GetUrl, Post};

use super::{
    codec::{DeleteQuery, JsonOrForm, JsonText, delete_query},
    moods::Status,
    number::Number,
};
use crate::error::Error;
#[cfg(feature = "ssr")]
use {
    super::{Context, Right, caller},
    crate::{
        domain::account::{ApiKeyText, KeyName, KeyUsage, Scope},
        error::ErrorKind,
        ports::ApiKey,
        secret,
    },
};

/// The maximum number of a person's keys.
pub const MAX_KEYS: usize = 20;

/// A key, without its secret. Times are in seconds since the epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyItem {
    /// The identifier, 16 hexadecimal digits; not secret.
    pub id: String,
    /// The name that the person gave.
    pub name: String,
    /// `log`, `read`, `full`, or `feed` and `feed-notes` for the link of a calendar feed.
    pub scope: String,
    /// The time at which it was made.
    pub created_at: i64,
    /// The last call, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<i64>,
    /// The end, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
}

/// The response to a new key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyCreated {
    /// Always `ok`; a failure is an error.
    pub status: Status,
    /// The key.
    pub key: KeyItem,
    /// The key's text, which is returned this once: the store has its hash only.
    pub secret: String,
}

/// The response to a revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRevoked {
    /// Always `ok`; a failure is an error.
    pub status: Status,
}

/// A person's keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Keys {
    /// The journal's identifier.
    pub user_id: String,
    /// The newest first.
    pub keys: Vec<KeyItem>,
}

#[cfg(feature = "ssr")]
impl From<ApiKey> for KeyItem {
    fn from(key: ApiKey) -> Self {
        Self {
            id: key.id,
            name: key.name,
            scope: key.scope.as_str().into(),
            created_at: key.created_at,
            used_at: key.used_at,
            expires_at: key.expires_at,
        }
    }
}

/// Creates a key of the caller's account. An anonymous journal has none: its keys could not be
/// revoked once its cookie is lost.
///
/// # Errors
/// Malformed (`scope`), Invalid (`name`, `expiresAt`, or none for too many keys), Unauthenticated,
/// Forbidden (`account` for an anonymous journal), Unavailable.
#[server(prefix = "", endpoint = "/keys", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn create_key(
    /// One line of 1 to 60 characters.
    #[server(default)]
    name: String,
    /// `log`, `read` or `full`.
    #[server(default)]
    scope: String,
    /// The end, in seconds since the epoch; 0 or missing for none.
    #[server(default)]
    #[server(rename = "expiresAt")]
    expires_at: Number<i64>,
) -> Result<KeyCreated, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Account, None)?;
    if !context.request.visitor.is_signed_in() {
        let message = "API keys need an account: add a way to sign in first.";
        return Err(Error::new(ErrorKind::Forbidden, message).at("account"));
    }
    let scope = Scope::parse(&scope)
        .filter(|scope| !scope.is_feed())
        .ok_or_else(|| Error::malformed("scope", "scope must be log, read or full"))?;
    let name = KeyName::parse(&name)
        .ok_or_else(|| Error::invalid("name", "name must be one line of 1 to 60 characters"))?;
    let now = context.now();
    let expires_at = expires_at.0.filter(|end| *end != 0);
    if expires_at.is_some_and(|end| !(now + 1..=MAX_TIME).contains(&end)) {
        let message = "expiresAt must be in the future, in seconds since the epoch";
        return Err(Error::invalid("expiresAt", message));
    }
    let text = ApiKeyText::new(&secret::random()?);
    let hash = secret::digest(text.as_str());
    let key = ApiKey {
        id: hash.chars().take(ApiKey::ID_DIGITS).collect(),
        hash,
        user,
        name: name.into(),
        scope,
        created_at: now,
        used_at: None,
        expires_at,
        usage: KeyUsage::default(),
    };
    if !context.services.stores.keys.put(&key, MAX_KEYS).await? {
        let message = "At most 20 keys: revoke one first.";
        return Err(Error::new(ErrorKind::Invalid, message));
    }
    Ok(KeyCreated {
        status: Status::Ok,
        key: key.into(),
        secret: text.as_str().to_owned(),
    })
}

/// The end of year 9999, in seconds since the epoch.
#[cfg(feature = "ssr")]
const MAX_TIME: i64 = 253_402_300_799;

/// Returns the caller's keys, without their secrets.
///
/// # Errors
/// Unauthenticated, Forbidden, Unavailable.
#[server(prefix = "", endpoint = "/keys", input = GetUrl, output = Post<JsonText>)]
pub async fn list_keys() -> Result<Keys, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Account, None)?;
    let keys = &context.services.stores.keys;
    let keys = keys.list(&user, context.now()).await?;
    Ok(Keys {
        user_id: user.0,
        keys: keys.into_iter().map(Into::into).collect(),
    })
}

/// Revokes a key at once.
///
/// # Errors
/// Unauthenticated, Forbidden, NotFound if the caller has no such key, Unavailable.
#[server(prefix = "", endpoint = "/keys", input = DeleteQuery, output = Post<JsonText>)]
pub async fn revoke_key(
    /// The key's identifier.
    #[server(default)]
    id: String,
) -> Result<KeyRevoked, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Account, None)?;
    if !context.services.stores.keys.remove(&user, &id).await? {
        let message = "No key has this identifier.";
        return Err(Error::new(ErrorKind::NotFound, message).at("id"));
    }
    Ok(KeyRevoked { status: Status::Ok })
}

delete_query!(RevokeKey);
