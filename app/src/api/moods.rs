//! Writing a day, reading a span of days, taking a day out.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{DeleteUrl, GetUrl, Json, Post};

use super::codec::JsonOrForm;
use crate::{
    domain::{Day, Entry},
    error::Error,
};
#[cfg(feature = "ssr")]
use {
    super::{Context, caller},
    crate::{
        domain::{DayRange, Draft, Note},
        error::ErrorKind,
    },
};

/// That it went well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Done.
    Ok,
}

/// The answer to a write: the entry as it now stands, or as it stood before it
/// was taken out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Always `ok`; a failure is an error.
    pub status: Status,
    /// The entry.
    pub item: Entry,
}

/// The entries of a span of days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entries {
    /// Whose they are.
    pub user_id: String,
    /// The first day asked for.
    pub start: Day,
    /// The last day asked for.
    pub end: Day,
    /// Oldest first.
    pub items: Vec<Entry>,
}

/// Writes a day; the same day again is written over. Blank notes are none.
///
/// # Errors
/// Malformed or Invalid (`day`, `mood`, `note`), Forbidden (`userId`), Unavailable.
#[server(prefix = "", endpoint = "/mood", input = Post<JsonOrForm>, output = Json)]
pub async fn save_mood(
    /// The caller's own identifier, or nothing.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// `YYYY-MM-DD`, in the person's time zone.
    #[server(default)]
    day: String,
    /// One of the five words.
    #[server(default)]
    mood: String,
    /// At most 500 characters.
    #[server(default)]
    note: Option<String>,
) -> Result<Written, Error> {
    let context = Context::current()?;
    let user = caller(&context, user_id.as_deref())?;
    let draft = Draft {
        day: Day::parse("day", &day)?,
        mood: mood.parse()?,
        note: Note::parse(note.as_deref().unwrap_or_default())?,
    };
    let (now, retention) = (context.clock.now(), context.settings.retention);
    retention.check(&draft, now)?;
    let item = context
        .moods
        .put(&user, &draft, now, retention.expires_at(draft.day))
        .await?;
    Ok(Written {
        status: Status::Ok,
        item,
    })
}

/// The caller's entries from `start` to `end`, both included.
///
/// # Errors
/// Malformed (`start`, `end`), Invalid (`end`), Unavailable.
#[server(prefix = "", endpoint = "/mood/week", input = GetUrl, output = Json)]
pub async fn mood_week(
    /// The first day, `YYYY-MM-DD`.
    #[server(default)]
    start: String,
    /// The last day, `YYYY-MM-DD`; at most 366 days in all.
    #[server(default)]
    end: String,
) -> Result<Entries, Error> {
    let context = Context::current()?;
    let user = caller(&context, None)?;
    let range = DayRange::new(Day::parse("start", &start)?, Day::parse("end", &end)?)?;
    let items = context
        .moods
        .range(&user, range, context.clock.now())
        .await?;
    Ok(Entries {
        user_id: user.0,
        start: range.start(),
        end: range.end(),
        items,
    })
}

/// Takes a day out, and hands back what stood there so that it can be undone.
///
/// # Errors
/// Malformed (`day`), NotFound when the day is empty, Unavailable.
#[server(prefix = "", endpoint = "/mood", input = DeleteUrl, output = Json)]
pub async fn remove_mood(
    /// `YYYY-MM-DD`.
    #[server(default)]
    day: String,
) -> Result<Written, Error> {
    let context = Context::current()?;
    let user = caller(&context, None)?;
    let day = Day::parse("day", &day)?;
    let removed = context
        .moods
        .remove(&user, day, context.clock.now())
        .await?;
    let item = removed.ok_or_else(|| {
        Error::new(ErrorKind::NotFound, "Nothing is written on that day.").at("day")
    })?;
    Ok(Written {
        status: Status::Ok,
        item,
    })
}
