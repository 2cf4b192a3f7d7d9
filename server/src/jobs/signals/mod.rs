//! `{"job":"signals"}`: asks each source of signals that is due, and stores its values.
//!
//! A source is claimed before it is asked: of two concurrent runs one asks it. Samples are stored first, then
//! the values of their days, then the state of the source. A run that is killed in between leaves the time of
//! the last success as it was, and the next run computes the values of all days since then.

mod days;
mod waiting;

use std::time::{Duration, Instant};

use app::{error::Error, ports::SourceState};
use futures::{StreamExt, stream};
use tokio::time::timeout;

use self::waiting::{Slot, is_due, is_silent, wait};
use super::{JobError, Jobs, Outcome};
use crate::signals::{self, Answer, Failure, Request, Source, SourceError, Validators};

/// Concurrent requests.
const CONCURRENCY: usize = 4;
/// The time of a whole run: Lambda ends it after ten seconds.
const BUDGET: Duration = Duration::from_secs(8);
/// The part of the time that is left for the store: no source is asked in it.
const RESERVE: Duration = Duration::from_secs(2);

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
    let all: Vec<Result<(Done, bool), Error>> = stream::iter(jobs.sources.to_vec())
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
        let seen = known.as_ref().map(|state| state.next_at);
        let state = known.unwrap_or_default();
        let skipped = (Done::Skipped, is_silent(source, &state, self.now));
        let slot = Slot::of(source, self.now);
        let Some(left) = self.left().filter(|_| is_due(source, seen, self.now)) else {
            return Ok(skipped);
        };
        if !store.claim(&source.name, seen, slot.next).await? {
            return Ok(skipped);
        }
        let (done, state) =
            match timeout(left + RESERVE, self.ask(source, &state, slot, left)).await {
                Ok(asked) => asked?,
                // As if the run were killed: the next one does the rest.
                Err(_) => return Ok((Done::Failed, skipped.1)),
            };
        store.put_source(&source.name, &state).await?;
        Ok((done, is_silent(source, &state, self.now)))
    }

    /// The time that is left for a request; none if there is none.
    fn left(&self) -> Option<Duration> {
        BUDGET
            .saturating_sub(RESERVE)
            .checked_sub(self.started.elapsed())
            .filter(|left| !left.is_zero())
    }

    /// Asks a source and stores its values. The outcome and the new state.
    async fn ask(
        &self,
        source: &Source,
        state: &SourceState,
        slot: Slot,
        left: Duration,
    ) -> Result<(Done, SourceState), Error> {
        let validators = Validators {
            etag: state.etag.clone(),
            last_modified: state.last_modified.clone(),
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
        let (mut has_new, mut refused) = (false, None);
        for series in &source.series {
            let (samples, error) = document.as_ref().map_or_else(Default::default, |document| {
                signals::read(series, document, slot.at, self.now)
            });
            refused = refused.or(error);
            let since = state.succeeded_at;
            let store = &*self.jobs.services.stores.signals;
            has_new |= days::store(store, series, &samples, since, self.now).await?;
        }
        if let Some(error) = refused {
            return Ok((Done::Failed, self.failed(source, state, error.into())));
        }
        let done = match has_new {
            true => Done::Stored,
            false => Done::Unchanged,
        };
        let state = SourceState {
            next_at: slot.next,
            etag: validators.etag,
            last_modified: validators.last_modified,
            failures: 0,
            succeeded_at: Some(self.now),
            ..state.clone()
        };
        Ok((done, state))
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
            failed_at: Some(self.now),
            error: Some(error.to_string()),
            ..state.clone()
        }
    }
}
