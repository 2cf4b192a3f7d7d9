//! Ways to sign in, of every kind: list, rename, remove.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{GetUrl, Post};

use super::{
    codec::{DeleteQuery, JsonOrForm, JsonText, delete_query},
    moods::Status,
};
use crate::error::Error;
#[cfg(feature = "ssr")]
use {
    super::{Context, Right, caller},
    crate::{
        domain::account::WayName,
        error::ErrorKind,
        ports::{Credential, CredentialKind, CredentialRemoval, UserId},
    },
};

/// A way to sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Way {
    /// `passkey`, `openid` or `recovery`.
    pub kind: String,
    /// Its identifier within its kind.
    pub id: String,
    /// The name that the person gave, or a default one; empty for a recovery code.
    pub name: String,
    /// The time at which it was added; seconds since the epoch.
    pub created_at: i64,
    /// The last sign-in with it; seconds since the epoch.
    pub used_at: Option<i64>,
}

/// A person's ways to sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ways {
    /// The journal's identifier.
    pub user_id: String,
    /// The ways, the oldest first; empty for an anonymous journal.
    pub ways: Vec<Way>,
}

/// The response to adding or renaming a way to sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaySaved {
    /// Always `ok`; a failure is an error.
    pub status: Status,
    /// The way as saved.
    pub way: Way,
}

/// The response to a removal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WayRemoved {
    /// Always `ok`; a failure is an error.
    pub status: Status,
}

#[cfg(feature = "ssr")]
impl From<Credential> for Way {
    fn from(credential: Credential) -> Self {
        Self {
            kind: credential.kind.as_str().into(),
            id: match credential.kind {
                CredentialKind::Passkey | CredentialKind::OpenId => credential.key,
                // The key is a hash that stays here; a person has one code.
                CredentialKind::Recovery => "code".into(),
            },
            name: credential.name,
            created_at: credential.created_at,
            used_at: credential.used_at,
        }
    }
}

/// Returns the caller's ways to sign in.
///
/// # Errors
/// Unauthenticated or Forbidden (`userId`), Unavailable.
#[server(prefix = "", endpoint = "/auth/ways", input = GetUrl, output = Post<JsonText>)]
pub async fn list_ways(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
) -> Result<Ways, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Account, user_id.as_deref())?;
    let credentials = context.services.stores.credentials.list(&user).await?;
    Ok(Ways {
        user_id: user.0,
        ways: credentials.into_iter().map(Into::into).collect(),
    })
}

/// Renames a way to sign in.
///
/// # Errors
/// Malformed (`kind`), Invalid (`name`), NotFound (`id`), Unauthenticated, Forbidden, Unavailable.
#[server(prefix = "", endpoint = "/auth/ways", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn rename_way(
    /// `passkey`, `openid` or `recovery`.
    #[server(default)]
    kind: String,
    /// Its identifier within its kind.
    #[server(default)]
    id: String,
    /// The new name.
    #[server(default)]
    name: String,
) -> Result<WaySaved, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Account, None)?;
    let name = parse_name(&name)?;
    let way = find(&context, &user, &kind, &id).await?;
    let credentials = &context.services.stores.credentials;
    if !credentials.rename(&user, way.kind, &way.key, &name).await? {
        return Err(not_found());
    }
    Ok(WaySaved {
        status: Status::Ok,
        way: Credential { name, ..way }.into(),
    })
}

/// Removes a way to sign in, unless it is the last one.
///
/// # Errors
/// Malformed (`kind`), NotFound (`id`), Conflict for the last one, Unauthenticated, Forbidden,
/// Unavailable.
#[server(prefix = "", endpoint = "/auth/ways", input = DeleteQuery, output = Post<JsonText>)]
pub async fn remove_way(
    /// `passkey`, `openid` or `recovery`.
    #[server(default)]
    kind: String,
    /// Its identifier within its kind.
    #[server(default)]
    id: String,
) -> Result<WayRemoved, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Account, None)?;
    let way = find(&context, &user, &kind, &id).await?;
    let credentials = &context.services.stores.credentials;
    match credentials.remove(&user, way.kind, &way.key).await? {
        CredentialRemoval::Removed => Ok(WayRemoved { status: Status::Ok }),
        CredentialRemoval::NotFound => Err(not_found()),
        CredentialRemoval::Last => {
            let message =
                "The last way to sign in can't be removed: nothing could open the journal.";
            Err(Error::new(ErrorKind::Conflict, message))
        }
    }
}

delete_query!(RemoveWay);

/// The name of a way to sign in.
///
/// # Errors
/// Invalid (`name`).
#[cfg(feature = "ssr")]
pub(super) fn parse_name(text: &str) -> Result<String, Error> {
    let name = WayName::parse(text).ok_or_else(|| {
        let message = "name must be one line of 1 to 60 characters";
        Error::invalid("name", message)
    })?;
    Ok(name.into())
}

/// The caller's way to sign in of this kind and identifier.
#[cfg(feature = "ssr")]
async fn find(context: &Context, user: &UserId, kind: &str, id: &str) -> Result<Credential, Error> {
    let kind = CredentialKind::parse(kind)
        .ok_or_else(|| Error::malformed("kind", "kind must be one of passkey, openid, recovery"))?;
    let credentials = context.services.stores.credentials.list(user).await?;
    let is_meant = |way: &Credential| way.kind == kind && Way::from(way.clone()).id == id;
    credentials.into_iter().find(is_meant).ok_or_else(not_found)
}

#[cfg(feature = "ssr")]
fn not_found() -> Error {
    let message = "No way to sign in has this kind and identifier.";
    Error::new(ErrorKind::NotFound, message).at("id")
}
