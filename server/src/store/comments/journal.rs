//! Changes of all comments of a journal, some in each call.

use app::{
    domain::{Retention, comment::Section},
    error::Error,
    ports::UserId,
};
use futures::{StreamExt, TryStreamExt, stream};

use super::item::{self, EXPIRES_AT, ID, PLACE, SECTIONS, USER_ID};
use crate::store::{
    attributes::{Item, item as values, number, string, text},
    failure::{self, CONDITION_FAILED},
    table_client::TableClient,
};

/// The number of items of a call.
const ITEMS: i32 = 100;
const CONCURRENCY: usize = 8;
/// The start of every day's sort key in the index.
const DAYS: &str = "day:";

/// Moves some comments into the journal `into`. True if there may be more.
///
/// Each is written before it is deleted, under the same identifier, so that an interruption loses none
/// and a repetition doubles none.
///
/// # Errors
/// Unavailable.
pub(super) async fn carry_over(
    table: &TableClient,
    from: &UserId,
    into: &UserId,
    retention: Retention,
) -> Result<bool, Error> {
    let (items, has_more) = some_of(table, from).await?;
    let moves = items.into_iter().map(|item| async move {
        let mut moved = item.clone();
        moved.insert(USER_ID.to_owned(), text(&into.0));
        let stored = table.decoded(item::expires_at(&item))?;
        let day = table.decoded(item::section(&item))?.day();
        if let (Some(stored), Some(day)) = (stored, day) {
            let expires_at = stored.max(retention.expires_at(day));
            moved.insert(EXPIRES_AT.to_owned(), number(expires_at));
        }
        table.put(moved, None, Item::new()).await?;
        table.delete(key_of(&item)).await
    });
    settle(moves).await?;
    Ok(has_more)
}

/// Deletes some comments. True if there may be more.
///
/// # Errors
/// Unavailable.
pub(super) async fn erase(table: &TableClient, user: &UserId) -> Result<bool, Error> {
    let (items, has_more) = some_of(table, user).await?;
    let keys = items.into_iter().map(|item| key_of(&item));
    settle(keys.map(|key| table.delete(key))).await?;
    Ok(has_more)
}

/// Deletes some comments on a section. True if there may be more.
///
/// # Errors
/// Unavailable.
pub(super) async fn clear(
    table: &TableClient,
    user: &UserId,
    section: &Section,
) -> Result<bool, Error> {
    let page = table
        .client
        .query()
        .table_name(&table.name)
        .index_name(SECTIONS)
        .key_condition_expression(format!(
            "{USER_ID} = :userId AND begins_with({PLACE}, :section)"
        ))
        .set_expression_attribute_values(Some(values([
            (":userId", text(&user.0)),
            (":section", text(format!("{section}#"))),
        ])))
        .consistent_read(true)
        .limit(ITEMS)
        .send()
        .await
        .map_err(|failure| failure::error("Query", &failure))?;
    let keys = page.items().iter().map(key_of);
    settle(keys.map(|key| table.delete(key))).await?;
    Ok(page.last_evaluated_key.is_some())
}

/// The first items of a journal. True if there are more.
async fn some_of(table: &TableClient, user: &UserId) -> Result<(Vec<Item>, bool), Error> {
    let page = table
        .client
        .query()
        .table_name(&table.name)
        .key_condition_expression(format!("{USER_ID} = :userId"))
        .expression_attribute_values(":userId", text(&user.0))
        .consistent_read(true)
        .limit(ITEMS)
        .send()
        .await
        .map_err(|failure| failure::error("Query", &failure))?;
    let has_more = page.last_evaluated_key.is_some();
    Ok((page.items.unwrap_or_default(), has_more))
}

/// Sets the expiry of the next days' comments that have another one, from the index's sort key `after`
/// on. Returns the sort key after which the next call goes on; none at the end.
///
/// # Errors
/// Unavailable.
pub(super) async fn redate(
    table: &TableClient,
    user: &UserId,
    retention: Retention,
    after: Option<String>,
    now: i64,
) -> Result<Option<String>, Error> {
    let start = after
        .map(|place| start_key(table, user, place))
        .transpose()?;
    let page = table
        .client
        .query()
        .table_name(&table.name)
        .index_name(SECTIONS)
        .key_condition_expression(format!(
            "{USER_ID} = :userId AND begins_with({PLACE}, :days)"
        ))
        .set_expression_attribute_values(Some(values([
            (":userId", text(&user.0)),
            (":days", text(DAYS)),
        ])))
        .set_exclusive_start_key(start)
        .consistent_read(true)
        .limit(ITEMS)
        .send()
        .await
        .map_err(|failure| failure::error("Query", &failure))?;
    let mut wrong = Vec::new();
    for item in page.items() {
        let Some(day) = table.decoded(item::section(item))?.day() else {
            continue;
        };
        let expires_at = retention.expires_at(day);
        let is_expired = table.decoded(item::is_expired(item, now))?;
        if table.decoded(item::expires_at(item))? != Some(expires_at) && !is_expired {
            wrong.push(redate_item(table, key_of(item), expires_at));
        }
    }
    settle(wrong).await?;
    let last = page.last_evaluated_key.as_ref();
    last.map(|last| table.decoded(string(last, PLACE).map(str::to_owned)))
        .transpose()
}

async fn redate_item(table: &TableClient, key: Item, expires_at: i64) -> Result<(), Error> {
    let request = table
        .client
        .update_item()
        .table_name(&table.name)
        .set_key(Some(key))
        // Without this condition, the call would recreate a deleted item.
        .condition_expression(format!("attribute_exists({ID})"))
        .update_expression(format!("SET {EXPIRES_AT} = :end"))
        .expression_attribute_values(":end", number(expires_at));
    match request.send().await {
        Ok(_) => Ok(()),
        Err(failure) if failure::code(&failure) == CONDITION_FAILED => Ok(()),
        Err(failure) => Err(table.writability.failed("UpdateItem", &failure)),
    }
}

/// The key of the index from its sort key, which ends with the identifier.
fn start_key(table: &TableClient, user: &UserId, place: String) -> Result<Item, Error> {
    let id = place.split_once('#').map(|(_, id)| text(id));
    let id = table.decoded(id.ok_or(PLACE))?;
    Ok(values([
        (USER_ID, text(&user.0)),
        (ID, id),
        (PLACE, text(place)),
    ]))
}

fn key_of(item: &Item) -> Item {
    let is_key = |(name, _): &(&String, _)| matches!(name.as_str(), USER_ID | ID);
    let key = item.iter().filter(is_key);
    key.map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// Makes the calls, some at once.
async fn settle<T, F>(calls: impl IntoIterator<Item = F>) -> Result<(), Error>
where
    F: Future<Output = Result<T, Error>>,
{
    let calls = stream::iter(calls).buffer_unordered(CONCURRENCY);
    calls.try_for_each(|_| async { Ok(()) }).await
}
