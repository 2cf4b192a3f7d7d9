//! Table `moods`: one item per person and day.
//!
//! A write or removal of a day is one call; a range of days is one `Query`, which does not depend
//! on the length of the history.

mod day_items;
mod imports;
mod item;
mod journal;
mod merge;
mod retag;
mod versions;
mod writes;

use app::{
    domain::{
        Day, DayRange, Days, Draft, Entry, Precondition, Retag, Retention, Times,
        account::OtherVersion,
    },
    error::Error,
    ports::{EntryPage, MoodStore, UserId, WriteError},
};
use async_trait::async_trait;
use aws_sdk_dynamodb::{
    operation::update_item::UpdateItemError,
    types::{ReturnValue, ReturnValuesOnConditionCheckFailure},
};
use uuid::Uuid;

pub(super) use self::{imports::DynamoImports, item::TABLE};
use self::{
    item::{DAY, EXPIRES_AT, StoredDay, USER_ID},
    merge::Merge,
    writes::Write,
};
use super::{
    attributes::{Item, number, text},
    failure,
    table_client::TableClient,
};

/// The partition key of the health check, which is no person's.
const HEALTH_CHECK: &str = "nobody";
const NEVER: &str = "never";

const IS_WRITTEN: &str = "attribute_exists(mood) AND expiresAt > :now";
const IS_WRITTEN_AT_BASE: &str = "attribute_exists(mood) AND expiresAt > :now AND version = :base";
/// Deletes the entry and leaves its tombstone, so that an older write is not taken for newer.
const DELETE: &str = "REMOVE mood, note, createdAt, retag, formerNote, undoUntil \
                        SET version = version + :one, removedVersion = version + :one, \
                        updatedAt = :now, mutation = :mutation";

/// The entries in a DynamoDB table.
#[derive(Debug)]
pub(super) struct DynamoMoods {
    table: TableClient,
}

impl DynamoMoods {
    pub(super) const fn new(table: TableClient) -> Self {
        Self { table }
    }

    /// Writes and deletes an item that belongs to no person.
    async fn probe(&self) -> Result<(), Error> {
        let key = [(USER_ID, text(HEALTH_CHECK)), (DAY, text(NEVER))];
        let item = key.map(|(name, value)| (name.to_owned(), value));
        self.table
            .client
            .put_item()
            .table_name(&self.table.name)
            .set_item(Some(Item::from(item.clone())))
            .item(EXPIRES_AT, number(0))
            .send()
            .await
            .map_err(|failure| self.table.writability.failed("PutItem", &failure))?;
        self.table
            .client
            .delete_item()
            .table_name(&self.table.name)
            .set_key(Some(Item::from(item)))
            .send()
            .await
            .map_err(|failure| self.table.writability.failed("DeleteItem", &failure))?;
        self.table.writability.works();
        Ok(())
    }
}

#[async_trait]
impl MoodStore for DynamoMoods {
    async fn put(
        &self,
        user: &UserId,
        draft: &Draft,
        precondition: Option<&Precondition>,
        now: i64,
        expires_at: i64,
    ) -> Result<Entry, WriteError> {
        let write = Write {
            user,
            draft,
            mutation: &mutation(precondition),
            times: None,
            now,
            expires_at,
        };
        match precondition {
            Some(base) => writes::at_version(&self.table, &write, base.version).await,
            None => Ok(writes::unconditional(&self.table, &write).await?),
        }
    }

    async fn put_dated(
        &self,
        user: &UserId,
        draft: &Draft,
        times: Times,
        precondition: &Precondition,
        now: i64,
        expires_at: i64,
    ) -> Result<Entry, WriteError> {
        let write = Write {
            user,
            draft,
            mutation: &mutation(Some(precondition)),
            times: Some(times),
            now,
            expires_at,
        };
        writes::at_version(&self.table, &write, precondition.version).await
    }

    async fn range(&self, user: &UserId, range: DayRange, now: i64) -> Result<Days, Error> {
        let items = self
            .table
            .client
            .query()
            .table_name(&self.table.name)
            .key_condition_expression("userId = :userId AND #day BETWEEN :start AND :end")
            .filter_expression("expiresAt > :now")
            .expression_attribute_names("#day", DAY)
            .expression_attribute_values(":userId", text(&user.0))
            .expression_attribute_values(":start", text(range.start()))
            .expression_attribute_values(":end", text(range.end()))
            .expression_attribute_values(":now", number(now))
            // Consistent, because the page after a save without JavaScript must show it.
            .consistent_read(true)
            .into_paginator()
            .items()
            .send()
            .collect::<Result<Vec<_>, _>>()
            .await
            .map_err(|failure| failure::error("Query", &failure))?;
        let mut days = Days::default();
        for item in &items {
            match self.table.decoded(item::read(item))? {
                StoredDay::Entry(entry) => days.entries.push(entry),
                StoredDay::Tombstone(removed) => days.removed.push(removed),
            }
        }
        Ok(days)
    }

    async fn page(
        &self,
        user: &UserId,
        start: Day,
        end: Day,
        limit: usize,
        now: i64,
    ) -> Result<EntryPage, Error> {
        let response = self
            .table
            .client
            .query()
            .table_name(&self.table.name)
            .key_condition_expression("userId = :userId AND #day BETWEEN :start AND :end")
            .filter_expression("expiresAt > :now AND attribute_exists(mood)")
            .expression_attribute_names("#day", DAY)
            .expression_attribute_values(":userId", text(&user.0))
            .expression_attribute_values(":start", text(start))
            .expression_attribute_values(":end", text(end))
            .expression_attribute_values(":now", number(now))
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            // Consistent, because a download must have what was just written.
            .consistent_read(true)
            .send()
            .await
            .map_err(|failure| failure::error("Query", &failure))?;
        let entries = response.items().iter();
        let last = response.last_evaluated_key.as_ref();
        Ok(EntryPage {
            entries: entries
                .map(|item| item::entry(&self.table, item))
                .collect::<Result<_, _>>()?,
            next: last
                .map(|key| self.table.decoded(item::day(key)))
                .transpose()?,
        })
    }

    async fn remove(
        &self,
        user: &UserId,
        day: Day,
        precondition: Option<&Precondition>,
        now: i64,
    ) -> Result<Option<Entry>, WriteError> {
        let request = self
            .table
            .client
            .update_item()
            .table_name(&self.table.name)
            .key(USER_ID, text(&user.0))
            .key(DAY, text(day))
            .update_expression(DELETE)
            .expression_attribute_values(":now", number(now))
            .expression_attribute_values(":mutation", text(mutation(precondition)))
            .expression_attribute_values(":one", number(1))
            .return_values(ReturnValue::AllOld)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let request = match precondition {
            Some(base) => request
                .condition_expression(IS_WRITTEN_AT_BASE)
                .expression_attribute_values(":base", number(base.version)),
            None => request.condition_expression(IS_WRITTEN),
        };
        let rejection = match request.send().await {
            Ok(response) => {
                return Ok(Some(item::entry(
                    &self.table,
                    &response.attributes.unwrap_or_default(),
                )?));
            }
            Err(failure) => match failure.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(rejection)) => {
                    rejection.item.clone()
                }
                _ => return Err(self.table.writability.failed("UpdateItem", &failure).into()),
            },
        };
        // There is no entry to remove.
        match rejection {
            Some(item)
                if item::is_alive(&item)
                    && !self.table.decoded(item::is_expired(&item, now))? =>
            {
                let version = self.table.decoded(item::version(&item))?;
                Err(WriteError::Conflict { version })
            }
            _ => Ok(None),
        }
    }

    async fn carry_over(
        &self,
        from: &UserId,
        into: &UserId,
        retention: Retention,
        now: i64,
    ) -> Result<bool, Error> {
        let merge = Merge {
            table: &self.table,
            from,
            into,
            retention,
            now,
        };
        merge.step().await
    }

    async fn other_versions(
        &self,
        user: &UserId,
        limit: usize,
        now: i64,
    ) -> Result<Vec<OtherVersion>, Error> {
        versions::list(&self.table, user, limit, now).await
    }

    async fn use_version(&self, user: &UserId, id: &str, now: i64) -> Result<Option<Entry>, Error> {
        versions::exchange(&self.table, user, id, now).await
    }

    async fn discard_version(&self, user: &UserId, id: &str) -> Result<bool, Error> {
        versions::discard(&self.table, user, id).await
    }

    async fn redate(
        &self,
        user: &UserId,
        retention: Retention,
        after: Option<String>,
        now: i64,
    ) -> Result<Option<String>, Error> {
        journal::redate(&self.table, user, retention, after, now).await
    }

    async fn retag(
        &self,
        user: &UserId,
        retag: &Retag,
        after: Option<String>,
        now: i64,
    ) -> Result<Option<String>, Error> {
        retag::step(&self.table, user, retag, after, now).await
    }

    async fn forget_renamings(
        &self,
        user: &UserId,
        until: i64,
        after: Option<String>,
    ) -> Result<Option<String>, Error> {
        retag::forget(&self.table, user, until, after).await
    }

    async fn written_since(&self, user: &UserId, retag: &str, now: i64) -> Result<usize, Error> {
        retag::written_since(&self.table, user, retag, now).await
    }

    async fn erase(&self, user: &UserId) -> Result<bool, Error> {
        journal::erase(&self.table, user).await
    }

    async fn ping(&self) -> Result<(), Error> {
        self.table
            .client
            .get_item()
            .table_name(&self.table.name)
            .key(USER_ID, text(HEALTH_CHECK))
            .key(DAY, text(NEVER))
            .send()
            .await
            .map_err(|failure| failure::error("GetItem", &failure))?;
        if self.table.writability.begin_probe() {
            // A failure is already logged and recorded.
            let _ = self.probe().await;
        }
        self.table.writability.check()
    }
}

/// The stored identifier of a change: the sender's, or one generated for this call, so that a retry
/// by the SDK is recognised.
fn mutation(precondition: Option<&Precondition>) -> String {
    match precondition.and_then(|precondition| precondition.mutation.as_ref()) {
        Some(mutation) => mutation.as_str().to_owned(),
        None => Uuid::new_v4().simple().to_string(),
    }
}
