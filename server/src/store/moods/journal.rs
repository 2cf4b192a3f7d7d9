//! Changes of a whole journal, some days in each call.

use app::{domain::Retention, error::Error, ports::UserId};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use futures::{StreamExt, TryStreamExt, stream};

use super::{
    day_items::{key, key_of},
    imports::is_import,
    item::{DAY, EXPIRES_AT, is_expired},
    versions,
};
use crate::store::{
    attributes::{Item, integer, number, string, text},
    failure::{self, CONDITION_FAILED},
    table_client::TableClient,
};

/// The number of items of a call.
const ITEMS: i32 = 100;
pub(super) const CONCURRENCY: usize = 8;

/// A query for the items of a journal after the sort key `after`.
pub(super) fn query(
    table: &TableClient,
    user: &UserId,
    after: Option<String>,
) -> QueryFluentBuilder {
    table
        .client
        .query()
        .table_name(&table.name)
        .key_condition_expression("userId = :userId")
        .expression_attribute_names("#day", DAY)
        .expression_attribute_values(":userId", text(&user.0))
        .set_exclusive_start_key(after.map(|day| key(user, &day)))
        .consistent_read(true)
        .limit(ITEMS)
}

/// The items of such a query, and the sort key after which the next page begins.
///
/// # Errors
/// Unavailable.
pub(super) async fn page(
    table: &TableClient,
    query: QueryFluentBuilder,
) -> Result<(Vec<Item>, Option<String>), Error> {
    let page = query.send().await;
    let page = page.map_err(|failure| failure::error("Query", &failure))?;
    let last = page.last_evaluated_key;
    let last = last.map(|last| table.decoded(string(&last, DAY).map(str::to_owned)));
    Ok((page.items.unwrap_or_default(), last.transpose()?))
}

/// Sets the expiry of the next items that have another one, from the sort key `after` on. Returns the
/// sort key after which the next call goes on; none at the end.
///
/// # Errors
/// Unavailable.
pub(super) async fn redate(
    table: &TableClient,
    user: &UserId,
    retention: Retention,
    mut after: Option<String>,
    now: i64,
) -> Result<Option<String>, Error> {
    loop {
        let (wrong, next) = wrongly_dated(table, user, retention, after, now).await?;
        let is_changed = !wrong.is_empty();
        stream::iter(wrong)
            .map(|(item, expires_at)| redate_item(table, item, expires_at, now))
            .buffer_unordered(CONCURRENCY)
            .try_collect::<()>()
            .await?;
        if is_changed || next.is_none() {
            return Ok(next);
        }
        after = next;
    }
}

/// The keys of a page's items that have another expiry, with the one that `retention` gives them, and
/// the sort key after which the next page begins.
async fn wrongly_dated(
    table: &TableClient,
    user: &UserId,
    retention: Retention,
    after: Option<String>,
    now: i64,
) -> Result<(Vec<(Item, i64)>, Option<String>), Error> {
    let query = query(table, user, after).projection_expression("userId, #day, expiresAt");
    let (items, next) = page(table, query).await?;
    let mut wrong = Vec::new();
    for item in items {
        let day = table.decoded(string(&item, DAY))?;
        // It has a life of its own.
        if is_import(day) {
            continue;
        }
        let day = table.decoded(versions::day_of(day).ok_or(DAY))?;
        let expires_at = retention.expires_at(day);
        let stored: i64 = table.decoded(integer(&item, EXPIRES_AT))?;
        // An expired item may still be in the table, but no longer in the journal.
        if stored != expires_at && !table.decoded(is_expired(&item, now))? {
            wrong.push((key_of(&item), expires_at));
        }
    }
    Ok((wrong, next))
}

async fn redate_item(
    table: &TableClient,
    key: Item,
    expires_at: i64,
    now: i64,
) -> Result<(), Error> {
    let request = table
        .client
        .update_item()
        .table_name(&table.name)
        .set_key(Some(key))
        .update_expression("SET expiresAt = :expiresAt")
        // Without this condition, the call would recreate a deleted item.
        .condition_expression("expiresAt > :now")
        .expression_attribute_values(":expiresAt", number(expires_at))
        .expression_attribute_values(":now", number(now));
    match request.send().await {
        Ok(_) => Ok(()),
        Err(failure) if failure::code(&failure) == CONDITION_FAILED => Ok(()),
        Err(failure) => Err(table.writability.failed("UpdateItem", &failure)),
    }
}

/// Deletes some items. True if there may be more.
///
/// # Errors
/// Unavailable.
pub(super) async fn erase(table: &TableClient, user: &UserId) -> Result<bool, Error> {
    let query = query(table, user, None).projection_expression("userId, #day");
    let (items, next) = page(table, query).await?;
    stream::iter(items)
        .map(|item| table.delete(item))
        .buffer_unordered(CONCURRENCY)
        .try_collect::<Vec<_>>()
        .await?;
    Ok(next.is_some())
}
