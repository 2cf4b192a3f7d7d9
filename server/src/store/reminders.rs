//! Table `reminders`: one item per person and device.
//!
//! The index `due` finds due reminders, in sixteen shards: one partition could not take the writes
//! of a busy hour.

use std::{collections::HashMap, sync::Arc};

use app::{
    domain::{DayEnd, Hour, Lang, Reminder, Subscription},
    error::Error,
    ports::{Due, ReminderStore, UserId},
};
use async_trait::async_trait;
use aws_sdk_dynamodb::{
    Client,
    types::{AttributeValue, ReturnValue},
};

use super::{
    failure,
    item::{integer, number, string, text},
    writability::Writability,
};

/// Partition key: whose reminder it is.
pub(super) const USER_ID: &str = "userId";
/// Sort key: which device.
pub(super) const ID: &str = "id";
/// The index of what is due.
pub(super) const DUE: &str = "due";
/// The index's partition key: the first digit of the identifier. A reserved word: never bare in
/// an expression.
pub(super) const SHARD: &str = "shard";
/// The index's sort key: when it is due next; seconds since the epoch.
pub(super) const DUE_AT: &str = "dueAt";
/// The TTL attribute; seconds since the epoch.
pub(super) const EXPIRES_AT: &str = "expiresAt";

const ENDPOINT: &str = "endpoint";
const P256DH: &str = "p256dh";
const AUTH: &str = "auth";
const HOUR: &str = "hour";
const TIME_ZONE: &str = "timeZone";
const DAY_ENDS_AT: &str = "dayEndsAt";
const LANG: &str = "lang";

type Item = HashMap<String, AttributeValue>;

/// The reminders in a DynamoDB table.
#[derive(Debug)]
pub(super) struct DynamoReminders {
    pub(super) client: Client,
    pub(super) table: String,
    pub(super) writability: Arc<Writability>,
}

impl DynamoReminders {
    pub(super) const fn new(client: Client, table: String, writability: Arc<Writability>) -> Self {
        Self {
            client,
            table,
            writability,
        }
    }

    /// Skips an item that can't be decoded, so that it does not block the others. The log names its
    /// attribute, never its content or owner.
    fn read(&self, item: &Item) -> Option<Due> {
        read(item)
            .inspect_err(|attribute| {
                tracing::error!(table = self.table, attribute, "an item is not a reminder");
            })
            .ok()
    }

    /// The reminders of a shard whose time is as `when` says of `:at`, the earliest first.
    async fn in_shard(
        &self,
        shard: char,
        when: &str,
        at: i64,
        limit: usize,
    ) -> Result<Vec<Due>, Error> {
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(DUE)
            .key_condition_expression(format!("#shard = :shard AND {when}"))
            .expression_attribute_names("#shard", SHARD)
            .expression_attribute_values(":shard", text(shard))
            .expression_attribute_values(":at", number(at))
            .limit(limit.try_into().unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(|failure| failure::error("Query", &failure))?;
        let items = answer.items.unwrap_or_default();
        Ok(items.iter().filter_map(|item| self.read(item)).collect())
    }
}

#[async_trait]
impl ReminderStore for DynamoReminders {
    async fn put(&self, user: &UserId, reminder: &Reminder, now: i64) -> Result<bool, Error> {
        self.write_counted(user, reminder, now).await
    }

    async fn list(&self, user: &UserId, now: i64) -> Result<Vec<Reminder>, Error> {
        let items = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("userId = :userId")
            .filter_expression("expiresAt > :now AND attribute_exists(endpoint)")
            .expression_attribute_values(":userId", text(&user.0))
            .expression_attribute_values(":now", number(now))
            // A person who has just set one expects to see it.
            .consistent_read(true)
            .into_paginator()
            .items()
            .send()
            .collect::<Result<Vec<_>, _>>()
            .await
            .map_err(|failure| failure::error("Query", &failure))?;
        let due = items.iter().filter_map(|item| self.read(item));
        Ok(due.map(|due| due.reminder).collect())
    }

    async fn remove(&self, user: &UserId, id: &str, now: i64) -> Result<bool, Error> {
        let answer = self
            .client
            .delete_item()
            .table_name(&self.table)
            .key(USER_ID, text(&user.0))
            .key(ID, text(id))
            .return_values(ReturnValue::AllOld)
            .send()
            .await
            .map_err(|failure| self.writability.failed("DeleteItem", &failure))?;
        let expires_at = answer
            .attributes
            .and_then(|item| integer::<i64>(&item, EXPIRES_AT).ok());
        Ok(expires_at.is_some_and(|at| at > now))
    }

    async fn due(&self, shard: char, now: i64, limit: usize) -> Result<Vec<Due>, Error> {
        self.in_shard(shard, "dueAt <= :at", now, limit).await
    }

    async fn due_after(&self, shard: char, after: i64, limit: usize) -> Result<Vec<Due>, Error> {
        self.in_shard(shard, "dueAt > :at", after, limit).await
    }

    async fn claim(&self, due: &Due, next: i64) -> Result<bool, Error> {
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .key(USER_ID, text(&due.user.0))
            .key(ID, text(&due.reminder.id))
            .update_expression("SET dueAt = :next")
            .condition_expression("dueAt = :due")
            .expression_attribute_values(":due", number(due.reminder.due_at))
            .expression_attribute_values(":next", number(next));
        match request.send().await {
            Ok(_) => Ok(true),
            Err(failure) if failure::code(&failure) == REFUSED => Ok(false),
            Err(failure) => Err(self.writability.failed("UpdateItem", &failure)),
        }
    }

    async fn renew(&self, due: &Due, expires_at: i64) -> Result<(), Error> {
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .key(USER_ID, text(&due.user.0))
            .key(ID, text(&due.reminder.id))
            .update_expression("SET expiresAt = :expiresAt")
            // Without it the call would recreate a removed reminder.
            .condition_expression("attribute_exists(userId)")
            .expression_attribute_values(":expiresAt", number(expires_at));
        match request.send().await {
            Ok(_) => Ok(()),
            Err(failure) if failure::code(&failure) == REFUSED => Ok(()),
            Err(failure) => Err(self.writability.failed("UpdateItem", &failure)),
        }
    }
}

/// The condition does not hold.
pub(super) const REFUSED: &str = "ConditionalCheckFailedException";

/// The whole item.
pub(super) fn write(user: &UserId, reminder: &Reminder) -> Item {
    let subscription = &reminder.subscription;
    Item::from(
        [
            (USER_ID, text(&user.0)),
            (ID, text(&reminder.id)),
            (SHARD, text(reminder.id.get(..1).unwrap_or_default())),
            (ENDPOINT, text(&subscription.endpoint)),
            (P256DH, text(&subscription.p256dh)),
            (AUTH, text(&subscription.auth)),
            (HOUR, number(reminder.hour.get())),
            (TIME_ZONE, text(&reminder.time_zone)),
            (DAY_ENDS_AT, number(reminder.day_ends_at.hour())),
            (LANG, text(reminder.lang.code())),
            (DUE_AT, number(reminder.due_at)),
            (EXPIRES_AT, number(reminder.expires_at)),
        ]
        .map(|(name, value)| (name.to_owned(), value)),
    )
}

/// The reminder that an item holds, and whose it is.
///
/// # Errors
/// The name of the first attribute that is missing or not what it should be.
fn read(item: &Item) -> Result<Due, &'static str> {
    let own = |name| string(item, name).map(str::to_owned);
    Ok(Due {
        user: UserId(own(USER_ID)?),
        reminder: Reminder {
            id: own(ID)?,
            subscription: Subscription {
                endpoint: own(ENDPOINT)?,
                p256dh: own(P256DH)?,
                auth: own(AUTH)?,
            },
            hour: Hour::new(integer(item, HOUR)?).ok_or(HOUR)?,
            time_zone: own(TIME_ZONE)?,
            day_ends_at: DayEnd::from_hour(integer(item, DAY_ENDS_AT)?).ok_or(DAY_ENDS_AT)?,
            lang: Lang::from_code(string(item, LANG)?).ok_or(LANG)?,
            due_at: integer(item, DUE_AT)?,
            expires_at: integer(item, EXPIRES_AT)?,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due() -> Due {
        Due {
            user: UserId("somebody".into()),
            reminder: Reminder {
                id: "c0ffee".into(),
                subscription: Subscription {
                    endpoint: "https://push.example/x".into(),
                    p256dh: "key".into(),
                    auth: "secret".into(),
                },
                hour: Hour::new(21).unwrap(),
                time_zone: "Europe/Paris".into(),
                day_ends_at: DayEnd::from_hour(3).unwrap(),
                lang: Lang::Fr,
                due_at: 1,
                expires_at: i64::MAX,
            },
        }
    }

    fn written() -> Item {
        write(&due().user, &due().reminder)
    }

    #[test]
    fn a_reminder_goes_both_ways() {
        assert_eq!(read(&written()), Ok(due()));
        assert_eq!(written()[SHARD], text("c"));
    }

    #[test]
    fn what_is_not_a_reminder_is_named_by_its_attribute() {
        for (name, value) in [
            (USER_ID, number(1)),
            (ENDPOINT, number(1)),
            (HOUR, number(24)),
            (HOUR, text("21")),
            (DAY_ENDS_AT, number(7)),
            (LANG, text("xx")),
            (DUE_AT, number("1.5")),
        ] {
            let mut item = written();
            item.insert(name.to_owned(), value.clone());
            assert_eq!(read(&item), Err(name), "{value:?}");
        }
        for name in written().into_keys().filter(|name| name != SHARD) {
            let mut item = written();
            item.remove(&name);
            assert_eq!(read(&item), Err(&*name));
        }
    }
}
