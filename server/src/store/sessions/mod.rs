//! Table `sessions`: one item per account and device.

mod item;

use app::{
    error::Error,
    ports::{Session, SessionStore, UserId},
};
use async_trait::async_trait;

pub(super) use self::item::TABLE;
use self::item::{EXPIRES_AT, SEEN_AT, key};
use super::{
    attributes::{Item, number, text},
    failure::{self, CONDITION_FAILED},
    table_client::TableClient,
};

/// The sessions in a DynamoDB table.
#[derive(Debug)]
pub(super) struct DynamoSessions {
    table: TableClient,
}

impl DynamoSessions {
    pub(super) const fn new(table: TableClient) -> Self {
        Self { table }
    }
}

#[async_trait]
impl SessionStore for DynamoSessions {
    async fn put(&self, session: &Session) -> Result<(), Error> {
        let item = item::write(session);
        self.table.put(item, None, Item::new()).await?;
        Ok(())
    }

    async fn get(&self, user: &UserId, id: &str, now: i64) -> Result<Option<Session>, Error> {
        let Some(item) = self.table.get(key(user, id)).await? else {
            return Ok(None);
        };
        let session = self.table.decoded(item::read(&item))?;
        Ok(Some(session).filter(|session| session.expires_at > now))
    }

    async fn list(&self, user: &UserId, now: i64) -> Result<Vec<Session>, Error> {
        let items = self
            .table
            .client
            .query()
            .table_name(&self.table.name)
            .key_condition_expression("userId = :userId")
            .filter_expression("expiresAt > :now")
            .expression_attribute_values(":userId", text(&user.0))
            .expression_attribute_values(":now", number(now))
            // Consistent, because a session that was just ended must not be listed.
            .consistent_read(true)
            .into_paginator()
            .items()
            .send()
            .collect::<Result<Vec<_>, _>>()
            .await
            .map_err(|failure| failure::error("Query", &failure))?;
        let sessions = items
            .iter()
            .map(|item| self.table.decoded(item::read(item)));
        let mut sessions = sessions.collect::<Result<Vec<_>, _>>()?;
        sessions.sort_by_key(|session| std::cmp::Reverse(session.seen_at));
        Ok(sessions)
    }

    async fn seen(&self, session: &Session, now: i64) -> Result<(), Error> {
        let request = self
            .table
            .client
            .update_item()
            .table_name(&self.table.name)
            .set_key(Some(key(&session.user, &session.id)))
            .update_expression(format!("SET {SEEN_AT} = :now, {EXPIRES_AT} = :expiresAt"))
            // Without this condition, the call would recreate a removed session.
            .condition_expression("attribute_exists(userId)")
            .expression_attribute_values(":now", number(now))
            .expression_attribute_values(
                ":expiresAt",
                number(Session::end(session.created_at, now)),
            );
        match request.send().await {
            Ok(_) => Ok(()),
            Err(failure) if failure::code(&failure) == CONDITION_FAILED => Ok(()),
            Err(failure) => Err(self.table.writability.failed("UpdateItem", &failure)),
        }
    }

    async fn remove(&self, user: &UserId, id: &str) -> Result<bool, Error> {
        self.table.delete(key(user, id)).await
    }

    async fn remove_all(&self, user: &UserId, keep: Option<&str>) -> Result<(), Error> {
        // Expired ones, too.
        for session in self.list(user, i64::MIN).await? {
            if keep != Some(&*session.id) {
                self.table.delete(key(user, &session.id)).await?;
            }
        }
        Ok(())
    }
}
