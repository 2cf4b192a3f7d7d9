//! The renaming of a tag, some days in each call.
//!
//! A day that it writes gets the renaming's identifier and its former note, in the same call. Any other
//! write of the day removes both, so the days to restore are those that still have them.

use app::{
    domain::{Day, Note, Retag},
    error::Error,
    ports::UserId,
};
use futures::{StreamExt, TryStreamExt, stream};
use uuid::Uuid;

use super::{
    day_items::{IS_UNCHANGED, key, key_of, unchanged},
    item::{self, DAY, FORMER_NOTE, NOTE, RETAG, decoded},
};
use crate::store::{
    attributes::{Item, number, string, text},
    failure::{self, CONDITION_FAILED},
    table_client::TableClient,
};

/// The number of items of a call.
const ITEMS: i32 = 100;
const CONCURRENCY: usize = 8;
/// The maximum number of attempts: each failed one means that the day was changed in the meantime.
const MAX_ATTEMPTS: usize = 3;

const WRITE: &str = "SET note = :note, formerNote = :former, retag = :retag, \
                     version = version + :one, updatedAt = :now, mutation = :mutation";
const RESTORE: &str = "SET note = :note, \
                       version = version + :one, updatedAt = :now, mutation = :mutation \
                       REMOVE retag, formerNote";

/// Renames the tag in the next days that need it, or restores those that it changed, after the day
/// `after`. Returns the day after which the next call goes on; none at the end.
///
/// # Errors
/// Unavailable.
pub(super) async fn step(
    table: &TableClient,
    user: &UserId,
    retag: &Retag,
    mut after: Option<Day>,
    now: i64,
) -> Result<Option<Day>, Error> {
    loop {
        let (items, next) = page(table, user, after, now).await?;
        let mut to_change = Vec::new();
        for item in items {
            if change(table, &item, retag)?.is_some() {
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

/// The next entries with a note, and the last day that was read if there are more.
async fn page(
    table: &TableClient,
    user: &UserId,
    after: Option<Day>,
    now: i64,
) -> Result<(Vec<Item>, Option<Day>), Error> {
    let page = table
        .client
        .query()
        .table_name(&table.name)
        .key_condition_expression("userId = :userId AND #day BETWEEN :first AND :last")
        .filter_expression("expiresAt > :now AND attribute_exists(mood) AND attribute_exists(note)")
        .expression_attribute_names("#day", DAY)
        .expression_attribute_values(":userId", text(&user.0))
        .expression_attribute_values(":first", text(Day::FIRST))
        .expression_attribute_values(":last", text(Day::LAST))
        .expression_attribute_values(":now", number(now))
        .set_exclusive_start_key(after.map(|day| key(user, &day.to_string())))
        .consistent_read(true)
        .limit(ITEMS)
        .send()
        .await
        .map_err(|failure| failure::error("Query", &failure))?;
    let last = page.last_evaluated_key.as_ref();
    let last = last.map(|key| decoded(&table.name, item::day(key)));
    Ok((page.items.unwrap_or_default(), last.transpose()?))
}

/// The note that a day needs; none if its own has not the tag, would be too long, or was written since.
fn change(table: &TableClient, item: &Item, retag: &Retag) -> Result<Option<String>, Error> {
    let former = item.contains_key(FORMER_NOTE).then_some(FORMER_NOTE);
    let note = |name| decoded(&table.name, string(item, name));
    if retag.undone {
        let is_its_own = string(item, RETAG) == Ok(retag.id.as_str());
        let former = former.filter(|_| is_its_own);
        return former.map(|name| Ok(note(name)?.to_owned())).transpose();
    }
    let note = Note::parse(note(NOTE)?).ok().flatten();
    let renamed = note.and_then(|note| retag.of(&note).ok().flatten());
    Ok(renamed.map(|note| note.as_str().to_owned()))
}

/// Changes a day, given its item as read.
async fn write(table: &TableClient, mut item: Item, retag: &Retag, now: i64) -> Result<(), Error> {
    for _ in 0..MAX_ATTEMPTS {
        let Some(note) = change(table, &item, retag)? else {
            return Ok(());
        };
        let request = table
            .client
            .update_item()
            .table_name(&table.name)
            .set_key(Some(key_of(&item)))
            .condition_expression(format!("{IS_UNCHANGED} AND attribute_exists(note)"))
            .set_expression_attribute_values(Some(unchanged(&item)))
            .expression_attribute_values(":note", text(note))
            .expression_attribute_values(":now", number(now))
            .expression_attribute_values(":one", number(1))
            // Of its own, so that no other device's retry is taken for it.
            .expression_attribute_values(":mutation", text(Uuid::new_v4().simple()));
        let request = if retag.undone {
            request.update_expression(RESTORE)
        } else {
            let former = decoded(&table.name, string(&item, NOTE))?;
            request
                .update_expression(WRITE)
                .expression_attribute_values(":former", text(former))
                .expression_attribute_values(":retag", text(&retag.id))
        };
        match request.send().await {
            Ok(_) => return Ok(()),
            Err(failure) if failure::code(&failure) == CONDITION_FAILED => {}
            Err(failure) => return Err(table.writability.failed("UpdateItem", &failure)),
        }
        // Changed in the meantime, or by a first attempt whose response was lost.
        match table.get(key_of(&item)).await? {
            Some(changed) if item::is_alive(&changed) && changed.contains_key(NOTE) => {
                item = changed;
            }
            _ => return Ok(()),
        }
    }
    tracing::error!(table = table.name, "too many concurrent changes of a day");
    Err(failure::unavailable())
}
