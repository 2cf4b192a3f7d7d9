//! Writes of a day: unconditional, or at a base version and idempotent.

use app::{
    domain::{Draft, Entry, Times},
    error::Error,
    ports::{UserId, WriteError},
};
use aws_sdk_dynamodb::{
    operation::{put_item::PutItemError, update_item::UpdateItemError},
    types::{ReturnValue, ReturnValuesOnConditionCheckFailure},
};

use super::item::{self, DAY, USER_ID};
use crate::store::{
    attributes::{Item, number, text},
    failure,
    table_client::TableClient,
};

/// Holds for a live entry, a tombstone or no item.
///
/// An expired item stays in the table until it is swept (on AWS, days later) and counts as absent:
/// a new entry must not inherit its age.
const IS_ABSENT_OR_ALIVE: &str = "attribute_not_exists(expiresAt) OR expiresAt > :now";
const IS_ABSENT_OR_EXPIRED: &str = "attribute_not_exists(userId) OR expiresAt <= :now";
/// Does not hold for a retry, which finds the version that its own first attempt made.
const IS_AT_BASE: &str = "version = :base AND expiresAt > :now \
                          AND NOT (attribute_exists(mood) AND mutation = :mutation)";
const WRITE: &str = "mood = :mood, updatedAt = :updatedAt, expiresAt = :expiresAt, \
                     mutation = :mutation, version = if_not_exists(version, :zero) + :one";
const CREATED_ONCE: &str = "createdAt = if_not_exists(createdAt, :createdAt)";
const CREATED: &str = "createdAt = :createdAt";

/// The maximum number of attempts. A second one is needed if another writer starts an expired day
/// again between the two calls; a third is unlikely.
const MAX_ATTEMPTS: usize = 3;

/// A write.
pub(super) struct Write<'a> {
    pub(super) user: &'a UserId,
    pub(super) draft: &'a Draft,
    /// The stored identifier of the change.
    pub(super) mutation: &'a str,
    /// The times to store; none for now, and for the time when the day was begun.
    pub(super) times: Option<Times>,
    pub(super) now: i64,
    pub(super) expires_at: i64,
}

impl Write<'_> {
    fn times(&self) -> Times {
        self.times.unwrap_or(Times {
            created_at: self.now,
            updated_at: self.now,
        })
    }
}

/// The outcome of a conditional write.
enum Attempt {
    Made(Entry),
    /// The condition did not hold for the item.
    ConditionFailed(Option<Item>),
}

/// Writes only if the day is at version `base`; 0 means that the day never had an entry.
///
/// # Errors
/// Conflict; Unavailable.
pub(super) async fn at_version(
    table: &TableClient,
    write: &Write<'_>,
    base: u64,
) -> Result<Entry, WriteError> {
    let attempt = match base {
        0 => begin(table, write).await?,
        version => write_over(table, write, Some(version)).await?,
    };
    match attempt {
        Attempt::Made(entry) => Ok(entry),
        Attempt::ConditionFailed(item) => made_before(table, write, item),
    }
}

/// Overwrites the item at `base` or, without one, any item that has not expired.
///
/// If a response is lost, the SDK retries. With a base, the retry is recognised by its mutation.
/// Without a base, it may increment the version twice: a version shows that an entry changed, not
/// how often.
async fn write_over(
    table: &TableClient,
    write: &Write<'_>,
    base: Option<u64>,
) -> Result<Attempt, Error> {
    let times = write.times();
    let request = table
        .client
        .update_item()
        .table_name(&table.name)
        .key(USER_ID, text(&write.user.0))
        .key(DAY, text(write.draft.day))
        .expression_attribute_values(":mood", text(write.draft.mood.as_str()))
        .expression_attribute_values(":now", number(write.now))
        .expression_attribute_values(":createdAt", number(times.created_at))
        .expression_attribute_values(":updatedAt", number(times.updated_at))
        .expression_attribute_values(":expiresAt", number(write.expires_at))
        .expression_attribute_values(":mutation", text(write.mutation))
        .expression_attribute_values(":zero", number(0))
        .expression_attribute_values(":one", number(1))
        .return_values(ReturnValue::AllNew)
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
    let request = match base {
        Some(version) => request
            .condition_expression(IS_AT_BASE)
            .expression_attribute_values(":base", number(version)),
        None => request.condition_expression(IS_ABSENT_OR_ALIVE),
    };
    let created = write.times.map_or(CREATED_ONCE, |_| CREATED);
    let set = format!("SET {WRITE}, {created}");
    let request = match &write.draft.note {
        Some(note) => request
            .update_expression(format!("{set}, note = :note REMOVE formerNote"))
            .expression_attribute_values(":note", text(note.as_str())),
        None => request.update_expression(format!("{set} REMOVE note, formerNote")),
    };
    match request.send().await {
        Ok(response) => {
            item::entry(table, &response.attributes.unwrap_or_default()).map(Attempt::Made)
        }
        Err(failure) => match failure.as_service_error() {
            Some(UpdateItemError::ConditionalCheckFailedException(rejection)) => {
                Ok(Attempt::ConditionFailed(rejection.item.clone()))
            }
            _ => Err(table.writability.failed("UpdateItem", &failure)),
        },
    }
}

/// Puts a first entry if there is no item, or replaces an expired item completely.
async fn begin(table: &TableClient, write: &Write<'_>) -> Result<Attempt, Error> {
    let times = write.times();
    let entry = Entry {
        day: write.draft.day,
        mood: write.draft.mood,
        note: write.draft.note.clone(),
        version: 1,
        edited: times.updated_at > times.created_at,
        created_at: times.created_at,
        updated_at: times.updated_at,
        expires_at: write.expires_at,
    };
    let request = table
        .client
        .put_item()
        .table_name(&table.name)
        .set_item(Some(item::write(write.user, &entry, write.mutation)))
        .condition_expression(IS_ABSENT_OR_EXPIRED)
        .expression_attribute_values(":now", number(write.now))
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
    match request.send().await {
        Ok(_) => Ok(Attempt::Made(entry)),
        Err(failure) => match failure.as_service_error() {
            Some(PutItemError::ConditionalCheckFailedException(rejection)) => {
                Ok(Attempt::ConditionFailed(rejection.item.clone()))
            }
            _ => Err(table.writability.failed("PutItem", &failure)),
        },
    }
}

/// Overwrites any version.
///
/// # Errors
/// Unavailable.
pub(super) async fn unconditional(table: &TableClient, write: &Write<'_>) -> Result<Entry, Error> {
    for _ in 0..MAX_ATTEMPTS {
        if let Attempt::Made(entry) = write_over(table, write, None).await? {
            return Ok(entry);
        }
        if let Attempt::Made(entry) = begin(table, write).await? {
            return Ok(entry);
        }
    }
    tracing::error!(table = table.name, "day is neither alive nor expired");
    Err(failure::unavailable())
}

/// The result of a write whose base did not match: the entry, if this same write had already made
/// it.
fn made_before(
    table: &TableClient,
    write: &Write<'_>,
    item: Option<Item>,
) -> Result<Entry, WriteError> {
    let now = write.now;
    match item {
        Some(item) if !table.decoded(item::is_expired(&item, now))? => {
            if item::is_alive(&item) && item::was_made_by(&item, write.mutation) {
                return Ok(item::entry(table, &item)?);
            }
            let version = table.decoded(item::version(&item))?;
            Err(WriteError::Conflict { version })
        }
        _ => Err(WriteError::Conflict { version: 0 }),
    }
}
