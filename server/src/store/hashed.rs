//! Items that are found by the hash of a secret, such as API keys, and one item per person with the
//! list of theirs.
//!
//! An item is found with one consistent read, so what was revoked is refused at once. The list takes
//! the place of an index: it is consistent, too, it holds the limit under concurrent calls, and a
//! change of an item's counters writes to no index.

use std::marker::PhantomData;

use app::{error::Error, ports::UserId};
use aws_sdk_dynamodb::types::{AttributeValue, Put, Update};
use futures::future::try_join_all;

use super::{
    attributes::{Item, integer, number, text},
    failure::{self, CONDITION_FAILED},
    table_client::TableClient,
    transaction::{Outcome, Transaction},
};

/// Partition key: the hash, or the owner of a list. A reserved word: never bare in an expression.
pub(super) const HASH: &str = "hash";
/// In a list: the number of additions.
const REVISION: &str = "revision";
/// The maximum number of attempts to change a list: each lost one means that another call changed it.
const MAX_ATTEMPTS: usize = 24;

/// What an item stands for.
pub(super) trait Hashed: Sized {
    /// In a list: the attribute with the hashes.
    const LIST: &'static str;

    /// Decodes an item.
    ///
    /// # Errors
    /// The name of the first missing or invalid attribute.
    fn read(item: &Item) -> Result<Self, &'static str>;

    /// The complete item.
    fn write(&self) -> Item;

    fn hash(&self) -> &str;

    /// The public identifier.
    fn id(&self) -> &str;

    fn user(&self) -> &UserId;

    /// The end in seconds since the epoch, if it has one.
    fn expires_at(&self) -> Option<i64>;
}

/// A table of such items.
#[derive(Debug)]
pub(super) struct HashedTable<T> {
    pub(super) client: TableClient,
    items: PhantomData<fn() -> T>,
}

/// A person's list.
#[derive(Default)]
struct List {
    hashes: Vec<String>,
    /// None if the person has no list yet.
    revision: Option<u64>,
}

/// The partition key of a person's list. No hash has a colon.
fn list_of(user: &UserId) -> AttributeValue {
    text(format!("user:{}", user.0))
}

/// The hashes of a list.
fn hashes(item: &Item, attribute: &str) -> Vec<String> {
    let list = item.get(attribute).and_then(|value| value.as_l().ok());
    let hashes = list.into_iter().flatten();
    hashes
        .filter_map(|hash| hash.as_s().ok().cloned())
        .collect()
}

impl<T: Hashed> HashedTable<T> {
    pub(super) const fn new(client: TableClient) -> Self {
        Self {
            client,
            items: PhantomData,
        }
    }

    async fn item(&self, hash: AttributeValue) -> Result<Option<Item>, Error> {
        let key = Item::from([(HASH.to_owned(), hash)]);
        self.client.get(key).await
    }

    /// The one of a hash that has not expired at `now`. An invalid item is logged and counts as none.
    pub(super) async fn get(&self, hash: &str, now: i64) -> Result<Option<T>, Error> {
        let item = self.item(text(hash)).await?;
        let found = item.and_then(|item| {
            T::read(&item)
                .inspect_err(|attribute| {
                    tracing::error!(table = self.client.name, attribute, "invalid item");
                })
                .ok()
        });
        Ok(found.filter(|it| it.expires_at().is_none_or(|end| end > now)))
    }

    async fn list_item(&self, user: &UserId) -> Result<List, Error> {
        let item = self.item(list_of(user)).await?;
        Ok(item.map_or_else(List::default, |item| List {
            hashes: hashes(&item, T::LIST),
            revision: integer(&item, REVISION).ok(),
        }))
    }

    /// Those of a list that have not expired at `now`, in its order: the oldest first.
    async fn listed(&self, list: &List, now: i64) -> Result<Vec<T>, Error> {
        let all = list.hashes.iter().map(|hash| self.get(hash, now));
        Ok(try_join_all(all).await?.into_iter().flatten().collect())
    }

    /// A user's, the newest first, without those that have expired at `now`.
    pub(super) async fn list(&self, user: &UserId, now: i64) -> Result<Vec<T>, Error> {
        let list = self.list_item(user).await?;
        let mut all = self.listed(&list, now).await?;
        all.reverse();
        Ok(all)
    }

    /// Stores a new one at `now`. False if its user has `max` that have not expired.
    pub(super) async fn put(&self, new: &T, max: usize, now: i64) -> Result<bool, Error> {
        for _ in 0..MAX_ATTEMPTS {
            let list = self.list_item(new.user()).await?;
            let live = self.listed(&list, now).await?;
            if live.len() >= max {
                return Ok(false);
            }
            if self.add(new, &list, &live).await? {
                return Ok(true);
            }
        }
        Err(self.contended())
    }

    /// Adds one to a list of `live` ones, which leaves out those that are gone. False if the list has
    /// changed since.
    async fn add(&self, new: &T, list: &List, live: &[T]) -> Result<bool, Error> {
        let put = Put::builder()
            .table_name(&self.client.name)
            .set_item(Some(new.write()));
        let hashes = live.iter().chain([new]).map(|it| text(it.hash()));
        let update = Update::builder()
            .table_name(&self.client.name)
            .key(HASH, list_of(new.user()))
            .update_expression("SET #list = :list, revision = :next")
            .expression_attribute_names("#list", T::LIST)
            .expression_attribute_values(":list", AttributeValue::L(hashes.collect()))
            .expression_attribute_values(":next", number(list.revision.unwrap_or(0) + 1));
        let update = match list.revision {
            Some(revision) => update
                .condition_expression("revision = :revision")
                .expression_attribute_values(":revision", number(revision)),
            None => update.condition_expression("attribute_not_exists(revision)"),
        };
        let writes = Transaction::default().put(put.build())?;
        let outcome = writes.update(update.build())?.commit(&self.client).await?;
        Ok(outcome == Outcome::Committed)
    }

    /// Removes one. False if the user has none with this identifier.
    pub(super) async fn remove(&self, user: &UserId, id: &str) -> Result<bool, Error> {
        let list = self.list_item(user).await?;
        // The list keeps the hash until the next one is added.
        let all = self.listed(&list, i64::MIN).await?;
        let Some(found) = all.iter().find(|it| it.id() == id) else {
            return Ok(false);
        };
        self.delete(found.hash()).await?;
        Ok(true)
    }

    /// Removes all of a user's.
    pub(super) async fn remove_all(&self, user: &UserId) -> Result<(), Error> {
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

    async fn delete(&self, hash: &str) -> Result<(), Error> {
        let key = Item::from([(HASH.to_owned(), text(hash))]);
        self.client.delete(key).await.map(|_| ())
    }

    /// Deletes a person's list; false if it has changed since.
    async fn delete_list(&self, user: &UserId, revision: u64) -> Result<bool, Error> {
        let TableClient {
            client,
            name,
            writability,
        } = &self.client;
        let request = client
            .delete_item()
            .table_name(name)
            .key(HASH, list_of(user))
            .condition_expression("revision = :revision")
            .expression_attribute_values(":revision", number(revision));
        match request.send().await {
            Ok(_) => Ok(true),
            Err(failure) if failure::code(&failure) == CONDITION_FAILED => Ok(false),
            Err(failure) => Err(writability.failed("DeleteItem", &failure)),
        }
    }

    fn contended(&self) -> Error {
        tracing::error!(
            table = self.client.name,
            "too many concurrent writes of a list"
        );
        failure::unavailable()
    }
}
