//! Table `reminders`: one item per person and device.
//!
//! The index `due` finds due reminders. It has sixteen shards, because one partition could not take
//! the writes of a busy hour.

mod item;
mod limit;

use app::{
    domain::Reminder,
    error::Error,
    ports::{Due, ReminderStore, UserId},
};
use async_trait::async_trait;
use aws_sdk_dynamodb::types::ReturnValue;

pub(super) use self::item::TABLE;
use self::item::{DUE, EXPIRES_AT, ID, SHARD, USER_ID};
use super::{
    attributes::{integer, number, text},
    failure::{self, CONDITION_FAILED},
    table_client::TableClient,
};

/// The reminders in a DynamoDB table.
#[derive(Debug)]
pub(super) struct DynamoReminders {
    table: TableClient,
}

impl DynamoReminders {
    pub(super) const fn new(table: TableClient) -> Self {
        Self { table }
    }

    /// The reminders of a shard that match the condition `when` on `:at`, earliest first.
    async fn in_shard(
        &self,
        shard: char,
        when: &str,
        at: i64,
        limit: usize,
    ) -> Result<Vec<Due>, Error> {
        let response = self
            .table
            .client
            .query()
            .table_name(&self.table.name)
            .index_name(DUE)
            .key_condition_expression(format!("#shard = :shard AND {when}"))
            .expression_attribute_names("#shard", SHARD)
            .expression_attribute_values(":shard", text(shard))
            .expression_attribute_values(":at", number(at))
            .limit(limit.try_into().unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(|failure| failure::error("Query", &failure))?;
        let items = response.items.unwrap_or_default();
        Ok(items
            .iter()
            .filter_map(|item| limit::decoded(&self.table, item))
            .collect())
    }
}

#[async_trait]
impl ReminderStore for DynamoReminders {
    async fn put(&self, user: &UserId, reminder: &Reminder, now: i64) -> Result<bool, Error> {
        limit::put(&self.table, user, reminder, now).await
    }

    async fn list(&self, user: &UserId, now: i64) -> Result<Vec<Reminder>, Error> {
        limit::list(&self.table, user, now).await
    }

    async fn remove(&self, user: &UserId, id: &str, now: i64) -> Result<bool, Error> {
        let response = self
            .table
            .client
            .delete_item()
            .table_name(&self.table.name)
            .key(USER_ID, text(&user.0))
            .key(ID, text(id))
            .return_values(ReturnValue::AllOld)
            .send()
            .await
            .map_err(|failure| self.table.writability.failed("DeleteItem", &failure))?;
        let expires_at = response
            .attributes
            .and_then(|item| integer::<i64>(&item, EXPIRES_AT).ok());
        Ok(expires_at.is_some_and(|at| at > now))
    }

    async fn remove_all(&self, user: &UserId) -> Result<(), Error> {
        let items = self
            .table
            .client
            .query()
            .table_name(&self.table.name)
            .key_condition_expression("userId = :userId")
            .projection_expression("userId, id")
            .expression_attribute_values(":userId", text(&user.0))
            .consistent_read(true)
            .into_paginator()
            .items()
            .send()
            .collect::<Result<Vec<_>, _>>()
            .await
            .map_err(|failure| failure::error("Query", &failure))?;
        for item in items {
            self.table.delete(item).await?;
        }
        Ok(())
    }

    async fn due(&self, shard: char, now: i64, limit: usize) -> Result<Vec<Due>, Error> {
        self.in_shard(shard, "dueAt <= :at", now, limit).await
    }

    async fn due_after(&self, shard: char, after: i64, limit: usize) -> Result<Vec<Due>, Error> {
        self.in_shard(shard, "dueAt > :at", after, limit).await
    }

    async fn claim(&self, due: &Due, next: i64) -> Result<bool, Error> {
        let request = self
            .table
            .client
            .update_item()
            .table_name(&self.table.name)
            .key(USER_ID, text(&due.user.0))
            .key(ID, text(&due.reminder.id))
            .update_expression("SET dueAt = :next")
            .condition_expression("dueAt = :due")
            .expression_attribute_values(":due", number(due.reminder.due_at))
            .expression_attribute_values(":next", number(next));
        match request.send().await {
            Ok(_) => Ok(true),
            Err(failure) if failure::code(&failure) == CONDITION_FAILED => Ok(false),
            Err(failure) => Err(self.table.writability.failed("UpdateItem", &failure)),
        }
    }

    async fn renew(&self, due: &Due, expires_at: i64) -> Result<(), Error> {
        let request = self
            .table
            .client
            .update_item()
            .table_name(&self.table.name)
            .key(USER_ID, text(&due.user.0))
            .key(ID, text(&due.reminder.id))
            .update_expression("SET expiresAt = :expiresAt")
            // Without this condition, the call would recreate a removed reminder.
            .condition_expression("attribute_exists(userId)")
            .expression_attribute_values(":expiresAt", number(expires_at));
        match request.send().await {
            Ok(_) => Ok(()),
            Err(failure) if failure::code(&failure) == CONDITION_FAILED => Ok(()),
            Err(failure) => Err(self.table.writability.failed("UpdateItem", &failure)),
        }
    }
}
