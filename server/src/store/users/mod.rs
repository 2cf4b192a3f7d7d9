//! Table `users`: one item per person with an account or settings.
//!
//! Its keys of credentials are the truth about a person's ways to sign in: table `credentials`
//! changes them in its own transactions.

mod item;

use app::{
    domain::{
        Retag, SortableId,
        account::{Preferences, Work},
    },
    error::Error,
    ports::{User, UserId, UserStore},
};
use async_trait::async_trait;
use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, Update};

pub(super) use self::item::{
    ACCOUNT_SINCE, MERGED_INTO, RECOVERY, TABLE, USER_ID, VERSION, WAYS, key, started,
};
use self::item::{
    COMMENTS_SEEN, FORMER, HELD_BY, IS_UNFINISHED, LATEST_COMMENT, MERGING, RETAG, RETAG_ID, SINCE,
    UNFINISHED, WORK,
};
use super::{
    attributes::{Item, item as values, number, string, text},
    failure::{self, CONDITION_FAILED},
    table_client::TableClient,
    transaction::{Outcome, Transaction},
};

const IS_NEW: &str = "attribute_not_exists(userId)";

/// The users in a DynamoDB table.
#[derive(Debug)]
pub(super) struct DynamoUsers {
    table: TableClient,
}

impl DynamoUsers {
    pub(super) const fn new(table: TableClient) -> Self {
        Self { table }
    }

    /// A conditional update with `values`. False if the condition fails.
    async fn update(
        &self,
        user: &UserId,
        change: &str,
        condition: &str,
        values: Item,
    ) -> Result<bool, Error> {
        let request = self
            .table
            .client
            .update_item()
            .table_name(&self.table.name)
            .set_key(Some(key(user)))
            .update_expression(format!("{change} ADD {VERSION} :one"))
            .condition_expression(condition)
            .set_expression_attribute_values(Some(values))
            .expression_attribute_values(":one", number(1));
        match request.send().await {
            Ok(_) => Ok(true),
            Err(failure) if failure::code(&failure) == CONDITION_FAILED => Ok(false),
            Err(failure) => Err(self.table.writability.failed("UpdateItem", &failure)),
        }
    }

    /// Sets an attribute to the identifier of a comment, unless it is that of a later one.
    async fn set_comment(&self, user: &UserId, name: &str, id: &SortableId) -> Result<(), Error> {
        let change = format!("SET {name} = :id");
        let is_later = format!("attribute_not_exists({name}) OR {name} < :id");
        let values = values([(":id", text(id))]);
        self.update(user, &change, &is_later, values).await?;
        Ok(())
    }
}

#[async_trait]
impl UserStore for DynamoUsers {
    async fn get(&self, user: &UserId) -> Result<Option<User>, Error> {
        let item = self.table.get(key(user)).await?;
        item.map(|item| self.table.decoded(item::read(&item)))
            .transpose()
    }

    async fn by_email(&self, email: &str) -> Result<Option<User>, Error> {
        let Some(item) = self.table.get(item::email_key(email)).await? else {
            return Ok(None);
        };
        let user = self.table.decoded(string(&item, HELD_BY))?;
        self.get(&UserId(user.to_owned())).await
    }

    async fn create(&self, user: &User, now: i64) -> Result<bool, Error> {
        let put = |item| {
            Put::builder()
                .table_name(&self.table.name)
                .set_item(Some(item))
                .condition_expression(IS_NEW)
                .build()
        };
        let mut writes = Transaction::default().put(put(item::write(user, now)))?;
        if let Some(email) = &user.email {
            writes = writes.put(put(item::write_email(email, &user.id)))?;
        }
        Ok(writes.commit(&self.table).await? == Outcome::Committed)
    }

    async fn prefer(&self, user: &UserId, preferences: &Preferences) -> Result<(), Error> {
        let choices = item::preferences(preferences);
        if choices.is_empty() {
            return Ok(());
        }
        let mut request = self
            .table
            .client
            .update_item()
            .table_name(&self.table.name)
            .set_key(Some(key(user)))
            .expression_attribute_values(":one", number(1));
        let mut sets = Vec::new();
        for (name, value) in choices {
            sets.push(format!("#{name} = :{name}"));
            request = request
                .expression_attribute_names(format!("#{name}"), &name)
                .expression_attribute_values(format!(":{name}"), value);
        }
        request
            .update_expression(format!("SET {} ADD {VERSION} :one", sets.join(", ")))
            .send()
            .await
            .map_err(|failure| self.table.writability.failed("UpdateItem", &failure))?;
        Ok(())
    }

    async fn merge(&self, from: &UserId, into: &UserId, now: i64) -> Result<bool, Error> {
        if from == into {
            return Ok(false);
        }
        let erase = started(Work::Erase);
        let leave = Update::builder()
            .table_name(&self.table.name)
            .set_key(Some(key(from)))
            .update_expression(format!("SET {MERGED_INTO} = :into ADD {VERSION} :one"))
            .condition_expression(format!(
                "attribute_not_exists({ACCOUNT_SINCE}) AND attribute_not_exists({erase}) \
                 AND (attribute_not_exists({MERGED_INTO}) OR {MERGED_INTO} = :into)"
            ))
            .expression_attribute_values(":into", text(&into.0))
            .expression_attribute_values(":one", number(1))
            .build();
        let merge = started(Work::Merge);
        let receive = Update::builder()
            .table_name(&self.table.name)
            .set_key(Some(key(into)))
            .update_expression(format!(
                "SET {merge} = :now, {UNFINISHED} = :unfinished, {SINCE} = :now \
                 ADD {FORMER} :from, {MERGING} :from, {VERSION} :one"
            ))
            .condition_expression(format!(
                "attribute_exists({ACCOUNT_SINCE}) AND attribute_not_exists({erase}) \
                 AND attribute_not_exists({MERGED_INTO})"
            ))
            .expression_attribute_values(":now", number(now))
            .expression_attribute_values(":unfinished", text(IS_UNFINISHED))
            .expression_attribute_values(":from", AttributeValue::Ss(vec![from.0.clone()]))
            .expression_attribute_values(":one", number(1))
            .build();
        let writes = Transaction::default().update(leave)?.update(receive)?;
        Ok(writes.commit(&self.table).await? == Outcome::Committed)
    }

    async fn emptied(&self, user: &UserId, from: &UserId, before: i64) -> Result<(), Error> {
        let from = AttributeValue::Ss(vec![from.0.clone()]);
        let values = values([(":from", from), (":before", number(before))]);
        let change = format!("DELETE {MERGING} :from");
        let is_settled = format!("{} < :before", started(Work::Merge));
        self.update(user, &change, &is_settled, values).await?;
        Ok(())
    }

    async fn begin(&self, user: &UserId, work: Work, now: i64) -> Result<(), Error> {
        let started = started(work);
        self.table
            .client
            .update_item()
            .table_name(&self.table.name)
            .set_key(Some(key(user)))
            .update_expression(format!(
                "SET {started} = :now, {UNFINISHED} = :unfinished, {SINCE} = :now \
                 ADD {VERSION} :one"
            ))
            .expression_attribute_values(":now", number(now))
            .expression_attribute_values(":unfinished", text(IS_UNFINISHED))
            .expression_attribute_values(":one", number(1))
            .send()
            .await
            .map_err(|failure| self.table.writability.failed("UpdateItem", &failure))?;
        Ok(())
    }

    async fn begin_retag(
        &self,
        user: &UserId,
        retag: &Retag,
        latest: Option<&str>,
        now: i64,
    ) -> Result<bool, Error> {
        let record = item::retag(retag);
        let sets = record.keys().map(|name| format!("{name} = :{name}"));
        let change = format!(
            "SET {}, {} = :now, {} = :now, {UNFINISHED} = :unfinished, {SINCE} = :now",
            sets.collect::<Vec<_>>().join(", "),
            started(Work::Retag),
            started(Work::Forget)
        );
        let mut values = values([(":now", number(now)), (":unfinished", text(IS_UNFINISHED))]);
        let is_latest = match latest {
            Some(latest) => {
                values.insert(":latest".to_owned(), text(latest));
                format!("{RETAG_ID} = :latest")
            }
            None => format!("attribute_not_exists({RETAG_ID})"),
        };
        let record = record.into_iter();
        values.extend(record.map(|(name, value)| (format!(":{name}"), value)));
        let condition = format!("{is_latest} AND attribute_not_exists({MERGED_INTO})");
        self.update(user, &change, &condition, values).await
    }

    async fn announce_comment(&self, user: &UserId, id: &SortableId) -> Result<(), Error> {
        self.set_comment(user, LATEST_COMMENT, id).await
    }

    async fn comments_seen(&self, user: &UserId, id: &SortableId) -> Result<(), Error> {
        self.set_comment(user, COMMENTS_SEEN, id).await
    }

    async fn finish(&self, user: &UserId, work: Work, before: i64) -> Result<(), Error> {
        let done = started(work);
        let others = Work::ALL.into_iter().filter(|other| *other != work);
        let (mut none, mut some) = (Vec::new(), Vec::new());
        for other in others.map(started) {
            none.push(format!("attribute_not_exists({other})"));
            some.push(format!("attribute_exists({other})"));
        }
        let done_too = match work {
            Work::Forget => format!(", {}", RETAG.join(", ")),
            _ => String::new(),
        };
        let last = format!("REMOVE {done}{done_too}, {UNFINISHED}, {SINCE}");
        let one = format!("REMOVE {done}{done_too}");
        let before = values([(":before", number(before))]);
        let is_last = format!("{done} < :before AND {}", none.join(" AND "));
        let is_not_last = format!("{done} < :before AND ({})", some.join(" OR "));
        // Both conditions fail if there is no such work, and if other work ended between the calls.
        for _ in 0..2 {
            if self.update(user, &last, &is_last, before.clone()).await?
                || self
                    .update(user, &one, &is_not_last, before.clone())
                    .await?
            {
                break;
            }
        }
        Ok(())
    }

    async fn unfinished(&self, before: i64, limit: usize) -> Result<Vec<UserId>, Error> {
        let response = self
            .table
            .client
            .query()
            .table_name(&self.table.name)
            .index_name(WORK)
            .key_condition_expression(format!("{UNFINISHED} = :unfinished AND {SINCE} < :before"))
            .expression_attribute_values(":unfinished", text(IS_UNFINISHED))
            .expression_attribute_values(":before", number(before))
            .limit(limit.try_into().unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(|failure| failure::error("Query", &failure))?;
        let items = response.items.unwrap_or_default();
        let users = items.iter().map(|item| string(item, USER_ID));
        let users = users.map(|user| self.table.decoded(user.map(|it| UserId(it.to_owned()))));
        users.collect()
    }

    async fn postpone(&self, user: &UserId, now: i64) -> Result<(), Error> {
        let change = format!("SET {SINCE} = :now");
        let is_unfinished = format!("attribute_exists({UNFINISHED})");
        let values = values([(":now", number(now))]);
        self.update(user, &change, &is_unfinished, values).await?;
        Ok(())
    }

    async fn wait(&self, user: &UserId, work: Work, until: i64, before: i64) -> Result<(), Error> {
        let change = format!("SET {SINCE} = :until");
        let others = Work::ALL.into_iter().filter(|other| *other != work);
        let others = others.map(|other| format!(" AND attribute_not_exists({})", started(other)));
        let is_all = format!("{} < :before{}", started(work), others.collect::<String>());
        let values = values([(":until", number(until)), (":before", number(before))]);
        self.update(user, &change, &is_all, values).await?;
        Ok(())
    }

    async fn remove(&self, user: &UserId) -> Result<(), Error> {
        let Some(stored) = self.get(user).await? else {
            return Ok(());
        };
        let delete = |key| {
            Delete::builder()
                .table_name(&self.table.name)
                .set_key(Some(key))
        };
        let mut writes = Transaction::default().delete(delete(key(user)).build())?;
        if let Some(email) = &stored.email {
            let address = delete(item::email_key(email))
                .condition_expression(format!("attribute_not_exists(userId) OR {HELD_BY} = :user"))
                .set_expression_attribute_values(Some(values([(":user", text(&user.0))])));
            writes = writes.delete(address.build())?;
        }
        match writes.commit(&self.table).await? {
            Outcome::Committed => Ok(()),
            Outcome::Rejected(_) => {
                tracing::error!(table = self.table.name, "e-mail address of another user");
                Err(failure::internal())
            }
        }
    }
}
