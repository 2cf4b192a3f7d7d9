//! Versions that a merge did not choose.
//!
//! Each is an item of the account with all attributes of the day that it was, under the sort key
//! `other#<day>.<version>.<journal>`: no range of days includes it.

use app::{
    domain::{
        Day, Entry,
        account::{DayState, OtherVersion},
    },
    error::Error,
    ports::UserId,
};
use aws_sdk_dynamodb::types::{Delete, Put};
use futures::{StreamExt, TryStreamExt, stream};
use uuid::Uuid;

use super::{
    day_items::{self, IS_UNCHANGED, key, key_of, state, unchanged},
    item::{self, DAY, EXPIRES_AT, MUTATION, StoredDay, UPDATED_AT},
};
use crate::store::{
    attributes::{Item, integer, number, string, text},
    failure,
    table_client::TableClient,
    transaction::{Outcome, Transaction},
};

/// The start of the sort key.
const PREFIX: &str = "other#";
const MAX_ID: usize = 200;
const CONCURRENCY: usize = 5;
/// The maximum number of attempts: each failed one means that the day was changed in the meantime.
const MAX_ATTEMPTS: usize = 3;

/// The item that offers `item`, a day of the journal `owner`, to `user`.
///
/// # Errors
/// The attribute that can't be read.
pub(super) fn offered(
    user: &UserId,
    item: &Item,
    owner: &UserId,
    expires_at: i64,
) -> Result<Item, &'static str> {
    let (day, version) = (string(item, DAY)?, item::version(item)?);
    let mut offered = item.clone();
    item::forget_renaming(&mut offered);
    offered.extend(key(user, &format!("{PREFIX}{day}.{version}.{}", owner.0)));
    offered.insert(EXPIRES_AT.to_owned(), number(expires_at));
    Ok(offered)
}

/// The day of a sort key: a day's own, or another version's.
pub(super) fn day_of(sort_key: &str) -> Option<Day> {
    let id = sort_key.strip_prefix(PREFIX).unwrap_or(sort_key);
    Day::parse(id.split('.').next()?).ok()
}

/// The entry of another version.
///
/// # Errors
/// The attribute that can't be read.
fn read(item: &Item) -> Result<Entry, &'static str> {
    let day = day_of(string(item, DAY)?).ok_or(DAY)?;
    let mut of_day = item.clone();
    of_day.insert(DAY.to_owned(), text(day));
    match item::read(&of_day)? {
        StoredDay::Entry(entry) => Ok(entry),
        StoredDay::Tombstone(_) => Err(item::MOOD),
    }
}

/// At most `limit` versions, by day.
///
/// # Errors
/// Unavailable.
pub(super) async fn list(
    table: &TableClient,
    user: &UserId,
    limit: usize,
    now: i64,
) -> Result<Vec<OtherVersion>, Error> {
    let mut items = table
        .client
        .query()
        .table_name(&table.name)
        .key_condition_expression("userId = :userId AND begins_with(#day, :prefix)")
        .filter_expression("expiresAt > :now")
        .expression_attribute_names("#day", DAY)
        .expression_attribute_values(":userId", text(&user.0))
        .expression_attribute_values(":prefix", text(PREFIX))
        .expression_attribute_values(":now", number(now))
        .consistent_read(true)
        .into_paginator()
        .items()
        .send();
    let mut found = Vec::new();
    while let Some(item) = items.next().await {
        if found.len() == limit {
            break;
        }
        found.push(item.map_err(|failure| failure::error("Query", &failure))?);
    }
    stream::iter(found)
        .map(|item| with_current(table, user, item, now))
        .buffered(CONCURRENCY)
        .try_collect()
        .await
}

async fn with_current(
    table: &TableClient,
    user: &UserId,
    other: Item,
    now: i64,
) -> Result<OtherVersion, Error> {
    let entry = table.decoded(read(&other))?;
    let id = table.decoded(string(&other, DAY))?;
    let current = table.get(key(user, &entry.day.to_string())).await?;
    let current = match table.decoded(state(current.as_ref(), now))? {
        DayState::Written(entry) => Some(entry),
        DayState::Removed { .. } | DayState::Empty => None,
    };
    Ok(OtherVersion {
        id: id.trim_start_matches(PREFIX).to_owned(),
        entry,
        current,
    })
}

/// Exchanges a version and the day's entry.
///
/// # Errors
/// Unavailable.
pub(super) async fn exchange(
    table: &TableClient,
    user: &UserId,
    id: &str,
    now: i64,
) -> Result<Option<Entry>, Error> {
    let Some(day) = day_of(id).filter(|_| is_id(id)) else {
        return Ok(None);
    };
    for _ in 0..MAX_ATTEMPTS {
        let Some(other) = table.get(key(user, &format!("{PREFIX}{id}"))).await? else {
            return Ok(None);
        };
        if table.decoded(item::is_expired(&other, now))? {
            return Ok(None);
        }
        let current = table.get(key(user, &day.to_string())).await?;
        let chosen = table.decoded(chosen(user, day, &other, current.as_ref(), now))?;
        let old = match table.decoded(state(current.as_ref(), now))? {
            DayState::Written(_) => current.as_ref(),
            DayState::Removed { .. } | DayState::Empty => None,
        };
        let mut writes = Transaction::default()
            .put(day_items::over(table, chosen.clone(), current.as_ref()).build())?
            .delete(
                Delete::builder()
                    .table_name(&table.name)
                    .set_key(Some(key_of(&other)))
                    .condition_expression(IS_UNCHANGED)
                    .set_expression_attribute_values(Some(unchanged(&other)))
                    .build(),
            )?;
        if let Some(old) = old {
            let expires_at = table.decoded(integer(old, EXPIRES_AT))?;
            let offer = table.decoded(offered(user, old, user, expires_at))?;
            let put = Put::builder().table_name(&table.name);
            writes = writes.put(put.set_item(Some(offer)).build())?;
        }
        if writes.commit(table).await? == Outcome::Committed {
            return item::entry(table, &chosen).map(Some);
        }
    }
    tracing::error!(table = table.name, "too many concurrent changes of a day");
    Err(failure::unavailable())
}

/// The day's item once `other` is chosen.
///
/// # Errors
/// The attribute that can't be read.
fn chosen(
    user: &UserId,
    day: Day,
    other: &Item,
    current: Option<&Item>,
    now: i64,
) -> Result<Item, &'static str> {
    let mut chosen = other.clone();
    chosen.extend(key(user, &day.to_string()));
    let (mut version, mut expires_at) = (item::version(other)?, integer(other, EXPIRES_AT)?);
    if let Some(current) = current {
        version = version.max(item::version(current)?);
        expires_at = i64::max(expires_at, integer(current, EXPIRES_AT)?);
    }
    item::renumber(&mut chosen, version + 1)?;
    chosen.insert(UPDATED_AT.to_owned(), number(now));
    chosen.insert(EXPIRES_AT.to_owned(), number(expires_at));
    // Another change, so that no retry of an old one is taken for it.
    chosen.insert(MUTATION.to_owned(), text(Uuid::new_v4().simple()));
    Ok(chosen)
}

/// Deletes a version. True if there was one.
///
/// # Errors
/// Unavailable.
pub(super) async fn discard(table: &TableClient, user: &UserId, id: &str) -> Result<bool, Error> {
    if day_of(id).is_none() || !is_id(id) {
        return Ok(false);
    }
    table.delete(key(user, &format!("{PREFIX}{id}"))).await
}

/// True for text that an identifier can be: DynamoDB rejects longer keys.
fn is_id(text: &str) -> bool {
    text.len() <= MAX_ID && text.split('.').count() == 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sort_key_has_a_day() {
        let day = Day::parse("2026-11-20").ok();
        for key in ["2026-11-20", "other#2026-11-20.3.ada", "2026-11-20.3.ada"] {
            assert_eq!(day_of(key), day, "{key}");
        }
        for key in ["", "other#", "never", "other#2026-11-31.1.ada", ".1.ada"] {
            assert_eq!(day_of(key), None, "{key}");
        }
    }
}
