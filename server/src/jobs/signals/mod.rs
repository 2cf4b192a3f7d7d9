//! `{"job":"signals"}`: asks each source of signals that is due, and stores its values.
//!
//! A source is claimed before it is asked: of two concurrent runs one asks it. Samples are stored first, then
//! the values of their days, then the state of the source. A run that is killed in between leaves the time of
//! the last success as it was. Its claim ends before the next run, which computes the values of all days since
//! then.

mod days;
mod waiting;

use std::time::{Duration, Instant};

use app::{domain::signal::Sample, error::Error, ports::SourceState};
use futures::{StreamExt, stream};
use tokio::time::timeout;

use self::waiting::{Slot, first, is_due, is_silent, wait};
use super::{JobError, Jobs, Outcome};
use crate::signals::{self, Answer, Failure, Request, Series, Source, SourceError, Validators};

/// Concurrent requests.
const CONCURRENCY: usize = 4;
/// The time of a whole run: Lambda ends it after ten seconds.
const BUDGET: Duration = Duration::from_secs(8);
/// The part of the time that is left for the store: no source is asked in it.
const RESERVE: Duration = Duration::from_secs(2);
/// The least time for a request: with less, a source would be blamed for the run's lack of time.
const MIN_TIME: Duration = Duration::from_secs(2);
/// The seconds for which a source is claimed: longer than any run, and over before the next one.
const LEASE: i64 = 240;

/// The outcome of a source.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Done {
    /// New values are stored.
    Stored,
    /// There was nothing new.
    Unchanged,
    /// No answer, or one with a value that was refused.
    Failed,
    /// Not due, claimed by another run, or left for the next one.
    Skipped,
}

/// Asks the sources that are due.
///
/// # Errors
/// [`JobError::Store`] if the state of a source, or its values, can't be read or written. The other sources
/// have been asked.
pub(super) async fn run(jobs: &Jobs) -> Result<Outcome, JobError> {
    let run = Run {
        jobs,
        now: jobs.services.clock.now(),
        started: Instant::now(),
    };
    let mut sources = jobs.sources.to_vec();
    let first = first(sources.len(), run.now);
    sources.rotate_left(first);
    let all: Vec<Result<(Done, bool), Error>> = stream::iter(sources)
        .map(|source| run.serve(source))
        .buffer_unordered(CONCURRENCY)
        .collect()
        .await;
    let all = all.into_iter().collect::<Result<Vec<_>, _>>();
    let all = all.map_err(JobError::Store)?;
    let count = |done| u32::try_from(all.iter().filter(|(it, _)| *it == done).count());
    let count = |done| count(done).unwrap_or(u32::MAX);
    let silent = all.iter().filter(|(_, is_silent)| *is_silent).count();
    let (stored, unchanged) = (count(Done::Stored), count(Done::Unchanged));
    let (failed, skipped) = (count(Done::Failed), count(Done::Skipped));
    let silent = u32::try_from(silent).unwrap_or(u32::MAX);
    if stored + unchanged + failed > 0 {
        tracing::info!(stored, unchanged, failed, silent, "signals");
    }
    Ok(Outcome::Signals {
        stored,
        unchanged,
        failed,
        skipped,
        silent,
    })
}

/// State shared by all sources of a run.
struct Run<'a> {
    jobs: &'a Jobs,
    /// Seconds since the epoch.
    now: i64,
    started: Instant,
}

impl Run<'_> {
    /// Asks a source if it is due. The outcome, and true for a source that is silent.
    async fn serve(&self, source: Source) -> Result<(Done, bool), Error> {
        let source = &source;
        let store = &self.jobs.services.stores.signals;
        let known = store.source(&source.name).await?;
        let is_due = is_due(source, known.as_ref(), self.now);
        let seen = known.as_ref().map(|state| state.next_at);
        let state = known.unwrap_or_default();
        let skipped = (Done::Skipped, is_silent(source, &state, self.now));
        if !is_due || self.left().is_none() {
            return Ok(skipped);
        }
        let slot = Slot::of(source, self.now);
        let until = slot.next.min(self.now + LEASE);
        if !store.claim(&source.name, seen, until).await? {
            return Ok(skipped);
        }
        // The claim takes time, too. It ends before the next run.
        let Some(left) = self.left() else {
            return Ok(skipped);
        };
        let asked = timeout(left + RESERVE, self.ask(source, &state, slot, left)).await;
        let (done, state) = match asked {
            Ok(asked) => asked?,
            // What is not stored yet, the next run stores.
            Err(_) => {
                let failure = SourceError::Timeout.into();
                (Done::Failed, self.failed(source, &state, failure))
            }
        };
        if !store.put_source(&source.name, &state, until).await? {
            tracing::warn!(source = source.name, "signal source claimed by another run");
        }
        Ok((done, is_silent(source, &state, self.now)))
    }

    /// The time that is left for a request; none if it is too short for one.
    fn left(&self) -> Option<Duration> {
        BUDGET
            .saturating_sub(RESERVE)
            .checked_sub(self.started.elapsed())
            .filter(|left| *left >= MIN_TIME)
    }

    /// Asks a source and stores its values. The outcome and the new state.
    async fn ask(
        &self,
        source: &Source,
        state: &SourceState,
        slot: Slot,
        left: Duration,
    ) -> Result<(Done, SourceState), Error> {
        // That an answer is the same says nothing of values without a time: their days would lack them.
        let has_times = source.series.iter().all(Series::has_times);
        let validators = Validators {
            etag: state.etag.clone().filter(|_| has_times),
            last_modified: state.last_modified.clone().filter(|_| has_times),
        };
        let request = Request {
            source,
            validators: &validators,
            timeout: source.timeout.min(left),
            now: self.now,
        };
        let (document, validators) = match self.jobs.fetch.fetch(request).await {
            Ok(Answer::Unchanged) => (None, validators),
            Ok(Answer::Document {
                document,
                validators,
            }) => (Some(document), validators),
            Err(failure) => return Ok((Done::Failed, self.failed(source, state, failure))),
        };
        let mut refused = None;
        let mut read: Vec<(&Series, Vec<Sample>)> = Vec::new();
        for series in &source.series {
            let (samples, error) = document.as_ref().map_or_else(Default::default, |document| {
                signals::read(
                    series,
                    document,
                    slot.of_day(series.zone, self.now),
                    self.now,
                )
            });
            refused = refused.or(error);
            read.push((series, samples));
        }
        // A large answer does not stay in memory while the store works.
        drop(document);
        let has_taken = read.iter().any(|(_, samples)| !samples.is_empty());
        let mut has_new = false;
        for (series, samples) in &read {
            let since = state.succeeded_at;
            let store = &*self.jobs.services.stores.signals;
            has_new |= days::store(store, series, samples, since, self.now).await?;
        }
        let answered = SourceState {
            next_at: slot.next,
            etag: validators.etag,
            last_modified: validators.last_modified,
            failures: 0,
            succeeded_at: Some(self.now),
            first_failed_at: None,
            ..state.clone()
        };
        Ok(match refused {
            None if has_new => (Done::Stored, answered),
            None => (Done::Unchanged, answered),
            Some(error) if has_taken => (Done::Failed, self.refused(source, answered, error)),
            Some(error) => (Done::Failed, self.failed(source, state, error.into())),
        })
    }

    /// The state of a source that answers, but not with all values. The next request gets a whole answer.
    fn refused(&self, source: &Source, answered: SourceState, error: SourceError) -> SourceState {
        tracing::warn!(source = source.name, reason = %error, "value of signal source refused");
        SourceState {
            etag: None,
            last_modified: None,
            failed_at: Some(self.now),
            error: Some(error.to_string()),
            ..answered
        }
    }

    /// The state after a failure. The next request gets a whole answer.
    fn failed(&self, source: &Source, state: &SourceState, failure: Failure) -> SourceState {
        let failures = state.failures.saturating_add(1);
        let error: SourceError = failure.error;
        tracing::warn!(source = source.name, reason = %error, failures, "signal source failed");
        SourceState {
            next_at: self.now + wait(source, failures, failure.retry_after),
            etag: None,
            last_modified: None,
            failures,
            // A time in the future is that of a wrong clock.
            first_failed_at: state
                .first_failed_at
                .filter(|at| *at <= self.now)
                .or(Some(self.now)),
            failed_at: Some(self.now),
            error: Some(error.to_string()),
            ..state.clone()
        }
    }
}
