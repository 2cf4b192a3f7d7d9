//! Table `credentials`: one item per way to sign in, besides the one-time [`tokens`](super::tokens).
//!
//! A person's item in table `users` names their ways to sign in, and each addition and removal
//! changes it in the same transaction. Therefore a list needs no index and is consistent, and
//! concurrent calls can't remove the last one.

mod item;

use app::{
    domain::account::Work,
    error::Error,
    ports::{Credential, CredentialKind, CredentialRemoval, CredentialStore, UserId},
};
use async_trait::async_trait;
use aws_sdk_dynamodb::types::{
    AttributeValue, Delete, Put, Update,
    builders::{DeleteBuilder, UpdateBuilder},
};
use futures::future::try_join_all;

use self::item::{COUNTER, NAME, USED_AT, id, key};
pub(super) use self::item::{ID, TABLE, VERSION};
use super::{
    attributes::{number, optional_string, strings, text},
    failure::{self, CONDITION_FAILED},
    table_client::TableClient,
    transaction::{Outcome, Transaction},
    users,
};

/// The maximum number of attempts to replace a recovery code: each failed one means that another
/// one was stored in the meantime.
const MAX_ATTEMPTS: usize = 3;

/// The ways to sign in, in two DynamoDB tables.
#[derive(Debug)]
pub(super) struct DynamoCredentials {
    table: TableClient,
    users: TableClient,
}

/// A user's ways to sign in, by identifier.
struct Ways {
    recovery: Option<String>,
    others: Vec<String>,
}

impl DynamoCredentials {
    pub(super) const fn new(table: TableClient, users: TableClient) -> Self {
        Self { table, users }
    }

    async fn ways(&self, user: &UserId) -> Result<Ways, Error> {
        let item = self.users.get(users::key(user)).await?.unwrap_or_default();
        Ok(Ways {
            recovery: self
                .users
                .decoded(optional_string(&item, users::RECOVERY))?,
            others: self.users.decoded(strings(&item, users::WAYS))?,
        })
    }

    /// An update of the user, without its expressions.
    fn of_user(&self, user: &UserId) -> UpdateBuilder {
        Update::builder()
            .table_name(&self.users.name)
            .set_key(Some(users::key(user)))
            .expression_attribute_values(":one", number(1))
    }

    /// The insertion of a new way to sign in.
    fn insertion(&self, credential: &Credential) -> Result<Transaction, Error> {
        Transaction::default().put(
            Put::builder()
                .table_name(&self.table.name)
                .set_item(Some(item::write(credential)))
                .condition_expression("attribute_not_exists(id)")
                .build(),
        )
    }

    /// The deletion of a way to sign in, if it is the user's.
    fn deletion(&self, id: &str, user: &UserId) -> DeleteBuilder {
        Delete::builder()
            .table_name(&self.table.name)
            .set_key(Some(key(id)))
            .condition_expression("userId = :user")
            .expression_attribute_values(":user", text(&user.0))
    }

    /// Stores a recovery code in place of `old`. False if the code is taken or the user's account
    /// is closed; none if `old` is not the user's code any more.
    async fn try_replace(
        &self,
        credential: &Credential,
        old: Option<&str>,
    ) -> Result<Option<bool>, Error> {
        let (user, recovery) = (&credential.user, users::RECOVERY);
        let update = self
            .of_user(user)
            .update_expression(format!(
                "SET {recovery} = :id, {since} = if_not_exists({since}, :now) \
                 ADD {version} :one",
                since = users::ACCOUNT_SINCE,
                version = users::VERSION,
            ))
            .expression_attribute_values(":id", text(id(credential.kind, &credential.key)))
            .expression_attribute_values(":now", number(credential.created_at));
        let update = match old {
            Some(old) => update
                .condition_expression(format!("{recovery} = :old AND {}", is_open()))
                .expression_attribute_values(":old", text(old)),
            None => update.condition_expression(format!(
                "attribute_not_exists({recovery}) AND {}",
                is_open()
            )),
        };
        let mut writes = self.insertion(credential)?.update(update.build())?;
        if let Some(old) = old {
            writes = writes.delete(self.deletion(old, user).build())?;
        }
        match writes.commit(&self.table).await? {
            Outcome::Committed => Ok(Some(true)),
            Outcome::Rejected(failed) if failed.first() == Some(&true) => Ok(Some(false)),
            Outcome::Rejected(_) => {
                let now = self.ways(user).await?.recovery;
                Ok((now.as_deref() == old).then_some(false))
            }
        }
    }
}

/// Holds for a user that is neither merged into another nor erased.
fn is_open() -> String {
    format!(
        "attribute_not_exists({}) AND attribute_not_exists({})",
        users::MERGED_INTO,
        users::started(Work::Erase)
    )
}

#[async_trait]
impl CredentialStore for DynamoCredentials {
    async fn add(&self, credential: &Credential) -> Result<bool, Error> {
        if credential.kind == CredentialKind::Recovery {
            let added = self.try_replace(credential, None).await?;
            return Ok(added == Some(true));
        }
        let id = id(credential.kind, &credential.key);
        let update = self
            .of_user(&credential.user)
            .update_expression(format!(
                "SET {since} = if_not_exists({since}, :now) ADD {ways} :ways, {version} :one",
                since = users::ACCOUNT_SINCE,
                ways = users::WAYS,
                version = users::VERSION,
            ))
            .condition_expression(is_open())
            .expression_attribute_values(":now", number(credential.created_at))
            .expression_attribute_values(":ways", AttributeValue::Ss(vec![id]));
        let writes = self.insertion(credential)?.update(update.build())?;
        Ok(writes.commit(&self.table).await? == Outcome::Committed)
    }

    async fn replace_recovery(&self, credential: &Credential) -> Result<bool, Error> {
        for _ in 0..MAX_ATTEMPTS {
            let old = self.ways(&credential.user).await?.recovery;
            if let Some(stored) = self.try_replace(credential, old.as_deref()).await? {
                return Ok(stored);
            }
        }
        tracing::error!(
            table = self.table.name,
            "too many concurrent recovery codes"
        );
        Err(failure::unavailable())
    }

    async fn get(&self, kind: CredentialKind, key: &str) -> Result<Option<Credential>, Error> {
        let item = self.table.get(item::key(&id(kind, key))).await?;
        item.map(|item| self.table.decoded(item::read(&item)))
            .transpose()
    }

    async fn list(&self, user: &UserId) -> Result<Vec<Credential>, Error> {
        let Ways { recovery, others } = self.ways(user).await?;
        let ids = others.iter().chain(&recovery);
        let items = try_join_all(ids.map(|id| self.table.get(key(id)))).await?;
        let credentials = items
            .iter()
            .flatten()
            .map(|item| self.table.decoded(item::read(item)));
        let mut credentials = credentials.collect::<Result<Vec<_>, _>>()?;
        credentials.sort_by_key(|credential| credential.created_at);
        Ok(credentials)
    }

    async fn used(&self, credential: &Credential, counter: u32, now: i64) -> Result<bool, Error> {
        let grows = match (credential.kind, counter) {
            (CredentialKind::OpenId | CredentialKind::Recovery, _) => "",
            (CredentialKind::Passkey, 0) => " AND #counter = :counter",
            (CredentialKind::Passkey, _) => " AND #counter < :counter",
        };
        let request = self
            .table
            .client
            .update_item()
            .table_name(&self.table.name)
            .set_key(Some(key(&id(credential.kind, &credential.key))))
            .update_expression(format!(
                "SET {USED_AT} = :now, #counter = :counter ADD {VERSION} :one"
            ))
            .condition_expression(format!("attribute_exists(id){grows}"))
            .expression_attribute_names("#counter", COUNTER)
            .expression_attribute_values(":now", number(now))
            .expression_attribute_values(":counter", number(counter))
            .expression_attribute_values(":one", number(1));
        match request.send().await {
            Ok(_) => Ok(true),
            Err(failure) if failure::code(&failure) == CONDITION_FAILED => Ok(false),
            Err(failure) => Err(self.table.writability.failed("UpdateItem", &failure)),
        }
    }

    async fn rename(
        &self,
        user: &UserId,
        kind: CredentialKind,
        key: &str,
        name: &str,
    ) -> Result<bool, Error> {
        let request = self
            .table
            .client
            .update_item()
            .table_name(&self.table.name)
            .set_key(Some(item::key(&id(kind, key))))
            .update_expression(format!("SET #name = :name ADD {VERSION} :one"))
            .condition_expression("userId = :user")
            .expression_attribute_names("#name", NAME)
            .expression_attribute_values(":name", text(name))
            .expression_attribute_values(":user", text(&user.0))
            .expression_attribute_values(":one", number(1));
        match request.send().await {
            Ok(_) => Ok(true),
            Err(failure) if failure::code(&failure) == CONDITION_FAILED => Ok(false),
            Err(failure) => Err(self.table.writability.failed("UpdateItem", &failure)),
        }
    }

    async fn remove(
        &self,
        user: &UserId,
        kind: CredentialKind,
        key: &str,
    ) -> Result<CredentialRemoval, Error> {
        let id = id(kind, key);
        let (ways, recovery, version) = (users::WAYS, users::RECOVERY, users::VERSION);
        let update = self
            .of_user(user)
            .expression_attribute_values(":id", text(&id));
        let update = if kind == CredentialKind::Recovery {
            update
                .update_expression(format!("REMOVE {recovery} ADD {version} :one"))
                .condition_expression(format!("{recovery} = :id AND attribute_exists({ways})"))
        } else {
            update
                .update_expression(format!("DELETE {ways} :ways ADD {version} :one"))
                .condition_expression(format!(
                    "contains({ways}, :id) AND (size({ways}) > :one OR attribute_exists({recovery}))"
                ))
                .expression_attribute_values(":ways", AttributeValue::Ss(vec![id.clone()]))
        };
        let writes = Transaction::default()
            .delete(self.deletion(&id, user).build())?
            .update(update.build())?;
        match writes.commit(&self.table).await? {
            Outcome::Committed => Ok(CredentialRemoval::Removed),
            Outcome::Rejected(failed) if failed.first() == Some(&true) => {
                Ok(CredentialRemoval::NotFound)
            }
            Outcome::Rejected(_) => Ok(CredentialRemoval::Last),
        }
    }

    async fn remove_all(&self, user: &UserId) -> Result<(), Error> {
        let Ways { recovery, others } = self.ways(user).await?;
        for id in others.iter().chain(&recovery) {
            self.table.delete(key(id)).await?;
        }
        Ok(())
    }
}
