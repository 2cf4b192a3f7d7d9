//! Reading the whole history, page by page.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{GetUrl, Post};

use super::{Context, Right, caller, codec::JsonText, number::Number};
use crate::{
    domain::{Day, Entry, Violation},
    error::Error,
};

/// A parameter that may be missing, but not empty.
type Parameter = Number<String>;

/// The maximum number of days that one call reads.
pub const MAX_PAGE: usize = 1000;

/// A page of the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// Oldest first. There may be fewer than asked for, or none, and still more to come.
    pub items: Vec<Entry>,
    /// `after` of the next page; none on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Day>,
}

/// Returns the caller's entries from `start` to `end`, both included, oldest first, by pages.
///
/// # Errors
/// Malformed (`start`, `end`, `after`, `limit`), Invalid (`end`, `limit`), Unauthenticated or
/// Forbidden (`userId`), Unavailable.
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
) -> Result<History, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Read, user_id.as_deref())?;
    let start = day("start", start)?.unwrap_or(Day::FIRST);
    let end = day("end", end)?.unwrap_or(Day::LAST);
    let after = day("after", after)?;
    let limit = limit.0.map_or(Ok(MAX_PAGE), parse_limit)?;
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
    let page = moods.page(&user, next, end, limit, context.now()).await?;
    Ok(History {
        items: page.entries,
        next: page.next,
    })
}

/// Parses an optional day.
fn day(field: &'static str, text: Parameter) -> Result<Option<Day>, Error> {
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
