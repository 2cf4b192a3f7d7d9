//! The store of signals.

use async_trait::async_trait;
use domain::{
    Day,
    signal::{DayValue, Sample, SignalId},
};

use crate::error::Error;

/// A part of a series, in order of time.
#[derive(Clone, Debug, PartialEq)]
pub struct SamplePage {
    /// The samples.
    pub samples: Vec<Sample>,
    /// True if there are later ones in the range.
    pub has_more: bool,
}

/// The consistency of a read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consistency {
    /// It has every write before it: for the job, which makes the values of days of stored samples.
    Strong,
    /// It may miss a write of the last second, and costs half as much: for pages and the API.
    Eventual,
}

/// The state of a source: a service that gives the values of one or more signals. Times are in seconds
/// since the epoch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceState {
    /// The time from which the next request may be made.
    pub next_at: i64,
    /// The last answer's `ETag`.
    pub etag: Option<String>,
    /// The last answer's `Last-Modified`.
    pub last_modified: Option<String>,
    /// The requests that failed since the last success.
    pub failures: u32,
    /// The last success.
    pub succeeded_at: Option<i64>,
    /// The first failure since the last success.
    pub first_failed_at: Option<i64>,
    /// The last failure.
    pub failed_at: Option<i64>,
    /// The reason of the last failure, without the answer's words.
    pub error: Option<String>,
}

/// The store of signals, which belong to nobody.
///
/// A store that does not answer in time fails with `Unavailable`.
#[async_trait]
pub trait SignalStore: Send + Sync {
    /// Stores samples. One of the same signal and time replaces the former.
    ///
    /// # Errors
    /// Unavailable.
    async fn put(&self, id: &SignalId, samples: &[Sample]) -> Result<(), Error>;

    /// The samples from `first` to `last` (seconds since the epoch, both included), at most `limit`.
    ///
    /// # Errors
    /// Unavailable.
    async fn samples(
        &self,
        id: &SignalId,
        first: i64,
        last: i64,
        limit: usize,
        consistency: Consistency,
    ) -> Result<SamplePage, Error>;

    /// The latest sample up to `until` (seconds since the epoch), by an eventually consistent read.
    ///
    /// # Errors
    /// Unavailable.
    async fn latest(&self, id: &SignalId, until: i64) -> Result<Option<Sample>, Error>;

    /// Stores the value of a day, in place of the former.
    ///
    /// # Errors
    /// Unavailable.
    async fn put_day(&self, id: &SignalId, value: &DayValue) -> Result<(), Error>;

    /// The values of the days from `first` to `last`, both included, in order.
    ///
    /// # Errors
    /// Unavailable.
    async fn days(
        &self,
        id: &SignalId,
        first: Day,
        last: Day,
        consistency: Consistency,
    ) -> Result<Vec<DayValue>, Error>;

    /// The state of a source, by a consistent read; none before its first request.
    ///
    /// # Errors
    /// Unavailable.
    async fn source(&self, name: &str) -> Result<Option<SourceState>, Error>;

    /// Reserves a request to a source: moves `next_at` to `until` if it still is `seen` (none before the
    /// first request). False if it is not, so that of two schedulers at once one makes the request.
    ///
    /// # Errors
    /// Unavailable.
    async fn claim(&self, name: &str, seen: Option<i64>, until: i64) -> Result<bool, Error>;

    /// Stores the state of a source that was claimed until `until`. False if it has been claimed again since,
    /// and then the state stays as it is.
    ///
    /// # Errors
    /// Unavailable.
    async fn put_source(&self, name: &str, state: &SourceState, until: i64) -> Result<bool, Error>;
}
