//! The store of comments.

use async_trait::async_trait;
use domain::{
    Retention, SortableId,
    comment::{Comment, Section},
};

use super::UserId;
use crate::error::Error;

/// A page of comments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommentPage {
    /// The comments, the newest first.
    pub comments: Vec<Comment>,
    /// The last one that was read, if there may be older ones.
    pub next: Option<SortableId>,
}

/// The store of comments: all in a person's journal, their own and those of readers.
///
/// A store that does not answer in time fails with `Unavailable`. Times are in seconds since the
/// epoch.
#[async_trait]
pub trait CommentStore: Send + Sync {
    /// Stores a new comment. One without `expires_at` stays until it is removed. False if there is one with
    /// its identifier, which stays.
    ///
    /// # Errors
    /// Unavailable.
    async fn put(
        &self,
        user: &UserId,
        comment: &Comment,
        expires_at: Option<i64>,
    ) -> Result<bool, Error>;

    /// A comment that has not expired at `now`.
    ///
    /// # Errors
    /// Unavailable.
    async fn get(&self, user: &UserId, id: &SortableId, now: i64)
    -> Result<Option<Comment>, Error>;

    /// A page of the journal's comments, or of those in one section: at most `limit`, the newest first,
    /// older than `after`. It may be short, or empty, and still have a next one.
    ///
    /// # Errors
    /// Unavailable.
    async fn page(
        &self,
        user: &UserId,
        section: Option<&Section>,
        after: Option<&SortableId>,
        limit: usize,
        now: i64,
    ) -> Result<CommentPage, Error>;

    /// The comments on sections from `first` to `last`, by their texts, at most `limit`: the last section
    /// first, and of one section the newest comment first.
    ///
    /// # Errors
    /// Unavailable.
    async fn between(
        &self,
        user: &UserId,
        first: &Section,
        last: &Section,
        limit: usize,
        now: i64,
    ) -> Result<Vec<Comment>, Error>;

    /// The number of comments by readers that are newer than `seen`, up to `limit`.
    ///
    /// # Errors
    /// Unavailable.
    async fn count_unread(
        &self,
        user: &UserId,
        seen: Option<&SortableId>,
        limit: usize,
        now: i64,
    ) -> Result<usize, Error>;

    /// Removes a comment. False if there is none.
    ///
    /// # Errors
    /// Unavailable.
    async fn remove(&self, user: &UserId, id: &SortableId) -> Result<bool, Error>;

    /// Removes some comments on a section. True if there may be more.
    ///
    /// # Errors
    /// Unavailable.
    async fn clear(&self, user: &UserId, section: &Section) -> Result<bool, Error>;

    /// Carries some comments of the journal `from` over into `into`. True if there may be more. Those on
    /// a day keep their expiry, or get that of `retention` if it is later.
    ///
    /// # Errors
    /// Unavailable. Comments that were carried over before stay so.
    async fn carry_over(
        &self,
        from: &UserId,
        into: &UserId,
        retention: Retention,
    ) -> Result<bool, Error>;

    /// Sets the expiry by `retention` of the next unexpired comments on days that have another one, from
    /// the position `after` on, the start if there is none. Returns the next position; none after the
    /// last one.
    ///
    /// # Errors
    /// Unavailable.
    async fn redate(
        &self,
        user: &UserId,
        retention: Retention,
        after: Option<String>,
        now: i64,
    ) -> Result<Option<String>, Error>;

    /// Erases some comments of a journal. True if there may be more.
    ///
    /// # Errors
    /// Unavailable.
    async fn erase(&self, user: &UserId) -> Result<bool, Error>;
}
