//! Reading the whole history, page by page, and searching in it.
#![expect(
    clippy::too_many_arguments,
    reason = "the arguments of a server function are the fields of a request"
)]

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{GetUrl, Post};

use super::{Context, Right, caller, codec::JsonText, number::Number};
use crate::{
    domain::{Day, Entry, Mood, Tag, Terms, Violation},
    error::Error,
};

/// A parameter that may be missing, but not empty.
pub(super) type Parameter = Number<String>;

/// The maximum number of days that one call reads.
pub const MAX_PAGE: usize = 1000;

/// A page of the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// Oldest first. There may be fewer than days were read, or none, and still more to come.
    pub items: Vec<Entry>,
    /// `after` of the next page; none on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Day>,
}

/// The conditions of a search; an entry meets all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words and phrases in the note.
    pub terms: Option<Terms>,
    /// The mood.
    pub mood: Option<Mood>,
    /// A tag of the note.
    pub tag: Option<Tag>,
}

impl Filter {
    /// Parses the conditions that are present.
    ///
    /// # Errors
    /// Malformed (`mood`), Invalid (`q`, `tag`).
    pub fn parse(q: Option<&str>, mood: Option<&str>, tag: Option<&str>) -> Result<Self, Error> {
        let terms = |q| Terms::parse(q).ok_or_else(|| Error::invalid("q", UNSEARCHABLE));
        let name = |tag| Tag::parse(tag).ok_or_else(|| Error::invalid("tag", NOT_A_TAG));
        Ok(Self {
            terms: q.map(terms).transpose()?,
            mood: mood.map(str::parse).transpose()?,
            tag: tag.map(name).transpose()?,
        })
    }

    /// True if the entry meets the conditions.
    #[must_use]
    pub fn matches(&self, entry: &Entry) -> bool {
        let note = entry.note.as_ref();
        self.mood.is_none_or(|mood| mood == entry.mood)
            && self
                .tag
                .as_ref()
                .is_none_or(|tag| note.is_some_and(|note| note.tags().contains(tag)))
            && self
                .terms
                .as_ref()
                .is_none_or(|terms| note.is_some_and(|note| terms.find(note.as_str()).is_some()))
    }
}

const UNSEARCHABLE: &str =
    "q must be 1 to 100 characters, and one of them a letter, digit or symbol";
/// The rule of a tag, for developers.
pub(super) const NOT_A_TAG: &str =
    "a tag must be letters, digits, hyphens and underscores, with at least one letter";

/// Returns the caller's entries from `start` to `end`, both included, oldest first, by pages; with
/// `q`, `mood` or `tag` only those that match.
///
/// # Errors
/// Malformed (`start`, `end`, `after`, `limit`, `mood`), Invalid (`end`, `limit`, `q`, `tag`),
/// Unauthenticated or Forbidden (`userId`), Unavailable.
#[server(prefix = "", endpoint = "/moods", input = GetUrl, output = Post<JsonText>)]
pub async fn list_moods(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// The first day, `YYYY-MM-DD`; by default the first one with an entry.
    #[server(default)]
    start: Parameter,
    /// The last day, `YYYY-MM-DD`; by default the last one with an entry.
    #[server(default)]
    end: Parameter,
    /// `next` of the previous page.
    #[server(default)]
    after: Parameter,
    /// The number of days to read, 1 to 1,000; by default 1,000.
    #[server(default)]
    limit: Parameter,
    /// Words and "phrases" that the note contains, all of them; at most 100 characters. Accents and
    /// case make no difference.
    #[server(default)]
    q: Parameter,
    /// The mood's name.
    #[server(default)]
    mood: Parameter,
    /// A tag of the note, with or without its sign.
    #[server(default)]
    tag: Parameter,
) -> Result<History, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Read, user_id.as_deref())?;
    let start = day("start", start)?.unwrap_or(Day::FIRST);
    let end = day("end", end)?.unwrap_or(Day::LAST);
    let after = day("after", after)?;
    let limit = limit.0.map_or(Ok(MAX_PAGE), parse_limit)?;
    let filter = Filter::parse(q.0.as_deref(), mood.0.as_deref(), tag.0.as_deref())?;
    if end < start {
        return Err(Violation::RangeReversed.into());
    }
    let next = after.map_or(start, |after| start.max(after.plus(1)));
    if next > end || after == Some(Day::LAST) {
        return Ok(History {
            items: Vec::new(),
            next: None,
        });
    }
    let moods = &context.services.stores.moods;
    let mut page = moods.page(&user, next, end, limit, context.now()).await?;
    page.entries.retain(|entry| filter.matches(entry));
    Ok(History {
        items: page.entries,
        next: page.next,
    })
}

/// Parses an optional day.
pub(super) fn day(field: &'static str, text: Parameter) -> Result<Option<Day>, Error> {
    let day = text.0.map(|text| Day::parse(&text)).transpose();
    day.map_err(|_| Error::not_a_day(field))
}

fn parse_limit(text: String) -> Result<usize, Error> {
    let limit = text.parse::<usize>();
    let limit = limit.map_err(|_| Error::malformed("limit", "limit must be a number"))?;
    if (1..=MAX_PAGE).contains(&limit) {
        Ok(limit)
    } else {
        Err(Error::invalid("limit", "limit must be from 1 to 1000"))
    }
}
