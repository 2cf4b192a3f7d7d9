//! Concurrent calls of the stores for one request.

use futures::{StreamExt, TryStreamExt, stream};

use crate::error::Error;

/// The maximum number of calls at once.
const CONCURRENCY: usize = 8;

/// Makes calls, a few at once. The results are in the order of the calls.
///
/// # Errors
/// The first error.
pub(crate) async fn concurrent<T, F>(calls: Vec<F>) -> Result<Vec<T>, Error>
where
    F: Future<Output = Result<T, Error>>,
{
    let results = stream::iter(calls).buffered(CONCURRENCY);
    results.try_collect().await
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn calls_are_made_a_few_at_once_and_keep_their_order() {
        let (running, most) = (&AtomicUsize::new(0), &AtomicUsize::new(0));
        let call = |number: usize| async move {
            let now = running.fetch_add(1, Ordering::Relaxed) + 1;
            most.fetch_max(now, Ordering::Relaxed);
            tokio::task::yield_now().await;
            running.fetch_sub(1, Ordering::Relaxed);
            match number {
                99 => Err(Error::internal()),
                number => Ok(number),
            }
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let calls: Vec<_> = (0..64).map(call).collect();
        let all: Vec<usize> = (0..64).collect();
        assert_eq!(runtime.block_on(concurrent(calls)), Ok(all));
        assert_eq!(most.load(Ordering::Relaxed), CONCURRENCY);
        let calls: Vec<_> = (0..100).map(call).collect();
        assert!(runtime.block_on(concurrent(calls)).is_err());
    }
}
