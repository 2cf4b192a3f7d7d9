//! The tags of a journal's notes: list, rename, undo.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{GetUrl, Post};
use std::collections::BTreeMap;
use uuid::Uuid;

use super::{
    Context, Right,
    account::YES,
    accounts::work::continue_work,
    caller,
    codec::{JsonOrForm, JsonText},
    history::{MAX_PAGE, NOT_A_TAG},
    moods::Status,
};
use crate::{
    domain::{Day, Entry, Retag, Tag, account::Work},
    error::{Error, ErrorKind},
    ports::UserId,
};

/// The steps of a renaming that a request waits for: about three years of days with the tag.
const STEPS: u32 = 10;

/// A tag of a journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagItem {
    /// The tag, folded, without its sign.
    pub tag: String,
    /// The number of days whose note has it.
    pub count: usize,
}

/// The latest renaming, while it can be undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Renamed {
    /// The identifier.
    pub id: String,
    /// The tag until then.
    pub from: String,
    /// The tag from then on.
    pub to: String,
    /// The number of days to change.
    pub days: usize,
    /// The end of the time in which it can be undone; seconds since the epoch.
    pub undo_until: i64,
}

/// The tags of a journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tags {
    /// The journal's identifier.
    pub user_id: String,
    /// The most frequent first.
    pub items: Vec<TagItem>,
    /// The latest renaming, while it can be undone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renamed: Option<Renamed>,
}

/// The response to a renaming.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TagRenamed {
    /// Always `ok`; a failure is an error.
    pub status: Status,
    /// The identifier, for the undo.
    pub id: String,
    /// The number of days to change.
    pub days: usize,
    /// The days that keep the former tag: their notes would be longer than 500 characters.
    pub too_long: Vec<Day>,
    /// True if all of them are changed, false if the rest is within minutes.
    pub complete: bool,
}

/// The response to an undo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagRestored {
    /// Always `ok`; a failure is an error.
    pub status: Status,
    /// True if every day is restored, false if the rest is within minutes.
    pub complete: bool,
    /// The number of days that stay as they are, because they were written since.
    pub kept: usize,
}

/// The effect of a renaming, before it begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The number of days to change.
    pub days: usize,
    /// The days that stay, because their notes would be too long.
    pub too_long: Vec<Day>,
    /// The number of days that have the new tag already: more than 0 merges the two.
    pub merged: usize,
}

impl From<&Retag> for Renamed {
    fn from(retag: &Retag) -> Self {
        Self {
            id: retag.id.clone(),
            from: retag.from.as_str().to_owned(),
            to: retag.to.as_str().to_owned(),
            days: retag.days,
            undo_until: retag.undo_until(),
        }
    }
}

/// Returns the tags of the caller's notes.
///
/// # Errors
/// Malformed, Unauthenticated or Forbidden (`userId`), Unavailable.
#[server(prefix = "", endpoint = "/tag", input = GetUrl, output = Post<JsonText>)]
pub async fn list_tags(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
) -> Result<Tags, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Read, user_id.as_deref())?;
    let mut counts = BTreeMap::<Tag, usize>::new();
    for entry in entries(&context, &user).await? {
        for tag in entry.note.iter().flat_map(|note| note.tags()) {
            *counts.entry(tag).or_default() += 1;
        }
    }
    let items = counts.into_iter().map(|(tag, count)| TagItem {
        tag: tag.as_str().to_owned(),
        count,
    });
    let mut items: Vec<_> = items.collect();
    items.sort_by_key(|item| std::cmp::Reverse(item.count));
    let now = context.now();
    let renamed = latest(&context).filter(|retag| retag.can_be_undone(now));
    Ok(Tags {
        user_id: user.0,
        items,
        renamed: renamed.map(Into::into),
    })
}

/// Renames a tag in all notes; a name that other notes have merges the two tags. It can be undone for a
/// day.
///
/// # Errors
/// Malformed, Invalid (`from`, `to`, `confirm`), Unauthenticated or Forbidden (`userId`), NotFound
/// (`from`), Conflict while another renaming is under way, Unavailable.
#[server(prefix = "", endpoint = "/tag", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn rename_tag(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// The tag, with or without its sign.
    #[server(default)]
    from: String,
    /// Its new name, with or without its sign.
    #[server(default)]
    to: String,
    /// `yes` confirms that the notes are changed.
    #[server(default)]
    confirm: Option<String>,
) -> Result<TagRenamed, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Write, user_id.as_deref())?;
    let (from, to) = tags(&from, &to)?;
    let plan = Plan::of(&context, &user, &from, &to).await?;
    if confirm.as_deref() != Some(YES) {
        let message = "confirm must be \"yes\": notes are changed";
        return Err(Error::invalid("confirm", message));
    }
    finish_latest(&context, &user).await?;
    let retag = Retag {
        id: Uuid::new_v4().simple().to_string(),
        from,
        to,
        days: plan.days,
        at: context.now(),
        undone: false,
    };
    let latest = latest(&context).map(|latest| latest.id.as_str());
    let complete = begin(&context, &user, &retag, latest).await?;
    Ok(TagRenamed {
        status: Status::Ok,
        id: retag.id,
        days: plan.days,
        too_long: plan.too_long,
        complete,
    })
}

/// Undoes the latest renaming: the notes that it changed, and that were not written since, are as they
/// were.
///
/// # Errors
/// Malformed, Unauthenticated or Forbidden (`userId`), NotFound (`id`), Conflict if another renaming has
/// begun, Unavailable.
#[server(prefix = "", endpoint = "/tag/undo", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn undo_tag(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// The renaming's identifier.
    #[server(default)]
    id: String,
) -> Result<TagRestored, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Write, user_id.as_deref())?;
    let now = context.now();
    let retag = latest(&context).filter(|retag| retag.id == id && retag.can_be_undone(now));
    let retag = retag.ok_or_else(|| {
        let message = "No renaming with this identifier can be undone.";
        Error::new(ErrorKind::NotFound, message).at("id")
    })?;
    let undone = Retag {
        undone: true,
        ..retag.clone()
    };
    let moods = &context.services.stores.moods;
    let kept = moods.written_since(&user, &id, now).await?;
    let complete = begin(&context, &user, &undone, Some(&id)).await?;
    Ok(TagRestored {
        status: Status::Ok,
        complete,
        kept,
    })
}

/// The latest renaming in the caller's journal.
fn latest(context: &Context) -> Option<&Retag> {
    let profile = context.request.visitor.profile.as_deref();
    profile.and_then(|user| user.retag.as_ref())
}

/// The number of days that the undo of the latest renaming left as they are; none if it is not undone,
/// or was undone too long ago.
///
/// # Errors
/// Unavailable.
pub async fn kept_by_undo(context: &Context) -> Result<Option<usize>, Error> {
    let (Some(retag), Ok(user)) = (latest(context), &context.request.visitor.user) else {
        return Ok(None);
    };
    if !retag.undone {
        return Ok(None);
    }
    let moods = &context.services.stores.moods;
    let kept = moods.written_since(user, &retag.id, context.now());
    kept.await.map(Some)
}

/// Parses the two names.
///
/// # Errors
/// Invalid (`from`, `to`).
pub fn tags(from: &str, to: &str) -> Result<(Tag, Tag), Error> {
    let parse = |field, text| Tag::parse(text).ok_or_else(|| Error::invalid(field, NOT_A_TAG));
    let (from, to) = (parse("from", from)?, parse("to", to)?);
    if from == to {
        return Err(Error::invalid("to", "to must be another tag than from"));
    }
    Ok((from, to))
}

impl Plan {
    /// The effect that a renaming would have now.
    ///
    /// # Errors
    /// NotFound (`from`), Invalid (`to`) if no note can be changed, Unavailable.
    pub async fn of(context: &Context, user: &UserId, from: &Tag, to: &Tag) -> Result<Self, Error> {
        let mut plan = Self::default();
        for entry in entries(context, user).await? {
            let Some(note) = entry.note else { continue };
            plan.merged += usize::from(note.tags().contains(to));
            match note.retagged(from, to) {
                Ok(Some(_)) => plan.days += 1,
                Ok(None) => {}
                Err(_) => plan.too_long.push(entry.day),
            }
        }
        match plan {
            Self {
                days: 0, too_long, ..
            } if too_long.is_empty() => {
                Err(Error::new(ErrorKind::NotFound, "No note has this tag.").at("from"))
            }
            Self { days: 0, .. } => Err(Error::invalid(
                "to",
                "every note with the tag would be longer than 500 characters",
            )),
            plan => Ok(plan),
        }
    }
}

/// All entries of a journal.
async fn entries(context: &Context, user: &UserId) -> Result<Vec<Entry>, Error> {
    let moods = &context.services.stores.moods;
    let (mut entries, mut start) = (Vec::new(), Some(Day::FIRST));
    while let Some(from) = start {
        let page = moods.page(user, from, Day::LAST, MAX_PAGE, context.now());
        let page = page.await?;
        entries.extend(page.entries);
        start = page
            .next
            .filter(|day| *day < Day::LAST)
            .map(|day| day.plus(1));
    }
    Ok(entries)
}

/// Makes sure that no earlier renaming is half done.
async fn finish_latest(context: &Context, user: &UserId) -> Result<(), Error> {
    let profile = context.request.visitor.profile.as_deref();
    if profile.is_none_or(|user| !user.work.contains_key(&Work::Retag))
        || continue_work(&context.services, user, STEPS).await?
    {
        return Ok(());
    }
    Err(under_way())
}

/// Records a renaming, or its undo, and does what it can at once; the job does the rest. True if all is
/// done.
async fn begin(
    context: &Context,
    user: &UserId,
    retag: &Retag,
    latest: Option<&str>,
) -> Result<bool, Error> {
    let users = &context.services.stores.users;
    if !users
        .begin_retag(user, retag, latest, context.now())
        .await?
    {
        return Err(under_way());
    }
    // After a failure or interruption, the job goes on.
    let done = continue_work(&context.services, user, STEPS).await;
    Ok(done.unwrap_or(false))
}

fn under_way() -> Error {
    let message = "Another renaming is under way: try again in a minute.";
    Error::new(ErrorKind::Conflict, message).at("from")
}
