//! Detection of a read-only store: it answers reads but rejects every write, as on a full disk.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use app::error::{Error, ErrorKind};
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

use super::failure;

/// The minimum time between two probes.
const PROBE_EVERY: Duration = Duration::from_secs(5);

/// The outcome of recent writes. While writes succeed, a health check writes nothing.
#[derive(Debug)]
pub(super) struct Writability(Mutex<State>);

#[derive(Clone, Copy, Debug)]
struct State {
    is_read_only: bool,
    /// The time of the next probe; none while writes succeed.
    probe_at: Option<Instant>,
}

impl Writability {
    /// The initial state: the first health check probes.
    pub(super) fn unknown() -> Self {
        Self(Mutex::new(State {
            is_read_only: false,
            probe_at: Some(Instant::now()),
        }))
    }

    /// Records a failed write and returns its error.
    pub(super) fn failed<E, R>(&self, operation: &'static str, failure: &SdkError<E, R>) -> Error
    where
        E: ProvideErrorMetadata,
    {
        let error = failure::error(operation, failure);
        if error.kind == ErrorKind::Unavailable {
            let mut state = self.lock();
            state.is_read_only = true;
            state.probe_at.get_or_insert_with(Instant::now);
        }
        error
    }

    /// True if a probe is due, which the caller must then make.
    pub(super) fn begin_probe(&self) -> bool {
        let (mut state, now) = (self.lock(), Instant::now());
        let is_due = state.probe_at.is_some_and(|at| at <= now);
        if is_due {
            state.probe_at = Some(now + PROBE_EVERY);
        }
        is_due
    }

    /// Records a successful write or probe.
    pub(super) fn works(&self) {
        *self.lock() = State {
            is_read_only: false,
            probe_at: None,
        };
    }

    /// # Errors
    /// ReadOnly, if the last known write failed.
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.lock().is_read_only {
            return Err(Error::new(
                ErrorKind::ReadOnly,
                "The store is read-only at the moment.",
            ));
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
