//! Table `moods`: one item per person and day.
//!
//! Writing or removing a day is one call, reading a range of days one `Query`,
//! whatever the length of the history.

use std::sync::Arc;

use app::{
    domain::{Base, Day, DayRange, Days, Draft, Entry},
    error::Error,
    ports::{MoodStore, UserId, WriteError},
};
use async_trait::async_trait;
use aws_sdk_dynamodb::{
    Client,
    operation::update_item::UpdateItemError,
    types::{ReturnValue, ReturnValuesOnConditionCheckFailure},
};
use uuid::Uuid;

use super::{
    failure,
    item::{self, Item, Kept, number, text},
    writability::Writability,
    writes::Write,
};

/// Partition key: whose entry it is.
pub(super) const USER_ID: &str = "userId";
/// Sort key: the day, `YYYY-MM-DD`. A reserved word: never bare in an expression.
pub(super) const DAY: &str = "day";
/// The TTL attribute; seconds since the epoch.
pub(super) const EXPIRES_AT: &str = "expiresAt";

/// No day is written like this, so there is nothing to find or to carry.
const NOBODY: &str = "nobody";
const NEVER: &str = "never";

const IS_WRITTEN: &str = "attribute_exists(mood) AND expiresAt > :now";
const IS_WRITTEN_AT_BASE: &str = "attribute_exists(mood) AND expiresAt > :now AND version = :base";
/// Leaves nothing that was written, and the version of the removal, so that what was sent before
/// it is not taken for newer.
const TAKE_OUT: &str = "REMOVE mood, note, createdAt \
                        SET version = version + :one, removedVersion = version + :one, \
                        updatedAt = :now, mutation = :mutation";

/// The entries in a DynamoDB table.
#[derive(Debug)]
pub(super) struct DynamoMoods {
    pub(super) client: Client,
    pub(super) table: String,
    pub(super) writability: Arc<Writability>,
}

impl DynamoMoods {
    pub(super) const fn new(client: Client, table: String, writability: Arc<Writability>) -> Self {
        Self {
            client,
            table,
            writability,
        }
    }

    /// Writes and deletes an item that belongs to no person.
    async fn probe(&self) -> Result<(), Error> {
        let key = [(USER_ID, text(NOBODY)), (DAY, text(NEVER))];
        let item = key.map(|(name, value)| (name.to_owned(), value));
        self.client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(Item::from(item.clone())))
            .item(EXPIRES_AT, number(0))
            .send()
            .await
            .map_err(|failure| self.writability.failed("PutItem", &failure))?;
        self.client
            .delete_item()
            .table_name(&self.table)
            .set_key(Some(Item::from(item)))
            .send()
            .await
            .map_err(|failure| self.writability.failed("DeleteItem", &failure))?;
        self.writability.works();
        Ok(())
    }

    pub(super) fn entry(&self, item: &Item) -> Result<Entry, Error> {
        match self.legible(item::read(item))? {
            Kept::Entry(entry) => Ok(entry),
            Kept::Removed(_) => self.legible(Err("mood")),
        }
    }

    /// Logs an item that can't be decoded, by its attribute and never by its
    /// content or owner, and makes it an internal error.
    pub(super) fn legible<T>(&self, read: Result<T, &'static str>) -> Result<T, Error> {
        read.map_err(|attribute| {
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
        base: Option<&Base>,
        now: i64,
        expires_at: i64,
    ) -> Result<Entry, WriteError> {
        let write = Write {
            user,
            draft,
            mutation: &mutation(base),
            now,
            expires_at,
        };
        match base {
            Some(base) => self.write_at(&write, base.version).await,
            None => Ok(self.write_anyway(&write).await?),
        }
    }

    async fn range(&self, user: &UserId, range: DayRange, now: i64) -> Result<Days, Error> {
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
        let mut days = Days::default();
        for item in &items {
            match self.legible(item::read(item))? {
                Kept::Entry(entry) => days.entries.push(entry),
                Kept::Removed(removed) => days.removed.push(removed),
            }
        }
        Ok(days)
    }

    async fn remove(
        &self,
        user: &UserId,
        day: Day,
        base: Option<&Base>,
        now: i64,
    ) -> Result<Option<Entry>, WriteError> {
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .key(USER_ID, text(&user.0))
            .key(DAY, text(day))
            .update_expression(TAKE_OUT)
            .expression_attribute_values(":now", number(now))
            .expression_attribute_values(":mutation", text(mutation(base)))
            .expression_attribute_values(":one", number(1))
            .return_values(ReturnValue::AllOld)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let request = match base {
            Some(base) => request
                .condition_expression(IS_WRITTEN_AT_BASE)
                .expression_attribute_values(":base", number(base.version)),
            None => request.condition_expression(IS_WRITTEN),
        };
        let refusal = match request.send().await {
            Ok(answer) => return Ok(Some(self.entry(&answer.attributes.unwrap_or_default())?)),
            Err(failure) => match failure.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(refusal)) => {
                    refusal.item.clone()
                }
                _ => return Err(self.writability.failed("UpdateItem", &failure).into()),
            },
        };
        // Nothing to remove.
        match refusal {
            Some(item)
                if item::is_alive(&item) && !self.legible(item::is_expired(&item, now))? =>
            {
                let version = self.legible(item::version(&item))?;
                Err(WriteError::Conflict { version })
            }
            _ => Ok(None),
        }
    }

    async fn ping(&self) -> Result<(), Error> {
        self.client
            .get_item()
            .table_name(&self.table)
            .key(USER_ID, text(NOBODY))
            .key(DAY, text(NEVER))
            .send()
            .await
            .map_err(|failure| failure::error("GetItem", &failure))?;
        if self.writability.begin_probe() {
            // Its failure is in the log, and in what is known of the writes.
            let _ = self.probe().await;
        }
        self.writability.check()
    }
}

/// By what name a change is written down: its own, or one made up for this call, by which a try
/// that the SDK repeats is known.
fn mutation(base: Option<&Base>) -> String {
    match base.and_then(|base| base.mutation.as_ref()) {
        Some(mutation) => mutation.as_str().to_owned(),
        None => Uuid::new_v4().simple().to_string(),
    }
}
