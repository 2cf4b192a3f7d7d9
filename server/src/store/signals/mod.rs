//! Table `signals`: an item per sample, per value of a day, and per source.

mod item;

use app::{
    domain::{
        Day,
        signal::{DayValue, Sample, SignalId},
    },
    error::Error,
    ports::{Consistency, SamplePage, SignalStore, SourceState},
};
use async_trait::async_trait;
use aws_sdk_dynamodb::{operation::query::builders::QueryFluentBuilder, types::AttributeValue};

pub(super) use self::item::TABLE;
use self::item::{ID, NEXT_AT, TIMESTAMP};
use super::{
    attributes::{Item, item as values, number, text},
    failure,
    table_client::TableClient,
};

/// The signals in a DynamoDB table.
#[derive(Debug)]
pub(super) struct DynamoSignals {
    table: TableClient,
}

impl DynamoSignals {
    pub(super) const fn new(table: TableClient) -> Self {
        Self { table }
    }

    /// A query for a partition's items from `first` to `last`, in order of time.
    fn query(
        &self,
        partition: AttributeValue,
        (first, last): (i64, i64),
        consistency: Consistency,
    ) -> QueryFluentBuilder {
        self.table
            .client
            .query()
            .table_name(&self.table.name)
            .key_condition_expression(format!("{ID} = :id AND #at BETWEEN :first AND :last"))
            .expression_attribute_names("#at", TIMESTAMP)
            .expression_attribute_values(":id", partition)
            .expression_attribute_values(":first", number(first))
            .expression_attribute_values(":last", number(last))
            .consistent_read(consistency == Consistency::Strong)
    }

    /// The first items of a query, at most `limit`, decoded.
    async fn some_of<T>(
        &self,
        query: QueryFluentBuilder,
        limit: usize,
        read: fn(&Item) -> Result<T, &'static str>,
    ) -> Result<Vec<T>, Error> {
        let mut items = query.into_paginator().items().send();
        let mut found = Vec::new();
        while found.len() < limit
            && let Some(item) = items.next().await
        {
            let item = item.map_err(|failure| failure::error("Query", &failure))?;
            found.push(self.table.decoded(read(&item))?);
        }
        Ok(found)
    }
}

#[async_trait]
impl SignalStore for DynamoSignals {
    async fn put(&self, id: &SignalId, samples: &[Sample]) -> Result<(), Error> {
        for sample in samples {
            let item = item::write_sample(id, sample);
            self.table.put(item, None, Item::new()).await?;
        }
        Ok(())
    }

    async fn samples(
        &self,
        id: &SignalId,
        first: i64,
        last: i64,
        limit: usize,
        consistency: Consistency,
    ) -> Result<SamplePage, Error> {
        // An empty range is an error of DynamoDB.
        if first > last {
            return Ok(SamplePage {
                samples: Vec::new(),
                has_more: false,
            });
        }
        // One more tells whether there are later ones.
        let query = self.query(text(id), (first, last), consistency);
        let query = query.limit(i32::try_from(limit + 1).unwrap_or(i32::MAX));
        let mut samples = self.some_of(query, limit + 1, item::read_sample).await?;
        let has_more = samples.len() > limit;
        samples.truncate(limit);
        Ok(SamplePage { samples, has_more })
    }

    async fn latest(&self, id: &SignalId, until: i64) -> Result<Option<Sample>, Error> {
        let query = self.query(text(id), (0, until), Consistency::Eventual);
        let query = query.scan_index_forward(false).limit(1);
        Ok(self.some_of(query, 1, item::read_sample).await?.pop())
    }

    async fn put_day(&self, id: &SignalId, value: &DayValue) -> Result<(), Error> {
        let item = item::write_day(id, value);
        self.table.put(item, None, Item::new()).await?;
        Ok(())
    }

    async fn days(
        &self,
        id: &SignalId,
        first: Day,
        last: Day,
        consistency: Consistency,
    ) -> Result<Vec<DayValue>, Error> {
        if first > last {
            return Ok(Vec::new());
        }
        let span = (first.midnight_utc(), last.midnight_utc());
        let query = self.query(text(item::days(id)), span, consistency);
        self.some_of(query, usize::MAX, item::read_day).await
    }

    async fn source(&self, name: &str) -> Result<Option<SourceState>, Error> {
        let item = self.table.get(item::source_key(name)).await?;
        let state = item.map(|item| item::read_source(&item));
        self.table.decoded(state.transpose())
    }

    async fn claim(&self, name: &str, seen: Option<i64>, until: i64) -> Result<bool, Error> {
        let state = SourceState {
            next_at: until,
            ..self.source(name).await?.unwrap_or_default()
        };
        let item = item::write_source(name, &state);
        match seen {
            None => {
                let is_new = format!("attribute_not_exists({ID})");
                self.table.put(item, Some(&is_new), Item::new()).await
            }
            Some(seen) => {
                let is_unchanged = format!("{NEXT_AT} = :seen");
                let seen = values([(":seen", number(seen))]);
                self.table.put(item, Some(&is_unchanged), seen).await
            }
        }
    }

    async fn put_source(&self, name: &str, state: &SourceState, until: i64) -> Result<bool, Error> {
        let item = item::write_source(name, state);
        let is_claimed = format!("{NEXT_AT} = :until");
        let until = values([(":until", number(until))]);
        self.table.put(item, Some(&is_claimed), until).await
    }
}
