//! Table `keys`: one item per API key, and one per person with the list of theirs.
//!
//! A key is found by its hash with one consistent read, so a revoked key is refused at once. The list
//! takes the place of an index: it is consistent, too, it holds the limit of keys under concurrent
//! calls, and counting a call writes to no index.

mod charge;
mod item;

use app::{
    domain::account::{Charge, KeyLimits},
    error::Error,
    ports::{ApiKey, KeyStore, UserId},
};
use async_trait::async_trait;
use aws_sdk_dynamodb::types::{AttributeValue, Put, Update};
use futures::future::try_join_all;

pub(super) use self::item::TABLE;
use self::item::{HASH, KEYS, REVISION};
use super::{
    attributes::{Item, integer, number, text},
    failure::{self, CONDITION_FAILED},
    table_client::TableClient,
    transaction::{Outcome, Transaction},
};

/// The maximum number of attempts to change a list: each lost one means that another call changed it.
const MAX_ATTEMPTS: usize = 24;

/// The API keys in a DynamoDB table.
#[derive(Debug)]
pub(super) struct DynamoKeys {
    table: TableClient,
}

/// A person's list.
#[derive(Default)]
struct List {
    hashes: Vec<String>,
    /// None if the person has no list yet.
    revision: Option<u64>,
}

impl DynamoKeys {
    pub(super) const fn new(table: TableClient) -> Self {
        Self { table }
    }

    async fn item(&self, hash: AttributeValue) -> Result<Option<Item>, Error> {
        let response = self
            .table
            .client
            .get_item()
            .table_name(&self.table.name)
            .key(HASH, hash)
            .consistent_read(true)
            .send()
            .await
            .map_err(|failure| failure::error("GetItem", &failure))?;
        Ok(response.item)
    }

    /// The key of a hash that has not expired at `now`. An invalid item is logged and counts as none.
    async fn key(&self, hash: &str, now: i64) -> Result<Option<ApiKey>, Error> {
        let item = self.item(text(hash)).await?;
        let key = item.and_then(|item| {
            item::read(&item)
                .inspect_err(|attribute| {
                    tracing::error!(table = self.table.name, attribute, "invalid item");
                })
                .ok()
        });
        Ok(key.filter(|key| key.expires_at.is_none_or(|end| end > now)))
    }

    async fn list_item(&self, user: &UserId) -> Result<List, Error> {
        let item = self.item(item::list_of(user)).await?;
        Ok(item.map_or_else(List::default, |item| List {
            hashes: item::hashes(&item),
            revision: integer(&item, REVISION).ok(),
        }))
    }

    /// The keys of a list that have not expired at `now`, in its order: the oldest first.
    async fn keys(&self, list: &List, now: i64) -> Result<Vec<ApiKey>, Error> {
        let keys = list.hashes.iter().map(|hash| self.key(hash, now));
        Ok(try_join_all(keys).await?.into_iter().flatten().collect())
    }

    /// Adds a key to a list of `live` ones, which leaves out those that are gone. False if the list
    /// has changed since.
    async fn add(&self, key: &ApiKey, list: &List, live: &[ApiKey]) -> Result<bool, Error> {
        let put = Put::builder()
            .table_name(&self.table.name)
            .set_item(Some(item::write(key)));
        let hashes = live.iter().chain([key]).map(|key| text(&key.hash));
        let update = Update::builder()
            .table_name(&self.table.name)
            .key(HASH, item::list_of(&key.user))
            .update_expression("SET #keys = :keys, revision = :next")
            .expression_attribute_names("#keys", KEYS)
            .expression_attribute_values(":keys", AttributeValue::L(hashes.collect()))
            .expression_attribute_values(":next", number(list.revision.unwrap_or(0) + 1));
        let update = match list.revision {
            Some(revision) => update
                .condition_expression("revision = :revision")
                .expression_attribute_values(":revision", number(revision)),
            None => update.condition_expression("attribute_not_exists(revision)"),
        };
        let writes = Transaction::default().put(put.build())?;
        let outcome = writes.update(update.build())?.commit(&self.table).await?;
        Ok(outcome == Outcome::Committed)
    }

    async fn delete(&self, hash: &str) -> Result<(), Error> {
        self.table
            .client
            .delete_item()
            .table_name(&self.table.name)
            .key(HASH, text(hash))
            .send()
            .await
            .map_err(|failure| self.table.writability.failed("DeleteItem", &failure))?;
        Ok(())
    }

    /// Deletes a person's list; false if it has changed since.
    async fn delete_list(&self, user: &UserId, revision: u64) -> Result<bool, Error> {
        let request = self
            .table
            .client
            .delete_item()
            .table_name(&self.table.name)
            .key(HASH, item::list_of(user))
            .condition_expression("revision = :revision")
            .expression_attribute_values(":revision", number(revision));
        match request.send().await {
            Ok(_) => Ok(true),
            Err(failure) if failure::code(&failure) == CONDITION_FAILED => Ok(false),
            Err(failure) => Err(self.table.writability.failed("DeleteItem", &failure)),
        }
    }

    fn contended(&self) -> Error {
        tracing::error!(
            table = self.table.name,
            "too many concurrent writes of a list"
        );
        failure::unavailable()
    }
}

#[async_trait]
impl KeyStore for DynamoKeys {
    async fn put(&self, key: &ApiKey, max: usize) -> Result<bool, Error> {
        for _ in 0..MAX_ATTEMPTS {
            let list = self.list_item(&key.user).await?;
            let live = self.keys(&list, key.created_at).await?;
            if live.len() >= max {
                return Ok(false);
            }
            if self.add(key, &list, &live).await? {
                return Ok(true);
            }
        }
        Err(self.contended())
    }

    async fn get(&self, hash: &str, now: i64) -> Result<Option<ApiKey>, Error> {
        self.key(hash, now).await
    }

    async fn list(&self, user: &UserId, now: i64) -> Result<Vec<ApiKey>, Error> {
        let list = self.list_item(user).await?;
        let mut keys = self.keys(&list, now).await?;
        keys.reverse();
        Ok(keys)
    }

    async fn charge(&self, key: &ApiKey, limits: KeyLimits, now: i64) -> Result<Charge, Error> {
        charge::charge(&self.table, key, limits, now).await
    }

    async fn remove(&self, user: &UserId, id: &str) -> Result<bool, Error> {
        let list = self.list_item(user).await?;
        // The list keeps the hash until the next key is added.
        let keys = self.keys(&list, i64::MIN).await?;
        let Some(key) = keys.iter().find(|key| key.id == id) else {
            return Ok(false);
        };
        self.delete(&key.hash).await?;
        Ok(true)
    }

    async fn remove_all(&self, user: &UserId) -> Result<(), Error> {
        for _ in 0..MAX_ATTEMPTS {
            let list = self.list_item(user).await?;
            try_join_all(list.hashes.iter().map(|hash| self.delete(hash))).await?;
            match list.revision {
                Some(revision) if !self.delete_list(user, revision).await? => {}
                _ => return Ok(()),
            }
        }
        Err(self.contended())
    }
}
