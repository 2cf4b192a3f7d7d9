//! The merge of two journals, a day at a time.
//!
//! One transaction moves a day, so an interruption leaves each day in one journal or the other, and
//! the next call goes on. A version that the rule did not choose becomes an item of the account, see
//! [`versions`](super::versions).

use app::{
    domain::{Day, Retention, account::Carried},
    error::Error,
    ports::UserId,
};
use aws_sdk_dynamodb::types::{Delete, Put};
use futures::{StreamExt, TryStreamExt, stream};

use super::{
    day_items::{IS_UNCHANGED, key, key_of, over, state, unchanged},
    imports::is_import,
    item::{self, DAY, EXPIRES_AT, UPDATED_AT},
    versions,
};
use crate::store::{
    attributes::{Item, integer, number, string, text},
    failure,
    table_client::TableClient,
    transaction::{Outcome, Transaction},
};

/// The number of days of a call.
const DAYS: i32 = 25;
const CONCURRENCY: usize = 5;
/// The maximum number of attempts: each failed one means that the day was changed in the meantime.
const MAX_ATTEMPTS: usize = 3;

/// A former journal, and the account that gets its days.
pub(super) struct Merge<'a> {
    pub(super) table: &'a TableClient,
    pub(super) from: &'a UserId,
    pub(super) into: &'a UserId,
    pub(super) retention: Retention,
    pub(super) now: i64,
}

impl Merge<'_> {
    /// Carries some days over. True if there may be more.
    ///
    /// # Errors
    /// Unavailable.
    pub(super) async fn step(&self) -> Result<bool, Error> {
        let table = self.table;
        let page = table
            .client
            .query()
            .table_name(&table.name)
            .key_condition_expression("userId = :userId")
            .expression_attribute_values(":userId", text(&self.from.0))
            .consistent_read(true)
            .limit(DAYS)
            .send()
            .await
            .map_err(|failure| failure::error("Query", &failure))?;
        let has_more = page.last_evaluated_key.is_some();
        stream::iter(page.items.unwrap_or_default())
            .map(|item| self.carry(item))
            .buffer_unordered(CONCURRENCY)
            .try_collect::<()>()
            .await?;
        Ok(has_more)
    }

    /// Carries a day over, given its item.
    async fn carry(&self, mut former: Item) -> Result<(), Error> {
        let table = self.table;
        let day = table.decoded(string(&former, DAY))?.to_owned();
        // A file that was read for the former journal, and the days as they were there.
        if is_import(&day) {
            table.delete(key_of(&former)).await?;
            return Ok(());
        }
        for _ in 0..MAX_ATTEMPTS {
            let account = table.get(key(self.into, &day)).await?;
            let writes = table.decoded(self.writes(&former, account.as_ref()))??;
            if writes.commit(table).await? == Outcome::Committed {
                return Ok(());
            }
            match table.get(key(self.from, &day)).await? {
                Some(changed) => former = changed,
                None => return Ok(()),
            }
        }
        tracing::error!(table = table.name, "too many concurrent changes of a day");
        Err(failure::unavailable())
    }

    /// The writes for a day.
    ///
    /// # Errors
    /// An attribute that can't be read, or the error of a write.
    fn writes(
        &self,
        former: &Item,
        account: Option<&Item>,
    ) -> Result<Result<Transaction, Error>, &'static str> {
        let day = string(former, DAY)?;
        let carried = Carried::of(&state(Some(former), self.now)?, &state(account, self.now)?);
        let expires_at = self
            .retention
            .expires_at(Day::parse(day).map_err(|_| DAY)?)
            .max(integer(former, EXPIRES_AT)?);
        let mut moved = former.clone();
        item::forget_renaming(&mut moved);
        moved.extend(key(self.into, day));
        moved.insert(EXPIRES_AT.to_owned(), number(expires_at));
        let offered = |item: &Item, owner| versions::offered(self.into, item, owner, expires_at);
        let (replacement, offered) = match carried {
            Carried::Dropped => (None, None),
            Carried::Moved => (Some(moved), None),
            Carried::Restored { version } => {
                item::renumber(&mut moved, version)?;
                // A restore takes the entry for the newer one only if it is so by both.
                let updated_at: i64 = integer(&moved, UPDATED_AT)?;
                let removed_at =
                    account.map_or(Ok(updated_at), |item| integer(item, UPDATED_AT))?;
                moved.insert(UPDATED_AT.to_owned(), number(updated_at.max(removed_at)));
                (Some(moved), None)
            }
            Carried::Newer { version } => {
                item::renumber(&mut moved, version)?;
                let old = account.map(|item| offered(item, self.into)).transpose()?;
                (Some(moved), old)
            }
            Carried::Kept { version } => (kept(account, version)?, None),
            Carried::Offered { version } => {
                (kept(account, version)?, Some(offered(former, self.from)?))
            }
        };
        Ok(self.transaction(former, account, replacement, offered))
    }

    fn transaction(
        &self,
        former: &Item,
        account: Option<&Item>,
        replacement: Option<Item>,
        offered: Option<Item>,
    ) -> Result<Transaction, Error> {
        let mut writes = Transaction::default().delete(
            Delete::builder()
                .table_name(&self.table.name)
                .set_key(Some(key_of(former)))
                .condition_expression(IS_UNCHANGED)
                .set_expression_attribute_values(Some(unchanged(former)))
                .build(),
        )?;
        if let Some(item) = replacement {
            writes = writes.put(over(self.table, item, account).build())?;
        }
        if let Some(item) = offered {
            let put = Put::builder().table_name(&self.table.name);
            writes = writes.put(put.set_item(Some(item)).build())?;
        }
        Ok(writes)
    }
}

/// The account's item as `version`, if it has another one.
///
/// # Errors
/// The attribute that can't be read.
fn kept(account: Option<&Item>, version: u64) -> Result<Option<Item>, &'static str> {
    let Some(account) = account else {
        return Ok(None);
    };
    if item::version(account)? == version {
        return Ok(None);
    }
    let mut kept = account.clone();
    item::renumber(&mut kept, version)?;
    Ok(Some(kept))
}
