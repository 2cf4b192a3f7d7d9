//! Versions of days that a merge of two journals did not choose: list, use, discard.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{GetUrl, Post};

use super::{
    codec::{DeleteQuery, JsonOrForm, JsonText, delete_query},
    moods::{Status, Written},
};
use crate::{domain::Entry, error::Error};
#[cfg(feature = "ssr")]
use {
    super::{Context, Right, caller},
    crate::{domain::account::OtherVersion, error::ErrorKind},
};

/// The maximum number of versions in a list.
#[cfg(feature = "ssr")]
const MAX_VERSIONS: usize = 100;

/// Another version of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionItem {
    /// The identifier.
    pub id: String,
    /// The other version, as it was in its journal.
    pub entry: Entry,
    /// The day's entry; none if it was removed.
    pub current: Option<Entry>,
}

/// The other versions of a journal's days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Versions {
    /// The journal's identifier.
    pub user_id: String,
    /// At most 100, the earliest day first.
    pub items: Vec<VersionItem>,
}

/// The response to discarding a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionDiscarded {
    /// Always `ok`; a failure is an error.
    pub status: Status,
}

#[cfg(feature = "ssr")]
impl From<OtherVersion> for VersionItem {
    fn from(version: OtherVersion) -> Self {
        Self {
            id: version.id,
            entry: version.entry,
            current: version.current,
        }
    }
}

/// Returns the versions that a merge did not choose.
///
/// # Errors
/// Unauthenticated or Forbidden (`userId`), Unavailable.
#[server(prefix = "", endpoint = "/versions", input = GetUrl, output = Post<JsonText>)]
pub async fn list_versions(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
) -> Result<Versions, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Read, user_id.as_deref())?;
    let moods = &context.services.stores.moods;
    let versions = moods
        .other_versions(&user, MAX_VERSIONS, context.now())
        .await?;
    Ok(Versions {
        user_id: user.0,
        items: versions.into_iter().map(Into::into).collect(),
    })
}

/// Puts a version in the place of the day's entry, which becomes the day's other version. Returns the
/// entry.
///
/// # Errors
/// Malformed, Unauthenticated or Forbidden (`userId`), NotFound (`id`), Unavailable.
#[server(prefix = "", endpoint = "/versions", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn use_version(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// The version's identifier.
    #[server(default)]
    id: String,
) -> Result<Written, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Write, user_id.as_deref())?;
    let moods = &context.services.stores.moods;
    let used = moods.use_version(&user, &id, context.now()).await?;
    let item = used.ok_or_else(unknown)?;
    context.request.version.set(item.version);
    Ok(Written {
        status: Status::Ok,
        item,
    })
}

/// Discards a version.
///
/// # Errors
/// Unauthenticated or Forbidden (`userId`), NotFound (`id`), Unavailable.
#[server(prefix = "", endpoint = "/versions", input = DeleteQuery, output = Post<JsonText>)]
pub async fn discard_version(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// The version's identifier.
    #[server(default)]
    id: String,
) -> Result<VersionDiscarded, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Write, user_id.as_deref())?;
    let moods = &context.services.stores.moods;
    if !moods.discard_version(&user, &id).await? {
        return Err(unknown());
    }
    Ok(VersionDiscarded { status: Status::Ok })
}

#[cfg(feature = "ssr")]
fn unknown() -> Error {
    let message = "No version has this identifier.";
    Error::new(ErrorKind::NotFound, message).at("id")
}

delete_query!(DiscardVersion);
