//! Saving a day, reading a range of days, removing a day.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{GetUrl, Post};

use super::{
    codec::{DeleteQuery, JsonOrForm, JsonText, delete_query},
    number::Number,
};
use crate::{
    domain::{Day, Entry, Tombstone},
    error::Error,
};
#[cfg(feature = "ssr")]
use {
    super::{Context, Right, caller},
    crate::{
        domain::{DayRange, Draft, Note},
        error::ErrorKind,
        ports::{UserId, WriteError},
    },
};

/// The status of a successful call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The call succeeded.
    Ok,
}

/// The response to a write: the entry as saved, or as it was before its removal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Always `ok`; a failure is an error.
    pub status: Status,
    /// The entry.
    pub item: Entry,
}

/// The entries of a range of days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entries {
    /// The journal's identifier.
    pub user_id: String,
    /// The first day of the range.
    pub start: Day,
    /// The last day of the range.
    pub end: Day,
    /// Oldest first.
    pub items: Vec<Entry>,
    /// The removed days, oldest first.
    pub removed: Vec<Tombstone>,
}

/// Saves a day; saving it again updates it. A blank note counts as none. A write with an old
/// `baseVersion` succeeds if the day already has the same mood and note.
///
/// # Errors
/// Malformed or Invalid (`day`, `mood`, `note`, `baseVersion`, `mutationId`), Unauthenticated or
/// Forbidden (`userId`), Conflict (`baseVersion`) or PreconditionFailed, Unavailable.
#[server(prefix = "", endpoint = "/mood", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn save_mood(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// `YYYY-MM-DD`, in the person's time zone.
    #[server(default)]
    day: String,
    /// The mood's name.
    #[server(default)]
    mood: String,
    /// At most 500 characters.
    #[server(default)]
    note: Option<String>,
    /// The version that the day must still have, 0 if it never had an entry; without it, any
    /// version is overwritten.
    #[server(default)]
    #[server(rename = "baseVersion")]
    base_version: Number<u64>,
    /// Identifies this write in a retry.
    #[server(rename = "mutationId")]
    mutation_id: Option<String>,
) -> Result<Written, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Log, user_id.as_deref())?;
    let draft = Draft {
        day: Day::parse(&day)?,
        mood: mood.parse()?,
        note: Note::parse(note.as_deref().unwrap_or_default())?,
    };
    let precondition = context.precondition(base_version.0, mutation_id.as_deref())?;
    let (now, retention) = (context.now(), context.request.visitor.retention);
    retention.check(&draft, now)?;
    let expires_at = retention.expires_at(draft.day);
    let written = context
        .services
        .stores
        .moods
        .put(&user, &draft, precondition.as_ref(), now, expires_at)
        .await;
    let reads = context.request.visitor.access.allows(Right::Read);
    let item = match written {
        Ok(item) if reads => item,
        // Nothing about the entry that was there before.
        Ok(item) => Entry {
            edited: false,
            created_at: item.updated_at,
            ..item
        },
        Err(failure) if !reads => return Err(context.write_error(failure)),
        Err(failure) => already_saved(&context, &user, &draft, &failure)
            .await
            .ok_or_else(|| context.write_error(failure))?,
    };
    context.request.version.set(item.version);
    Ok(Written {
        status: Status::Ok,
        item,
    })
}

/// Returns the current entry if it already has the mood and note of a write that failed with a
/// conflict: two devices that agree do not conflict. The comparison uses parsed notes here, so that
/// no client needs the rules of [`Note`].
///
/// A precondition in a header is strict, as RFC 9110, section 13.1.2, requires.
#[cfg(feature = "ssr")]
async fn already_saved(
    context: &Context,
    user: &UserId,
    draft: &Draft,
    failure: &WriteError,
) -> Option<Entry> {
    if matches!(failure, WriteError::Failed(_)) || context.has_header_precondition() {
        return None;
    }
    let day = DayRange::new(draft.day, draft.day).ok()?;
    let moods = &context.services.stores.moods;
    let days = moods.range(user, day, context.now()).await;
    days.ok()?
        .entries
        .into_iter()
        .find(|entry| entry.matches(draft))
}

/// Returns the caller's days from `start` to `end`, both included.
///
/// # Errors
/// Malformed (`start`, `end`), Invalid (`end`), Unauthenticated or Forbidden (`userId`), Unavailable.
#[server(prefix = "", endpoint = "/mood/week", input = GetUrl, output = Post<JsonText>)]
pub async fn mood_week(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// The first day, `YYYY-MM-DD`.
    #[server(default)]
    start: String,
    /// The last day, `YYYY-MM-DD`; at most 366 days in all.
    #[server(default)]
    end: String,
) -> Result<Entries, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Read, user_id.as_deref())?;
    let range = DayRange::new(bound("start", &start)?, bound("end", &end)?)?;
    let moods = &context.services.stores.moods;
    let days = moods.range(&user, range, context.now()).await?;
    Ok(Entries {
        user_id: user.0,
        start: range.start(),
        end: range.end(),
        items: days.entries,
        removed: days.removed,
    })
}

/// Parses an end of a range.
#[cfg(feature = "ssr")]
fn bound(field: &'static str, text: &str) -> Result<Day, Error> {
    Day::parse(text).map_err(|_| Error::not_a_day(field))
}

/// Removes a day and returns its entry, so that the removal can be undone.
///
/// # Errors
/// Malformed (`day`), Invalid (`baseVersion`, `mutationId`), Unauthenticated or Forbidden
/// (`userId`), NotFound if the day is empty, Conflict (`baseVersion`) or PreconditionFailed,
/// Unavailable.
#[server(prefix = "", endpoint = "/mood", input = DeleteQuery, output = Post<JsonText>)]
pub async fn remove_mood(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// `YYYY-MM-DD`.
    #[server(default)]
    day: String,
    /// The version that the day must still have; optional.
    #[server(default)]
    #[server(rename = "baseVersion")]
    base_version: Number<u64>,
    /// Identifies this removal in a retry.
    #[server(rename = "mutationId")]
    mutation_id: Option<String>,
) -> Result<Written, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Write, user_id.as_deref())?;
    let day = Day::parse(&day)?;
    let precondition = context.precondition(base_version.0, mutation_id.as_deref())?;
    let removed = context
        .services
        .stores
        .moods
        .remove(&user, day, precondition.as_ref(), context.now())
        .await
        .map_err(|failure| context.write_error(failure))?;
    let item = removed
        .ok_or_else(|| Error::new(ErrorKind::NotFound, "The day has no entry.").at("day"))?;
    context.request.version.set(Tombstone::of(&item).version);
    Ok(Written {
        status: Status::Ok,
        item,
    })
}

delete_query!(RemoveMood);
