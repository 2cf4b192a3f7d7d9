//! Work that takes a processor for longer than a few milliseconds.

use std::time::Duration;

use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};

use crate::error::{Error, ErrorKind};

/// The maximum time to wait for a turn.
const WAIT: Duration = Duration::from_secs(20);

/// The turns of a kind of work: others wait, so that a flood of it takes neither all memory nor all
/// threads. Each kind has its own, so that none holds up another.
pub(crate) struct Turns(Semaphore);

/// Imported files that are read.
pub(crate) static READINGS: Turns = Turns(Semaphore::const_new(2));
/// Pictures that are cleaned: each takes up to 300 MB.
pub(crate) static PICTURES: Turns = Turns(Semaphore::const_new(1));
/// Documents that are laid out on paper.
pub(crate) static PAPER: Turns = Turns(Semaphore::const_new(2));

impl Turns {
    /// Runs work on a thread of its own, so that other requests go on.
    ///
    /// # Errors
    /// Unavailable if no turn comes, Internal if it panics.
    pub async fn run<T: Send + 'static>(
        &'static self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let turn = timeout(WAIT, self.0.acquire());
        let turn = turn.await.map_err(|_| busy())?;
        let turn = turn.map_err(|_| Error::internal())?;
        // The thread holds its turn to the end, even if the request has ended.
        let result = spawn_blocking(move || {
            let result = work();
            drop(turn);
            result
        });
        result.await.map_err(|_| Error::internal())
    }
}

fn busy() -> Error {
    let message = "Too many files are made or read at once: try again in a minute.";
    Error::new(ErrorKind::Unavailable, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runtime() -> tokio::runtime::Runtime {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_time().start_paused(true).build().unwrap()
    }

    #[test]
    fn the_thread_of_the_requests_goes_on_and_a_panic_is_an_error() {
        static TURNS: Turns = Turns(Semaphore::const_new(2));
        let requests = std::thread::current().id();
        let worker = runtime().block_on(TURNS.run(|| std::thread::current().id()));
        assert_ne!(worker.unwrap(), requests);
        // The turn comes back each time.
        for _ in 0..3 {
            let panicked = runtime().block_on(TURNS.run(|| panic!("on purpose")));
            assert_eq!(panicked, Err::<(), _>(Error::internal()));
        }
    }

    #[test]
    fn a_turn_that_never_comes_is_an_outage() {
        static TURNS: Turns = Turns(Semaphore::const_new(0));
        let waited = runtime().block_on(TURNS.run(|| ()));
        assert_eq!(waited, Err(busy()));
    }
}
