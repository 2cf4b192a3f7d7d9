//! Changes of all moments of a journal, some in each call.

use app::{
    domain::moment::{MomentId, Photo},
    error::Error,
    ports::{MomentPhotos, RemovedMoment, RemovedMoments, UserId},
    secret,
};
use aws_sdk_dynamodb::{
    operation::update_item::UpdateItemError,
    types::{Delete, Put},
};
use futures::{StreamExt, TryStreamExt, stream};

use super::item::{self, DAY_ID, ID, PHOTOS, REMOVED_AT, UPDATED_AT, USER_ID, VERSION};
use super::writes::Target;
use crate::store::{
    attributes::{Item, insert, integer, item as values, number, string, text},
    failure,
    table_client::TableClient,
    transaction::{Outcome, Transaction},
};

/// The number of moments that one call carries over.
const CARRIED: i32 = 25;
/// The number of items that one call erases.
const ERASED: i32 = 100;
const CONCURRENCY: usize = 8;
/// The maximum number of attempts: each failed one means that the moment was changed in the meantime.
const MAX_ATTEMPTS: usize = 3;

/// Holds for the item that was read.
const IS_UNCHANGED: &str = "version = :version AND updatedAt = :updatedAt AND photos = :photos";
const IS_UNCHANGED_WITHOUT_PHOTOS: &str =
    "version = :version AND updatedAt = :updatedAt AND attribute_not_exists(photos)";
const IS_ABSENT: &str = "attribute_not_exists(userId)";

/// A former journal, and the account that gets its moments.
pub(super) struct Merge<'a> {
    pub(super) table: &'a TableClient,
    pub(super) from: &'a UserId,
    pub(super) into: &'a UserId,
}

impl Merge<'_> {
    /// Carries some moments over. True if there may be more.
    ///
    /// # Errors
    /// Unavailable.
    pub(super) async fn step(&self) -> Result<bool, Error> {
        let page = page(self.table, self.from, CARRIED, None).await?;
        stream::iter(page.items)
            .map(|item| self.carry(item))
            .buffer_unordered(CONCURRENCY)
            .try_collect::<()>()
            .await?;
        Ok(page.has_more)
    }

    /// Carries a moment over, given its item.
    async fn carry(&self, mut former: Item) -> Result<(), Error> {
        let table = self.table;
        let id = table.decoded(item::id(&former))?;
        let mut moved_as = id.clone();
        for _ in 0..MAX_ATTEMPTS {
            let mut moved = former.clone();
            moved.insert(USER_ID.to_owned(), text(&self.into.0));
            table.decoded(renamed(&mut moved, &moved_as))?;
            let put = Put::builder()
                .table_name(&table.name)
                .set_item(Some(moved))
                .condition_expression(IS_ABSENT);
            let delete = Delete::builder()
                .table_name(&table.name)
                .set_key(Some(item::key(self.from, &id)))
                .condition_expression(if former.contains_key(PHOTOS) {
                    IS_UNCHANGED
                } else {
                    IS_UNCHANGED_WITHOUT_PHOTOS
                })
                .set_expression_attribute_values(Some(unchanged(&former)));
            let writes = Transaction::default()
                .put(put.build())?
                .delete(delete.build())?;
            if let Outcome::Committed = writes.commit(table).await? {
                return Ok(());
            }
            match table.get(item::key(self.from, &id)).await? {
                Some(changed) => former = changed,
                None => return Ok(()),
            }
            if let Some(other) = table.get(item::key(self.into, &id)).await? {
                // The same file was imported into both.
                if !item::is_alive(&former) || has_same_words(&former, &other) {
                    if self.carry_photos(&id, &former, &other).await? {
                        table.delete(item::key(self.from, &id)).await?;
                        return Ok(());
                    }
                    continue;
                }
                let millis = table.decoded(integer::<i64>(&former, UPDATED_AT))? * 1000;
                moved_as = MomentId::new(millis, secret::random()?);
            }
        }
        tracing::error!(
            table = table.name,
            "too many concurrent changes of a moment"
        );
        Err(failure::unavailable())
    }
}

impl Merge<'_> {
    /// Adds the photos of a former item to those of the account's moment with the same words, as far as it
    /// has room. False if that was changed in the meantime.
    async fn carry_photos(
        &self,
        id: &MomentId,
        former: &Item,
        other: &Item,
    ) -> Result<bool, Error> {
        let table = self.table;
        let before = table.decoded(item::read_photos(other))?;
        let mut after = before.clone();
        if item::is_alive(former) {
            let known = |photo: &Photo| before.iter().any(|other| other.id == photo.id);
            let mut new = table.decoded(item::read_photos(former))?;
            new.retain(|photo| !known(photo));
            after.extend(new);
            after.truncate(Photo::MAX);
        }
        if before == after {
            return Ok(true);
        }
        let target = Target {
            table,
            user: self.into,
            id,
            now: 0,
        };
        target.set_photos(&before, &after).await
    }
}

/// Gives an item another identifier.
fn renamed(item: &mut Item, id: &MomentId) -> Result<(), &'static str> {
    item.insert(ID.to_owned(), text(id));
    if item::is_alive(item) {
        let (day, _) = string(item, DAY_ID)?.split_once('#').ok_or(DAY_ID)?;
        let day_id = format!("{day}#{id}");
        item.insert(DAY_ID.to_owned(), text(day_id));
    }
    Ok(())
}

fn has_same_words(a: &Item, b: &Item) -> bool {
    let words = |item: &Item| {
        ["title", "dateText", "description", "place"].map(|name| item.get(name).cloned())
    };
    words(a) == words(b)
}

/// The values of both conditions.
fn unchanged(item: &Item) -> Item {
    let value = |name: &str| item.get(name).cloned().unwrap_or_else(|| number(0));
    let mut values = values([
        (":version", value(VERSION)),
        (":updatedAt", value(UPDATED_AT)),
    ]);
    insert(&mut values, ":photos", item.get(PHOTOS).cloned());
    values
}

/// Deletes some items. True if there may be more.
///
/// # Errors
/// Unavailable.
pub(super) async fn erase(table: &TableClient, user: &UserId) -> Result<bool, Error> {
    let page = page(table, user, ERASED, Some("userId, id")).await?;
    stream::iter(page.items)
        .map(|key| table.delete(key))
        .buffer_unordered(CONCURRENCY)
        .try_collect::<Vec<_>>()
        .await?;
    Ok(page.has_more)
}

/// Some removed moments that are not cleared yet.
///
/// # Errors
/// Unavailable.
pub(super) async fn removed(
    table: &TableClient,
    user: &UserId,
    after: Option<&MomentId>,
) -> Result<RemovedMoments, Error> {
    let response = table
        .client
        .query()
        .table_name(&table.name)
        .key_condition_expression("userId = :userId")
        .filter_expression(format!("attribute_exists({REMOVED_AT})"))
        .projection_expression(format!("{ID}, {REMOVED_AT}"))
        .expression_attribute_values(":userId", text(&user.0))
        .set_exclusive_start_key(after.map(|id| item::key(user, id)))
        .consistent_read(true)
        .send()
        .await
        .map_err(|failure| failure::error("Query", &failure))?;
    let moments = response.items().iter().map(|item| {
        Ok(RemovedMoment {
            id: item::id(item)?,
            removed_at: integer(item, REMOVED_AT)?,
        })
    });
    let next = response.last_evaluated_key.as_ref();
    Ok(RemovedMoments {
        moments: table.decoded(moments.collect())?,
        next: next.map(|key| table.decoded(item::id(key))).transpose()?,
    })
}

/// The photos of some moments, and of removed ones that are not cleared yet.
///
/// # Errors
/// Unavailable.
pub(super) async fn photos(
    table: &TableClient,
    user: &UserId,
    after: Option<&MomentId>,
) -> Result<MomentPhotos, Error> {
    let response = table
        .client
        .query()
        .table_name(&table.name)
        .key_condition_expression("userId = :userId")
        .filter_expression(format!("attribute_exists({PHOTOS})"))
        .projection_expression(format!("{ID}, {PHOTOS}"))
        .expression_attribute_values(":userId", text(&user.0))
        .set_exclusive_start_key(after.map(|id| item::key(user, id)))
        .consistent_read(true)
        .send()
        .await
        .map_err(|failure| failure::error("Query", &failure))?;
    let mut photos = Vec::new();
    for item in response.items() {
        let moment = table.decoded(item::id(item))?;
        let of_moment = table.decoded(item::read_photos(item))?.into_iter();
        photos.extend(of_moment.map(|photo| (moment.clone(), photo.id)));
    }
    let next = response.last_evaluated_key.as_ref();
    Ok(MomentPhotos {
        photos,
        next: next.map(|key| table.decoded(item::id(key))).transpose()?,
    })
}

/// Records that a removed moment is cleared.
///
/// # Errors
/// Unavailable.
pub(super) async fn cleared(
    table: &TableClient,
    user: &UserId,
    moment: &RemovedMoment,
) -> Result<(), Error> {
    let request = table
        .client
        .update_item()
        .table_name(&table.name)
        .set_key(Some(item::key(user, &moment.id)))
        .update_expression(format!("REMOVE {REMOVED_AT}, {PHOTOS}"))
        .condition_expression(format!("{REMOVED_AT} = :removedAt"))
        .expression_attribute_values(":removedAt", number(moment.removed_at));
    match request.send().await {
        Ok(_) => Ok(()),
        Err(failure) => match failure.as_service_error() {
            Some(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(()),
            _ => Err(table.writability.failed("UpdateItem", &failure)),
        },
    }
}

struct Page {
    items: Vec<Item>,
    has_more: bool,
}

/// The first items of a journal, with these attributes or all.
async fn page(
    table: &TableClient,
    user: &UserId,
    limit: i32,
    attributes: Option<&str>,
) -> Result<Page, Error> {
    let page = table
        .client
        .query()
        .table_name(&table.name)
        .key_condition_expression("userId = :userId")
        .set_projection_expression(attributes.map(str::to_owned))
        .expression_attribute_values(":userId", text(&user.0))
        .consistent_read(true)
        .limit(limit)
        .send()
        .await
        .map_err(|failure| failure::error("Query", &failure))?;
    Ok(Page {
        has_more: page.last_evaluated_key.is_some(),
        items: page.items.unwrap_or_default(),
    })
}
