//! Table `shares`: one item per link, and one per person with the list of theirs.

mod item;

use app::{
    error::Error,
    ports::{ShareLink, ShareStore, UserId},
};
use async_trait::async_trait;

pub(super) use self::item::TABLE;
use super::{
    attributes::{number, text},
    failure::{self, CONDITION_FAILED},
    hashed::{HASH, HashedTable},
    table_client::TableClient,
};

/// The links in a DynamoDB table.
#[derive(Debug)]
pub(super) struct DynamoShares {
    table: HashedTable<ShareLink>,
}

impl DynamoShares {
    pub(super) const fn new(table: TableClient) -> Self {
        Self {
            table: HashedTable::new(table),
        }
    }
}

#[async_trait]
impl ShareStore for DynamoShares {
    async fn put(&self, link: &ShareLink, max: usize) -> Result<bool, Error> {
        self.table.put(link, max, link.created_at).await
    }

    async fn get(&self, hash: &str, now: i64) -> Result<Option<ShareLink>, Error> {
        self.table.get(hash, now).await
    }

    async fn list(&self, user: &UserId, now: i64) -> Result<Vec<ShareLink>, Error> {
        self.table.list(user, now).await
    }

    async fn opened(&self, hash: &str, now: i64) -> Result<bool, Error> {
        let table = &self.table.client;
        let request = table
            .client
            .update_item()
            .table_name(&table.name)
            .key(HASH, text(hash))
            .update_expression("SET openedAt = :now ADD opens :one")
            .condition_expression("attribute_exists(opens)")
            .expression_attribute_values(":now", number(now))
            .expression_attribute_values(":one", number(1));
        match request.send().await {
            Ok(_) => Ok(true),
            Err(failure) if failure::code(&failure) == CONDITION_FAILED => Ok(false),
            Err(failure) => Err(table.writability.failed("UpdateItem", &failure)),
        }
    }

    async fn remove(&self, user: &UserId, id: &str) -> Result<bool, Error> {
        self.table.remove(user, id).await
    }

    async fn remove_all(&self, user: &UserId) -> Result<(), Error> {
        self.table.remove_all(user).await
    }
}
