//! Writing a day: over any version, or at a base and once.

use app::{
    domain::{Draft, Entry},
    error::Error,
    ports::{UserId, WriteError},
};
use aws_sdk_dynamodb::{
    operation::{put_item::PutItemError, update_item::UpdateItemError},
    types::{ReturnValue, ReturnValuesOnConditionCheckFailure},
};

use super::{
    failure,
    item::{self, Item, number, text},
    moods::{DAY, DynamoMoods, USER_ID},
};

/// Holds for a live entry, a tombstone, or no item at all.
///
/// An expired item stays in the table until it is swept (on AWS, days later) and
/// counts as absent: the new entry must not inherit its age.
const IS_ABSENT_OR_ALIVE: &str = "attribute_not_exists(expiresAt) OR expiresAt > :now";
const IS_ABSENT_OR_EXPIRED: &str = "attribute_not_exists(userId) OR expiresAt <= :now";
/// Does not hold for a retry at the version that the same write made.
const IS_AT_BASE: &str = "version = :base AND expiresAt > :now \
                          AND NOT (attribute_exists(mood) AND mutation = :mutation)";
const WRITE: &str = "SET mood = :mood, updatedAt = :now, expiresAt = :expiresAt, \
                     createdAt = if_not_exists(createdAt, :now), mutation = :mutation, \
                     version = if_not_exists(version, :zero) + :one";

/// The maximum number of attempts. A second one is needed if another writer
/// starts the expired day again between our two calls; a third is unlikely.
const TURNS: usize = 3;

/// A day as it is to be written.
pub(super) struct Write<'a> {
    pub(super) user: &'a UserId,
    pub(super) draft: &'a Draft,
    /// The name of the change, stored with it.
    pub(super) mutation: &'a str,
    pub(super) now: i64,
    pub(super) expires_at: i64,
}

/// The outcome of a conditional write.
enum Attempt {
    Made(Entry),
    /// The condition did not hold for the item.
    Refused(Option<Item>),
}

impl DynamoMoods {
    /// Writes only if the day is at the version `base`; 0 is a day that never had an entry.
    ///
    /// # Errors
    /// Conflict; Unavailable.
    pub(super) async fn write_at(&self, write: &Write<'_>, base: u64) -> Result<Entry, WriteError> {
        let attempt = match base {
            0 => self.begin(write).await?,
            version => self.write_over(write, Some(version)).await?,
        };
        match attempt {
            Attempt::Made(entry) => Ok(entry),
            Attempt::Refused(item) => self.made_before(write, item),
        }
    }

    /// Overwrites the item: at `base`, or else anything but an expired item.
    ///
    /// If an answer is lost, the SDK retries. With a base, the retry is recognised by its mutation.
    /// Without a base, a retry may increment the version twice: it tells that an entry changed, not
    /// how often.
    async fn write_over(&self, write: &Write<'_>, base: Option<u64>) -> Result<Attempt, Error> {
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .key(USER_ID, text(&write.user.0))
            .key(DAY, text(write.draft.day))
            .expression_attribute_values(":mood", text(write.draft.mood.as_str()))
            .expression_attribute_values(":now", number(write.now))
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
        let request = match &write.draft.note {
            Some(note) => request
                .update_expression(format!("{WRITE}, note = :note"))
                .expression_attribute_values(":note", text(note.as_str())),
            None => request.update_expression(format!("{WRITE} REMOVE note")),
        };
        match request.send().await {
            Ok(answer) => self
                .entry(&answer.attributes.unwrap_or_default())
                .map(Attempt::Made),
            Err(failure) => match failure.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(refusal)) => {
                    Ok(Attempt::Refused(refusal.item.clone()))
                }
                _ => Err(self.writability.failed("UpdateItem", &failure)),
            },
        }
    }

    /// Puts a first entry where nothing is, or in the place of an expired
    /// item, of which nothing stays.
    async fn begin(&self, write: &Write<'_>) -> Result<Attempt, Error> {
        let entry = Entry {
            day: write.draft.day,
            mood: write.draft.mood,
            note: write.draft.note.clone(),
            version: 1,
            edited: false,
            created_at: write.now,
            updated_at: write.now,
            expires_at: write.expires_at,
        };
        let request = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item::write(write.user, &entry, write.mutation)))
            .condition_expression(IS_ABSENT_OR_EXPIRED)
            .expression_attribute_values(":now", number(write.now))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match request.send().await {
            Ok(_) => Ok(Attempt::Made(entry)),
            Err(failure) => match failure.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(refusal)) => {
                    Ok(Attempt::Refused(refusal.item.clone()))
                }
                _ => Err(self.writability.failed("PutItem", &failure)),
            },
        }
    }

    /// Writes over any version.
    ///
    /// # Errors
    /// Unavailable.
    pub(super) async fn write_anyway(&self, write: &Write<'_>) -> Result<Entry, Error> {
        for _ in 0..TURNS {
            if let Attempt::Made(entry) = self.write_over(write, None).await? {
                return Ok(entry);
            }
            if let Attempt::Made(entry) = self.begin(write).await? {
                return Ok(entry);
            }
        }
        tracing::error!(table = self.table, "a day is neither alive nor expired");
        Err(failure::unavailable())
    }

    /// The result of a write whose base did not match: the entry, if this write had already made
    /// it.
    fn made_before(&self, write: &Write<'_>, item: Option<Item>) -> Result<Entry, WriteError> {
        let now = write.now;
        match item {
            Some(item) if !self.legible(item::is_expired(&item, now))? => {
                if item::is_alive(&item) && item::was_made_by(&item, write.mutation) {
                    return Ok(self.entry(&item)?);
                }
                let version = self.legible(item::version(&item))?;
                Err(WriteError::Conflict { version })
            }
            _ => Err(WriteError::Conflict { version: 0 }),
        }
    }
}
