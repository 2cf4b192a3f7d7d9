//! Table `comments`: one item per comment, in the partition of the journal's owner.
//!
//! A page is one consistent `Query`: of the table for a whole journal, of its local index for a section.

mod item;
mod journal;

use app::{
    domain::{
        Retention, SortableId,
        comment::{Comment, Section},
    },
    error::Error,
    ports::{CommentPage, CommentStore, UserId},
};
use async_trait::async_trait;
use aws_sdk_dynamodb::{operation::query::builders::QueryFluentBuilder, types::Select};

pub(super) use self::item::TABLE;
use self::item::{EXPIRES_AT, ID, PLACE, SECTIONS, SHARE, TEXT, USER_ID};
use super::{
    attributes::{Item, item as values, number, text},
    failure,
    table_client::TableClient,
};

/// Sorts after every identifier, which begins with a hexadecimal digit.
const AFTER_ALL: &str = "~";
/// Sorts before every identifier.
const BEFORE_ALL: &str = "0";

/// The comments in a DynamoDB table.
#[derive(Debug)]
pub(super) struct DynamoComments {
    table: TableClient,
}

impl DynamoComments {
    pub(super) const fn new(table: TableClient) -> Self {
        Self { table }
    }

    /// A query for the comments with a sort key in a range, the last first; with `share`, those that its
    /// readers may see. It is consistent, because the page after a comment must show it.
    fn query(
        &self,
        user: &UserId,
        (index, sort): (Option<&str>, &str),
        (first, end): (String, String),
        share: Option<&str>,
        now: i64,
    ) -> QueryFluentBuilder {
        let query = self
            .table
            .client
            .query()
            .table_name(&self.table.name)
            .set_index_name(index.map(str::to_owned))
            .key_condition_expression(format!(
                "{USER_ID} = :userId AND {sort} BETWEEN :first AND :end"
            ))
            .expression_attribute_names("#text", TEXT)
            .expression_attribute_values(":userId", text(&user.0))
            .expression_attribute_values(":first", text(first))
            .expression_attribute_values(":end", text(end))
            .expression_attribute_values(":now", number(now))
            .scan_index_forward(false)
            .consistent_read(true);
        match share {
            Some(share) => query
                .filter_expression(format!("{} AND {IS_VISIBLE}", is_alive()))
                .expression_attribute_names("#share", SHARE)
                .expression_attribute_values(":share", text(share)),
            None => query.filter_expression(is_alive()),
        }
    }

    /// The first comments of a query that `shows` keeps, at most `limit`.
    async fn some_of(
        &self,
        query: QueryFluentBuilder,
        shows: &(dyn for<'a> Fn(&'a Comment) -> bool + Sync),
        limit: usize,
    ) -> Result<Vec<Comment>, Error> {
        let mut items = query.into_paginator().items().send();
        let mut comments = Vec::new();
        while comments.len() < limit
            && let Some(item) = items.next().await
        {
            let item = item.map_err(|failure| failure::error("Query", &failure))?;
            let comment = self.table.decoded(item::read(&item))?;
            if shows(&comment) {
                comments.push(comment);
            }
        }
        Ok(comments)
    }
}

/// A key that sorts after all identifiers before `id`, and before `id`: a key condition has a range that
/// includes both ends.
fn before(id: &SortableId) -> String {
    let mut key = id.as_str().to_owned();
    let last = key.pop().and_then(|last| u8::try_from(last).ok());
    key.extend(last.map(|last| char::from(last.saturating_sub(1))));
    key
}

/// The filter of comments that have neither expired nor been removed. `#text` is [`TEXT`].
fn is_alive() -> String {
    format!(
        "attribute_exists(#text) AND (attribute_not_exists({EXPIRES_AT}) OR {EXPIRES_AT} > :now)"
    )
}

/// The filter of comments that readers of a share may see. `#share` is [`SHARE`].
const IS_VISIBLE: &str = "(attribute_not_exists(#share) OR #share = :share)";

#[async_trait]
impl CommentStore for DynamoComments {
    async fn put(
        &self,
        user: &UserId,
        comment: &Comment,
        expires_at: Option<i64>,
    ) -> Result<bool, Error> {
        let item = item::write(user, comment, expires_at);
        // A tombstone has no place.
        let is_new = format!("attribute_not_exists({PLACE})");
        self.table.put(item, Some(&is_new), Item::new()).await
    }

    async fn get(
        &self,
        user: &UserId,
        id: &SortableId,
        now: i64,
    ) -> Result<Option<Comment>, Error> {
        let Some(item) = self.table.get(item::key(user, id)).await? else {
            return Ok(None);
        };
        if !item.contains_key(TEXT) {
            return Ok(None);
        }
        let is_expired = self.table.decoded(item::is_expired(&item, now))?;
        let comment = self.table.decoded(item::read(&item))?;
        Ok((!is_expired).then_some(comment))
    }

    async fn page(
        &self,
        user: &UserId,
        section: Option<&Section>,
        share: Option<&str>,
        after: Option<&SortableId>,
        limit: usize,
        now: i64,
    ) -> Result<CommentPage, Error> {
        let end = after.map_or_else(|| AFTER_ALL.to_owned(), before);
        let (index, sort, first, end) = match section {
            Some(section) => {
                let place = |id: &str| format!("{section}#{id}");
                (Some(SECTIONS), PLACE, place(""), place(&end))
            }
            None => (None, ID, BEFORE_ALL.to_owned(), end),
        };
        // One more tells whether there is a next page.
        let query = self.query(user, (index, sort), (first, end), share, now);
        let query = query.limit(i32::try_from(limit + 1).unwrap_or(i32::MAX));
        let mut comments = self.some_of(query, &|_| true, limit + 1).await?;
        let has_more = comments.len() > limit;
        comments.truncate(limit);
        let last = comments.last().filter(|_| has_more);
        Ok(CommentPage {
            next: last.map(|comment| comment.id.clone()),
            comments,
        })
    }

    async fn between(
        &self,
        user: &UserId,
        (first, last): (&Section, &Section),
        share: &str,
        shows: &(dyn for<'a> Fn(&'a Comment) -> bool + Sync),
        limit: usize,
        now: i64,
    ) -> Result<Vec<Comment>, Error> {
        let place = |section, id| format!("{section}#{id}");
        let range = (place(first, BEFORE_ALL), place(last, AFTER_ALL));
        let query = self.query(user, (Some(SECTIONS), PLACE), range, Some(share), now);
        self.some_of(query, shows, limit).await
    }

    async fn count_unread(
        &self,
        user: &UserId,
        seen: Option<&SortableId>,
        limit: usize,
        now: i64,
    ) -> Result<usize, Error> {
        let seen = seen.map_or(BEFORE_ALL, SortableId::as_str);
        let mut counts = self
            .table
            .client
            .query()
            .table_name(&self.table.name)
            .key_condition_expression(format!("{USER_ID} = :userId AND {ID} > :seen"))
            // An imported comment of a reader has no share.
            .filter_expression(format!("#share > :none AND {}", is_alive()))
            .expression_attribute_names("#text", TEXT)
            .expression_attribute_names("#share", SHARE)
            .set_expression_attribute_values(Some(values([
                (":userId", text(&user.0)),
                (":seen", text(seen)),
                (":now", number(now)),
                (":none", text("")),
            ])))
            .select(Select::Count)
            .consistent_read(true)
            .into_paginator()
            .send();
        let mut count = 0;
        while let Some(page) = counts.next().await {
            let page = page.map_err(|failure| failure::error("Query", &failure))?;
            count += usize::try_from(page.count).unwrap_or_default();
            if count >= limit {
                return Ok(limit);
            }
        }
        Ok(count)
    }

    async fn remove(&self, user: &UserId, id: &SortableId, now: i64) -> Result<bool, Error> {
        journal::remove(&self.table, item::key(user, id), now).await
    }

    async fn clear(&self, user: &UserId, section: &Section, now: i64) -> Result<bool, Error> {
        journal::clear(&self.table, user, section, now).await
    }

    async fn carry_over(
        &self,
        from: &UserId,
        into: &UserId,
        retention: Retention,
    ) -> Result<bool, Error> {
        journal::carry_over(&self.table, from, into, retention).await
    }

    async fn redate(
        &self,
        user: &UserId,
        retention: Retention,
        after: Option<String>,
        now: i64,
    ) -> Result<Option<String>, Error> {
        journal::redate(&self.table, user, retention, after, now).await
    }

    async fn erase(&self, user: &UserId) -> Result<bool, Error> {
        journal::erase(&self.table, user).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_before_an_identifier_is_between_it_and_the_one_before() {
        for last in "0123456789abcdef".chars() {
            let id = |last| format!("019ac2d3-7f00-7000-8000-00000000000{last}");
            let key = before(&SortableId::parse(&id(last)).unwrap());
            assert!(key < id(last));
            for other in "0123456789abcdef".chars().filter(|other| *other < last) {
                assert!(id(other) <= key);
            }
            assert!("019ac2d3-7f00-7000-7fff-ffffffffffff" < &*key);
        }
    }
}
