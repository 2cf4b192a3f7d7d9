//! Table `keys`: one item per API key, and one per person with the list of theirs.

mod charge;
mod item;

use app::{
    domain::account::{Charge, KeyLimits},
    error::Error,
    ports::{ApiKey, KeyStore, UserId},
};
use async_trait::async_trait;

pub(super) use self::item::TABLE;
use super::{hashed::HashedTable, table_client::TableClient};

/// The API keys in a DynamoDB table.
#[derive(Debug)]
pub(super) struct DynamoKeys {
    table: HashedTable<ApiKey>,
}

impl DynamoKeys {
    pub(super) const fn new(table: TableClient) -> Self {
        Self {
            table: HashedTable::new(table),
        }
    }
}

#[async_trait]
impl KeyStore for DynamoKeys {
    async fn put(&self, key: &ApiKey, max: usize) -> Result<bool, Error> {
        self.table.put(key, max, key.created_at).await
    }

    async fn get(&self, hash: &str, now: i64) -> Result<Option<ApiKey>, Error> {
        self.table.get(hash, now).await
    }

    async fn list(&self, user: &UserId, now: i64) -> Result<Vec<ApiKey>, Error> {
        self.table.list(user, now).await
    }

    async fn charge(&self, key: &ApiKey, limits: KeyLimits, now: i64) -> Result<Charge, Error> {
        charge::charge(&self.table.client, key, limits, now).await
    }

    async fn remove(&self, user: &UserId, id: &str) -> Result<bool, Error> {
        self.table.remove(user, id).await
    }

    async fn remove_all(&self, user: &UserId) -> Result<(), Error> {
        self.table.remove_all(user).await
    }
}
