//! Days as items: their keys and states, and writes over an item that was read.

use app::{domain::account::DayState, ports::UserId};
use aws_sdk_dynamodb::types::{Put, builders::PutBuilder};

use super::item::{self, DAY, StoredDay, USER_ID, VERSION};
use crate::store::{
    attributes::{Item, item as values, number, text},
    table_client::TableClient,
};

/// Holds for the item that was read.
pub(super) const IS_UNCHANGED: &str = "version = :version AND updatedAt = :updatedAt";

/// The values of [`IS_UNCHANGED`].
pub(super) fn unchanged(item: &Item) -> Item {
    let value = |name: &str| item.get(name).cloned().unwrap_or_else(|| number(0));
    values([
        (":version", value(VERSION)),
        (":updatedAt", value(item::UPDATED_AT)),
    ])
}

/// Puts an item over the one that was read, if that has not changed.
pub(super) fn over(table: &TableClient, item: Item, read: Option<&Item>) -> PutBuilder {
    let put = Put::builder().table_name(&table.name).set_item(Some(item));
    match read {
        None => put.condition_expression("attribute_not_exists(userId)"),
        Some(read) => put
            .condition_expression(IS_UNCHANGED)
            .set_expression_attribute_values(Some(unchanged(read))),
    }
}

/// The key of a day, or of another version.
pub(super) fn key(user: &UserId, day: &str) -> Item {
    values([(USER_ID, text(&user.0)), (DAY, text(day))])
}

/// An item's key.
pub(super) fn key_of(item: &Item) -> Item {
    let is_key = |name: &str| name == USER_ID || name == DAY;
    let attributes = item.iter().filter(|(name, _)| is_key(name));
    attributes
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// A day's state at `now`.
///
/// # Errors
/// The attribute that can't be read.
pub(super) fn state(item: Option<&Item>, now: i64) -> Result<DayState, &'static str> {
    let Some(item) = item else {
        return Ok(DayState::Empty);
    };
    if item::is_expired(item, now)? {
        return Ok(DayState::Empty);
    }
    Ok(match item::read(item)? {
        StoredDay::Entry(entry) => DayState::Written(entry),
        StoredDay::Tombstone(removed) => DayState::Removed {
            version: removed.version,
        },
    })
}
