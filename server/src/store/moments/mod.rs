//! Table `events`: one item per moment.
//!
//! A write is one call. The local index `days` orders the live moments of a person by day, so a span of
//! days is one consistent `Query`.

mod item;
mod journal;
mod writes;

use app::{
    domain::{
        Day, MutationId, Precondition,
        moment::{Moment, MomentChange, MomentDraft, MomentId, Photo},
    },
    error::Error,
    ports::{
        MomentPage, MomentPhotos, MomentPlace, MomentStore, RemovedMoment, RemovedMoments, UserId,
        WriteError,
    },
};
use async_trait::async_trait;

pub(super) use self::item::TABLE;
use self::{journal::Merge, writes::Target};
use super::{attributes::text, failure, table_client::TableClient};

/// The moments in a DynamoDB table.
#[derive(Debug)]
pub(super) struct DynamoMoments {
    table: TableClient,
}

impl DynamoMoments {
    pub(super) const fn new(table: TableClient) -> Self {
        Self { table }
    }

    const fn target<'a>(&'a self, user: &'a UserId, id: &'a MomentId, now: i64) -> Target<'a> {
        Target {
            table: &self.table,
            user,
            id,
            now,
        }
    }
}

#[async_trait]
impl MomentStore for DynamoMoments {
    async fn create(
        &self,
        user: &UserId,
        id: &MomentId,
        draft: MomentDraft,
        mutation: Option<&MutationId>,
        now: i64,
    ) -> Result<Moment, WriteError> {
        self.target(user, id, now).create(draft, mutation).await
    }

    async fn update(
        &self,
        user: &UserId,
        id: &MomentId,
        change: &MomentChange,
        precondition: Option<&Precondition>,
        now: i64,
    ) -> Result<Option<Moment>, WriteError> {
        self.target(user, id, now)
            .update(change, precondition)
            .await
    }

    async fn get(&self, user: &UserId, id: &MomentId) -> Result<Option<Moment>, Error> {
        let item = self.table.get(item::key(user, id)).await?;
        let item = item.filter(item::is_alive);
        item.map(|item| self.table.decoded(item::read(&item)))
            .transpose()
    }

    async fn page(
        &self,
        user: &UserId,
        start: Day,
        end: Day,
        after: Option<&MomentPlace>,
        limit: usize,
    ) -> Result<MomentPage, Error> {
        let response = self
            .table
            .client
            .query()
            .table_name(&self.table.name)
            .index_name(item::DAYS)
            .key_condition_expression("userId = :userId AND dayId BETWEEN :start AND :end")
            .expression_attribute_values(":userId", text(&user.0))
            .expression_attribute_values(":start", text(start))
            // After every identifier of the last day.
            .expression_attribute_values(":end", text(format!("{end}~")))
            .set_exclusive_start_key(after.map(|place| item::key_of_place(user, place)))
            .scan_index_forward(false)
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            // Consistent, because the page after a save must show it.
            .consistent_read(true)
            .send()
            .await
            .map_err(|failure| failure::error("Query", &failure))?;
        let moments = response.items().iter();
        let next = response.last_evaluated_key.as_ref();
        Ok(MomentPage {
            moments: moments
                .map(|item| self.table.decoded(item::read(item)))
                .collect::<Result<_, _>>()?,
            next: next
                .map(|key| self.table.decoded(item::place(key)))
                .transpose()?,
        })
    }

    async fn remove(
        &self,
        user: &UserId,
        id: &MomentId,
        precondition: Option<&Precondition>,
        now: i64,
    ) -> Result<Option<Moment>, WriteError> {
        self.target(user, id, now).remove(precondition).await
    }

    async fn set_photos(
        &self,
        user: &UserId,
        id: &MomentId,
        before: &[Photo],
        after: &[Photo],
    ) -> Result<bool, Error> {
        // The time does not matter.
        self.target(user, id, 0).set_photos(before, after).await
    }

    async fn photos(&self, user: &UserId, after: Option<&MomentId>) -> Result<MomentPhotos, Error> {
        journal::photos(&self.table, user, after).await
    }

    async fn removed(
        &self,
        user: &UserId,
        after: Option<&MomentId>,
    ) -> Result<RemovedMoments, Error> {
        journal::removed(&self.table, user, after).await
    }

    async fn cleared(&self, user: &UserId, moment: &RemovedMoment) -> Result<(), Error> {
        journal::cleared(&self.table, user, moment).await
    }

    async fn carry_over(&self, from: &UserId, into: &UserId) -> Result<bool, Error> {
        let table = &self.table;
        Merge { table, from, into }.step().await
    }

    async fn erase(&self, user: &UserId) -> Result<bool, Error> {
        journal::erase(&self.table, user).await
    }
}
