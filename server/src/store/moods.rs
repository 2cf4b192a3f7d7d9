//! Table `moods`: one item per person and day.
//!
//! A day costs one call to write and one to take out, a span of days one
//! `Query`, however long the history is.

use std::collections::HashMap;

use app::{
    domain::{Day, DayRange, Draft, Entry},
    error::Error,
    ports::{MoodStore, UserId},
};
use async_trait::async_trait;
use aws_sdk_dynamodb::{
    Client,
    types::{AttributeValue, ReturnValue},
};

use super::{
    failure,
    item::{self, number, text},
};

/// Partition key: whose entry it is.
pub(super) const USER_ID: &str = "userId";
/// Sort key: the day, `YYYY-MM-DD`. A reserved word: never bare in an expression.
pub(super) const DAY: &str = "day";
/// When the item is gone; seconds since the epoch.
pub(super) const EXPIRES_AT: &str = "expiresAt";

/// Writes over a living entry, or where there is none.
///
/// What has expired stays in the table until the sweep comes by (on AWS, days
/// later), and counts as none: it must not lend the new entry its age.
const IS_ABSENT_OR_ALIVE: &str = "attribute_not_exists(expiresAt) OR expiresAt > :now";
const IS_ABSENT_OR_EXPIRED: &str = "attribute_not_exists(userId) OR expiresAt <= :now";
const WRITE: &str = "SET mood = :mood, updatedAt = :now, expiresAt = :expiresAt, \
                     createdAt = if_not_exists(createdAt, :now), \
                     version = if_not_exists(version, :zero) + :one";

/// A second turn is needed when somebody else begins the expired day afresh
/// between our two calls; nothing makes a third one likely.
const TURNS: usize = 3;

/// The entries in a DynamoDB table.
#[derive(Debug)]
pub(super) struct DynamoMoods {
    client: Client,
    table: String,
}

impl DynamoMoods {
    pub(super) const fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// The usual case, in one call. None when the day holds an expired item.
    ///
    /// When an answer is lost the SDK asks again, and the version may count
    /// two for one: it says that an entry changed, not how many times.
    async fn write(
        &self,
        user: &UserId,
        draft: &Draft,
        now: i64,
        expires_at: i64,
    ) -> Result<Option<Entry>, Error> {
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .key(USER_ID, text(&user.0))
            .key(DAY, text(draft.day))
            .condition_expression(IS_ABSENT_OR_ALIVE)
            .expression_attribute_values(":mood", text(draft.mood.as_str()))
            .expression_attribute_values(":now", number(now))
            .expression_attribute_values(":expiresAt", number(expires_at))
            .expression_attribute_values(":zero", number(0))
            .expression_attribute_values(":one", number(1))
            .return_values(ReturnValue::AllNew);
        let request = match &draft.note {
            Some(note) => request
                .update_expression(format!("{WRITE}, note = :note"))
                .expression_attribute_values(":note", text(note.as_str())),
            None => request.update_expression(format!("{WRITE} REMOVE note")),
        };
        match request.send().await {
            Ok(answer) => self.entry(&answer.attributes.unwrap_or_default()).map(Some),
            Err(failure) if is_refused(&failure) => Ok(None),
            Err(failure) => Err(failure::error("UpdateItem", &failure)),
        }
    }

    /// Puts a first entry in the place of an expired item, of which nothing
    /// stays. None when the day holds a living entry.
    async fn begin_afresh(
        &self,
        user: &UserId,
        draft: &Draft,
        now: i64,
        expires_at: i64,
    ) -> Result<Option<Entry>, Error> {
        let entry = Entry {
            day: draft.day,
            mood: draft.mood,
            note: draft.note.clone(),
            version: 1,
            created_at: now,
            updated_at: now,
            expires_at,
        };
        let request = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item::write(user, &entry)))
            .condition_expression(IS_ABSENT_OR_EXPIRED)
            .expression_attribute_values(":now", number(now));
        match request.send().await {
            Ok(_) => Ok(Some(entry)),
            Err(failure) if is_refused(&failure) => Ok(None),
            Err(failure) => Err(failure::error("PutItem", &failure)),
        }
    }

    /// What can't be read is a fault of ours, and the log says in which
    /// attribute: never what is in it, nor whose it is.
    fn entry(&self, item: &HashMap<String, AttributeValue>) -> Result<Entry, Error> {
        item::read(item).map_err(|attribute| {
            tracing::error!(table = self.table, attribute, "an item is not an entry");
            failure::internal()
        })
    }
}

#[async_trait]
impl MoodStore for DynamoMoods {
    async fn put(
        &self,
        user: &UserId,
        draft: &Draft,
        now: i64,
        expires_at: i64,
    ) -> Result<Entry, Error> {
        for _ in 0..TURNS {
            if let Some(entry) = self.write(user, draft, now, expires_at).await? {
                return Ok(entry);
            }
            if let Some(entry) = self.begin_afresh(user, draft, now, expires_at).await? {
                return Ok(entry);
            }
        }
        tracing::error!(table = self.table, "a day is neither alive nor expired");
        Err(failure::unavailable())
    }

    async fn range(&self, user: &UserId, range: DayRange, now: i64) -> Result<Vec<Entry>, Error> {
        let items = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("userId = :userId AND #day BETWEEN :start AND :end")
            .filter_expression("expiresAt > :now")
            .expression_attribute_names("#day", DAY)
            .expression_attribute_values(":userId", text(&user.0))
            .expression_attribute_values(":start", text(range.start()))
            .expression_attribute_values(":end", text(range.end()))
            .expression_attribute_values(":now", number(now))
            // The page that follows a save without JavaScript must show it.
            .consistent_read(true)
            .into_paginator()
            .items()
            .send()
            .collect::<Result<Vec<_>, _>>()
            .await
            .map_err(|failure| failure::error("Query", &failure))?;
        items.iter().map(|item| self.entry(item)).collect()
    }

    async fn remove(&self, user: &UserId, day: Day, now: i64) -> Result<Option<Entry>, Error> {
        let answer = self
            .client
            .delete_item()
            .table_name(&self.table)
            .key(USER_ID, text(&user.0))
            .key(DAY, text(day))
            .return_values(ReturnValue::AllOld)
            .send()
            .await
            .map_err(|failure| failure::error("DeleteItem", &failure))?;
        let entry = answer
            .attributes
            .map(|item| self.entry(&item))
            .transpose()?;
        Ok(entry.filter(|entry| !entry.is_expired(now)))
    }

    async fn ping(&self) -> Result<(), Error> {
        // No day is written like this, so there is nothing to find or to carry.
        self.client
            .get_item()
            .table_name(&self.table)
            .key(USER_ID, text("nobody"))
            .key(DAY, text("never"))
            .send()
            .await
            .map(|_| ())
            .map_err(|failure| failure::error("GetItem", &failure))
    }
}

fn is_refused<E, R>(failure: &aws_sdk_dynamodb::error::SdkError<E, R>) -> bool
where
    E: aws_sdk_dynamodb::error::ProvideErrorMetadata,
{
    failure::code(failure) == "ConditionalCheckFailedException"
}
