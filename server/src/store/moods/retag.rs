//! The renaming of a tag, some days in each call.
//!
//! A day that it writes gets the renaming's identifier and its former note, in the same call. Any other
//! write of the day removes the note, so the days to restore are those that still have it, and those that
//! have the identifier alone were written since. No former note stays after the time of its undo.

use app::{
    domain::{Day, Note, Retag},
    error::Error,
    ports::UserId,
};
use aws_sdk_dynamodb::types::Select;
use futures::{StreamExt, TryStreamExt, stream};
use uuid::Uuid;

use super::{
    day_items::{IS_UNCHANGED, key_of, unchanged},
    item::{self, FORMER_NOTE, NOTE, RETAG, UNDO_UNTIL},
    journal::{self, CONCURRENCY},
};
use crate::store::{
    attributes::{Item, integer, number, string, text},
    failure::{self, CONDITION_FAILED},
    table_client::TableClient,
};

/// The maximum number of attempts: each failed one means that the day was changed in the meantime.
const MAX_ATTEMPTS: usize = 3;

const IS_DAY: &str = "userId = :userId AND #day BETWEEN :first AND :last";
const WRITE: &str = "SET note = :note, \
                     version = version + :one, updatedAt = :now, mutation = :mutation";
const KEEP: &str = ", formerNote = :former, retag = :retag, undoUntil = :until";
const FORGET: &str = " REMOVE retag, formerNote, undoUntil";
const IS_OVER: &str = "undoUntil <= :until";

/// The change that a day needs.
enum Change {
    /// Another note. The present one is kept for an undo.
    Rename(String),
    /// Another note, for good.
    Write(String),
    /// Deletes the traces of an earlier renaming.
    Forget,
}

/// Renames the tag in the next days that need it, or restores those that it changed, after the day
/// `after`. Returns the day after which the next call goes on; none at the end.
///
/// # Errors
/// Unavailable.
pub(super) async fn step(
    table: &TableClient,
    user: &UserId,
    retag: &Retag,
    mut after: Option<String>,
    now: i64,
) -> Result<Option<String>, Error> {
    loop {
        let (items, next) = page(table, user, after, now).await?;
        let mut to_change = Vec::new();
        for item in items {
            if change(table, &item, retag, now)?.is_some() {
                to_change.push(item);
            }
        }
        let is_changed = !to_change.is_empty();
        stream::iter(to_change)
            .map(|item| write(table, item, retag, now))
            .buffer_unordered(CONCURRENCY)
            .try_collect::<()>()
            .await?;
        if is_changed || next.is_none() {
            return Ok(next);
        }
        after = next;
    }
}

/// The next entries with a note or a renaming, and the last day that was read if there are more.
async fn page(
    table: &TableClient,
    user: &UserId,
    after: Option<String>,
    now: i64,
) -> Result<(Vec<Item>, Option<String>), Error> {
    let query = journal::query(table, user, after)
        .key_condition_expression(IS_DAY)
        .filter_expression(
            "expiresAt > :now AND attribute_exists(mood) \
             AND (attribute_exists(note) OR attribute_exists(retag))",
        )
        .expression_attribute_values(":first", text(Day::FIRST))
        .expression_attribute_values(":last", text(Day::LAST))
        .expression_attribute_values(":now", number(now));
    journal::page(table, query).await
}

/// The change that a day needs; none if its note has not the tag, would be too long, or was written
/// since.
fn change(
    table: &TableClient,
    item: &Item,
    retag: &Retag,
    now: i64,
) -> Result<Option<Change>, Error> {
    let text = |name| {
        let present = item.contains_key(name);
        present
            .then(|| table.decoded(string(item, name)))
            .transpose()
    };
    if retag.undone {
        let is_its_own = text(RETAG)? == Some(&retag.id);
        if let Some(former) = text(FORMER_NOTE)?.filter(|_| is_its_own) {
            return Ok(Some(Change::Write(former.to_owned())));
        }
    } else if let Some(note) = text(NOTE)?
        && let Some(note) = Note::parse(note).ok().flatten()
        && let Ok(Some(renamed)) = retag.of(&note)
    {
        let renamed = renamed.as_str().to_owned();
        return Ok(Some(match retag.can_be_undone(now) {
            true => Change::Rename(renamed),
            false => Change::Write(renamed),
        }));
    }
    // A renaming that began later may be under way already: its traces stay.
    let is_earlier = integer::<i64>(item, UNDO_UNTIL).unwrap_or(0) < retag.undo_until();
    let is_forgotten = text(RETAG)?.is_some() && is_earlier;
    Ok(is_forgotten.then_some(Change::Forget))
}

/// Changes a day, given its item as read.
async fn write(table: &TableClient, mut item: Item, retag: &Retag, now: i64) -> Result<(), Error> {
    for _ in 0..MAX_ATTEMPTS {
        let Some(change) = change(table, &item, retag, now)? else {
            return Ok(());
        };
        let request = table
            .client
            .update_item()
            .table_name(&table.name)
            .set_key(Some(key_of(&item)))
            .condition_expression(IS_UNCHANGED)
            .set_expression_attribute_values(Some(unchanged(&item)));
        let (expression, note) = match change {
            Change::Rename(note) => (format!("{WRITE}{KEEP}"), Some(note)),
            Change::Write(note) => (format!("{WRITE}{FORGET}"), Some(note)),
            Change::Forget => (FORGET.to_owned(), None),
        };
        let mut request = request.update_expression(&expression);
        if let Some(note) = note {
            request = request
                .expression_attribute_values(":note", text(note))
                .expression_attribute_values(":now", number(now))
                .expression_attribute_values(":one", number(1))
                // Of its own, so that no other device's retry is taken for it.
                .expression_attribute_values(":mutation", text(Uuid::new_v4().simple()));
        }
        if expression.ends_with(KEEP) {
            let former = table.decoded(string(&item, NOTE))?;
            request = request
                .expression_attribute_values(":former", text(former))
                .expression_attribute_values(":retag", text(&retag.id))
                .expression_attribute_values(":until", number(retag.undo_until()));
        }
        match request.send().await {
            Ok(_) => return Ok(()),
            Err(failure) if failure::code(&failure) == CONDITION_FAILED => {}
            Err(failure) => return Err(table.writability.failed("UpdateItem", &failure)),
        }
        // Changed in the meantime, or by a first attempt whose response was lost.
        match table.get(key_of(&item)).await? {
            Some(changed) if item::is_alive(&changed) => item = changed,
            _ => return Ok(()),
        }
    }
    tracing::error!(table = table.name, "too many concurrent changes of a day");
    Err(failure::unavailable())
}

/// Deletes the traces of renamings whose undo's time ended at `until` or before, from the next days that
/// have them, after the day `after`. Returns the day after which the next call goes on; none at the end.
///
/// # Errors
/// Unavailable.
pub(super) async fn forget(
    table: &TableClient,
    user: &UserId,
    until: i64,
    mut after: Option<String>,
) -> Result<Option<String>, Error> {
    loop {
        let query = journal::query(table, user, after)
            .key_condition_expression(IS_DAY)
            .projection_expression("userId, #day")
            .filter_expression(IS_OVER)
            .expression_attribute_values(":first", text(Day::FIRST))
            .expression_attribute_values(":last", text(Day::LAST))
            .expression_attribute_values(":until", number(until));
        let (days, next) = journal::page(table, query).await?;
        let is_changed = !days.is_empty();
        stream::iter(days)
            .map(|day| forget_day(table, day, until))
            .buffer_unordered(CONCURRENCY)
            .try_collect::<()>()
            .await?;
        if is_changed || next.is_none() {
            return Ok(next);
        }
        after = next;
    }
}

async fn forget_day(table: &TableClient, day: Item, until: i64) -> Result<(), Error> {
    let request = table
        .client
        .update_item()
        .table_name(&table.name)
        .set_key(Some(key_of(&day)))
        .update_expression(FORGET)
        // Does not hold if the day was renamed again, removed or carried over in the meantime.
        .condition_expression(IS_OVER)
        .expression_attribute_values(":until", number(until));
    match request.send().await {
        Ok(_) => Ok(()),
        Err(failure) if failure::code(&failure) == CONDITION_FAILED => Ok(()),
        Err(failure) => Err(table.writability.failed("UpdateItem", &failure)),
    }
}

/// The number of entries that a renaming changed and that were written since.
///
/// # Errors
/// Unavailable.
pub(super) async fn written_since(
    table: &TableClient,
    user: &UserId,
    retag: &str,
    now: i64,
) -> Result<usize, Error> {
    let mut pages = journal::query(table, user, None)
        .key_condition_expression(IS_DAY)
        .filter_expression(
            "expiresAt > :now AND attribute_exists(mood) \
             AND retag = :retag AND attribute_not_exists(formerNote)",
        )
        .expression_attribute_values(":first", text(Day::FIRST))
        .expression_attribute_values(":last", text(Day::LAST))
        .expression_attribute_values(":now", number(now))
        .expression_attribute_values(":retag", text(retag))
        .select(Select::Count)
        .into_paginator()
        .send();
    let mut count = 0;
    while let Some(page) = pages.next().await {
        let page = page.map_err(|failure| failure::error("Query", &failure))?;
        count += usize::try_from(page.count).unwrap_or(0);
    }
    Ok(count)
}
