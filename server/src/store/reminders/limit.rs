//! The limit of reminders per person, which holds even for concurrent additions.
//!
//! Each person has an item `devices` with a `revision` beside the reminders. Adding a device
//! increments it in the same transaction, so no device can be added between the count and the
//! write. Other calls do not add devices, so they ignore the revision.

use app::{
    domain::{MAX_REMINDERS, Reminder},
    error::Error,
    ports::{Due, UserId},
};
use aws_sdk_dynamodb::types::{Put, Update};

use super::item::{self, EXPIRES_AT, ID, USER_ID, write};
use crate::store::{
    attributes::{Item, integer, number, text},
    failure::{self, CONDITION_FAILED},
    table_client::TableClient,
    transaction::{Outcome, Transaction},
};

/// The sort key of the item. Unlike a reminder, it has no `endpoint`.
const DEVICES: &str = "devices";
const REVISION: &str = "revision";
/// The maximum number of attempts: each lost attempt means that another device was added.
const MAX_ATTEMPTS: usize = MAX_REMINDERS + 2;

/// Writes a reminder; false if the person has reached the limit.
///
/// # Errors
/// Unavailable.
pub(super) async fn put(
    table: &TableClient,
    user: &UserId,
    reminder: &Reminder,
    now: i64,
) -> Result<bool, Error> {
    for _ in 0..MAX_ATTEMPTS {
        let revision = read_revision(table, user).await?;
        let devices = list(table, user, now).await?;
        let written = if devices.iter().any(|device| device.id == reminder.id) {
            write_over(table, user, reminder).await?
        } else if devices.len() >= MAX_REMINDERS {
            return Ok(false);
        } else {
            add(table, user, reminder, revision).await?
        };
        if written {
            return Ok(true);
        }
    }
    tracing::error!(
        table = table.name,
        "too many concurrent writes of reminders"
    );
    Err(failure::unavailable())
}

/// The revision of a person's devices; none before the first device.
async fn read_revision(table: &TableClient, user: &UserId) -> Result<Option<u64>, Error> {
    let response = table
        .client
        // A Query, because the function has no permission for GetItem on this table.
        .query()
        .table_name(&table.name)
        .key_condition_expression("userId = :userId AND id = :devices")
        .expression_attribute_values(":userId", text(&user.0))
        .expression_attribute_values(":devices", text(DEVICES))
        .consistent_read(true)
        .send()
        .await
        .map_err(|failure| failure::error("Query", &failure))?;
    let item = response.items.unwrap_or_default().into_iter().next();
    Ok(item.and_then(|item| integer(&item, REVISION).ok()))
}

/// Adds a device; false if another one was added since `revision`.
async fn add(
    table: &TableClient,
    user: &UserId,
    reminder: &Reminder,
    revision: Option<u64>,
) -> Result<bool, Error> {
    let put = Put::builder()
        .table_name(&table.name)
        .set_item(Some(write(user, reminder)));
    let count = Update::builder()
        .table_name(&table.name)
        .key(USER_ID, text(&user.0))
        .key(ID, text(DEVICES))
        // Once the item has expired, the revision restarts at 1; no call lasts that long.
        .update_expression(format!("SET {REVISION} = :next, {EXPIRES_AT} = :expiresAt"))
        .expression_attribute_values(":next", number(revision.unwrap_or(0) + 1))
        .expression_attribute_values(":expiresAt", number(reminder.expires_at));
    let count = match revision {
        Some(revision) => count
            .condition_expression("revision = :revision")
            .expression_attribute_values(":revision", number(revision)),
        None => count.condition_expression("attribute_not_exists(revision)"),
    };
    let writes = Transaction::default().put(put.build())?;
    let outcome = writes.update(count.build())?.commit(table).await?;
    Ok(outcome == Outcome::Committed)
}

/// Overwrites a device's reminder; false if it was removed in the meantime.
async fn write_over(
    table: &TableClient,
    user: &UserId,
    reminder: &Reminder,
) -> Result<bool, Error> {
    let request = table
        .client
        .put_item()
        .table_name(&table.name)
        .set_item(Some(write(user, reminder)))
        .condition_expression("attribute_exists(userId)");
    match request.send().await {
        Ok(_) => Ok(true),
        Err(failure) if failure::code(&failure) == CONDITION_FAILED => Ok(false),
        Err(failure) => Err(table.writability.failed("PutItem", &failure)),
    }
}

/// A person's unexpired reminders at `now` (seconds since the epoch).
///
/// # Errors
/// Unavailable.
pub(super) async fn list(
    table: &TableClient,
    user: &UserId,
    now: i64,
) -> Result<Vec<Reminder>, Error> {
    let items = table
        .client
        .query()
        .table_name(&table.name)
        .key_condition_expression("userId = :userId")
        .filter_expression("expiresAt > :now AND attribute_exists(endpoint)")
        .expression_attribute_values(":userId", text(&user.0))
        .expression_attribute_values(":now", number(now))
        // Consistent, because a person who has just added a reminder expects to see it.
        .consistent_read(true)
        .into_paginator()
        .items()
        .send()
        .collect::<Result<Vec<_>, _>>()
        .await
        .map_err(|failure| failure::error("Query", &failure))?;
    let due = items.iter().filter_map(|item| decoded(table, item));
    Ok(due.map(|due| due.reminder).collect())
}

/// Decodes an item. An invalid one is skipped, so that it does not block the others; the log names
/// its attribute, never its content or owner.
pub(super) fn decoded(table: &TableClient, item: &Item) -> Option<Due> {
    item::read(item)
        .inspect_err(|attribute| {
            tracing::error!(table = table.name, attribute, "invalid item");
        })
        .ok()
}
