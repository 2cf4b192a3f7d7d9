//! Work that takes a processor for longer than a few milliseconds.

use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::error::Error;

/// Others wait, so that a flood of large files takes neither all memory nor all threads.
static TURNS: Semaphore = Semaphore::const_new(2);

/// Runs work on a thread of its own, so that other requests go on.
///
/// # Errors
/// Internal if it panics.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    let turn = TURNS.acquire().await.map_err(|_| Error::internal())?;
    // The thread holds its turn to the end, even if the request has ended.
    let result = spawn_blocking(move || {
        let result = work();
        drop(turn);
        result
    });
    result.await.map_err(|_| Error::internal())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thread_of_the_requests_goes_on_and_a_panic_is_an_error() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let requests = std::thread::current().id();
        let worker = runtime.block_on(blocking(|| std::thread::current().id()));
        assert_ne!(worker.unwrap(), requests);
        // The turn comes back each time.
        for _ in 0..3 {
            let panicked = runtime.block_on(blocking(|| panic!("on purpose")));
            assert_eq!(panicked, Err::<(), _>(Error::internal()));
        }
    }
}
