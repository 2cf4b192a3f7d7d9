//! The store of moments.

use async_trait::async_trait;
use domain::{
    Day, MutationId, Precondition,
    moment::{Moment, MomentChange, MomentDraft, MomentId, Photo, PhotoId},
};

use super::{UserId, WriteError};
use crate::error::Error;

/// A place in the moments of a journal: the last moment of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MomentPlace {
    /// The moment's day.
    pub day: Day,
    /// Its identifier.
    pub id: MomentId,
}

/// A page of moments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MomentPage {
    /// The latest day first; of one day, the latest identifier first.
    pub moments: Vec<Moment>,
    /// The place after which the next page begins, if there may be one.
    pub next: Option<MomentPlace>,
}

/// A removed moment, whose comments are still there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovedMoment {
    /// Its identifier.
    pub id: MomentId,
    /// The time of its removal; seconds since the epoch.
    pub removed_at: i64,
}

/// Some removed moments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemovedMoments {
    /// In the order of their identifiers.
    pub moments: Vec<RemovedMoment>,
    /// The identifier after which the next ones begin, if there may be some.
    pub next: Option<MomentId>,
}

/// Some photos of a journal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MomentPhotos {
    /// Their moments and identifiers.
    pub photos: Vec<(MomentId, PhotoId)>,
    /// The moment after which the next ones begin, if there may be some.
    pub next: Option<MomentId>,
}

/// The store of moments. They do not expire.
///
/// A moment's version increases by one with every write and every removal. A removal leaves a tombstone,
/// whose version a write needs to bring the moment back.
#[async_trait]
pub trait MomentStore: Send + Sync {
    /// Writes a moment that never was. A retry, recognised by its mutation, returns the moment.
    ///
    /// # Errors
    /// Conflict if there is one, or its tombstone; Unavailable.
    async fn create(
        &self,
        user: &UserId,
        id: &MomentId,
        draft: MomentDraft,
        mutation: Option<&MutationId>,
        now: i64,
    ) -> Result<Moment, WriteError>;

    /// Changes a moment; at the version of its tombstone, a change with title and date brings it back. None
    /// if there is no such moment. A retry, recognised by its mutation, returns the moment.
    ///
    /// # Errors
    /// Conflict; Unavailable.
    async fn update(
        &self,
        user: &UserId,
        id: &MomentId,
        change: &MomentChange,
        precondition: Option<&Precondition>,
        now: i64,
    ) -> Result<Option<Moment>, WriteError>;

    /// A moment.
    ///
    /// # Errors
    /// Unavailable.
    async fn get(&self, user: &UserId, id: &MomentId) -> Result<Option<Moment>, Error>;

    /// At most `limit` moments from `start` to `end`, both included, the latest first.
    ///
    /// # Errors
    /// Unavailable.
    async fn page(
        &self,
        user: &UserId,
        start: Day,
        end: Day,
        after: Option<&MomentPlace>,
        limit: usize,
    ) -> Result<MomentPage, Error>;

    /// Removes a moment, leaves its tombstone, and returns the moment; none if there is no such moment.
    ///
    /// # Errors
    /// Conflict; Unavailable.
    async fn remove(
        &self,
        user: &UserId,
        id: &MomentId,
        precondition: Option<&Precondition>,
        now: i64,
    ) -> Result<Option<Moment>, WriteError>;

    /// Replaces the photos of a moment, and leaves its version. False if they are not `before` any more, or
    /// if there is no such moment.
    ///
    /// # Errors
    /// Unavailable.
    async fn set_photos(
        &self,
        user: &UserId,
        id: &MomentId,
        before: &[Photo],
        after: &[Photo],
    ) -> Result<bool, Error>;

    /// The photos of some moments, and of removed ones that are not cleared yet, after the moment `after`.
    ///
    /// # Errors
    /// Unavailable.
    async fn photos(&self, user: &UserId, after: Option<&MomentId>) -> Result<MomentPhotos, Error>;

    /// Some removed moments that are not cleared yet, in the order of their identifiers, after `after`.
    ///
    /// # Errors
    /// Unavailable.
    async fn removed(
        &self,
        user: &UserId,
        after: Option<&MomentId>,
    ) -> Result<RemovedMoments, Error>;

    /// Records that nothing hangs on a removed moment any more, photos included, unless it came back or was removed again.
    ///
    /// # Errors
    /// Unavailable.
    async fn cleared(&self, user: &UserId, moment: &RemovedMoment) -> Result<(), Error>;

    /// Carries some moments of the journal `from` over into `into`, each at once or not at all. True if
    /// there may be more.
    ///
    /// # Errors
    /// Unavailable. Moments that were carried over before stay so.
    async fn carry_over(&self, from: &UserId, into: &UserId) -> Result<bool, Error>;

    /// Erases some moments of a journal, tombstones included. True if there may be more.
    ///
    /// # Errors
    /// Unavailable.
    async fn erase(&self, user: &UserId) -> Result<bool, Error>;
}
