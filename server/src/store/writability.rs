//! Whether the store takes writes: it may answer reads and refuse every write, as on a full disk.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use app::error::{Error, ErrorKind};
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

use super::failure;

/// The shortest time between two attempts to write for the sake of knowing.
const PROBE_EVERY: Duration = Duration::from_secs(5);

/// What the writes so far tell. Nobody who asks writes anything while they succeed.
#[derive(Debug)]
pub(super) struct Writability(Mutex<State>);

#[derive(Clone, Copy, Debug)]
struct State {
    is_refused: bool,
    /// When to try; none while all is well.
    probe_at: Option<Instant>,
}

impl Writability {
    /// Nothing is known yet: the first who asks is told after an attempt.
    pub(super) fn unknown() -> Self {
        Self(Mutex::new(State {
            is_refused: false,
            probe_at: Some(Instant::now()),
        }))
    }

    /// The error of a write that failed.
    pub(super) fn failed<E, R>(&self, operation: &'static str, failure: &SdkError<E, R>) -> Error
    where
        E: ProvideErrorMetadata,
    {
        let error = failure::error(operation, failure);
        if error.kind == ErrorKind::Unavailable {
            let mut state = self.lock();
            state.is_refused = true;
            state.probe_at.get_or_insert_with(Instant::now);
        }
        error
    }

    /// Whether it is time for an attempt, which is then the caller's to make.
    pub(super) fn begin_probe(&self) -> bool {
        let (mut state, now) = (self.lock(), Instant::now());
        let is_due = state.probe_at.is_some_and(|at| at <= now);
        if is_due {
            state.probe_at = Some(now + PROBE_EVERY);
        }
        is_due
    }

    /// An attempt succeeded.
    pub(super) fn works(&self) {
        *self.lock() = State {
            is_refused: false,
            probe_at: None,
        };
    }

    /// # Errors
    /// ReadOnly, when the last that is known is that writes are refused.
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.lock().is_refused {
            return Err(Error::new(
                ErrorKind::ReadOnly,
                "The journal can be read, but not written at the moment.",
            ));
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
