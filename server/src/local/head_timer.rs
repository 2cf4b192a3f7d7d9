//! The timeouts of a request's head and of an idle connection.
//!
//! hyper has one timeout for both: it starts when a connection waits for a head, and ends with the
//! head. Here it is the idle connection's, and becomes shorter with the first byte of a head. A new
//! connection has to send its first head at once.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    task::{Context, Poll},
    time::{Duration, Instant},
};

use hyper::rt::{Sleep, Timer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_util::io::InspectReader;

/// The timer of one connection.
#[derive(Clone)]
pub(super) struct HeadTimer {
    /// Timeout of a head, from its first byte.
    head: Duration,
    state: Arc<State>,
}

struct State {
    /// True until the connection waits for its first head.
    is_new: AtomicBool,
    /// True from the first byte of a head, until its timeout is set.
    has_begun: AtomicBool,
}

impl HeadTimer {
    /// A timer that limits heads to `head`.
    pub(super) fn new(head: Duration) -> Self {
        Self {
            head,
            state: Arc::new(State {
                is_new: AtomicBool::new(true),
                has_begun: AtomicBool::new(false),
            }),
        }
    }

    /// A stream that tells this timer when bytes arrive.
    pub(super) fn watch<S: AsyncRead + AsyncWrite>(
        &self,
        stream: S,
    ) -> InspectReader<S, impl FnMut(&[u8]) + use<S>> {
        let state = self.state.clone();
        InspectReader::new(stream, move |_| state.has_begun.store(true, Relaxed))
    }
}

impl Timer for HeadTimer {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        self.sleep_until(self.now() + duration)
    }

    /// Called when a connection begins to wait for a head.
    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn Sleep>> {
        let is_new = self.state.is_new.swap(false, Relaxed);
        self.state.has_begun.store(is_new, Relaxed);
        Box::pin(HeadSleep {
            timer: self.clone(),
            sleep: Box::pin(tokio::time::sleep_until(deadline.into())),
        })
    }
}

/// Ends at the deadline of the idle connection, or of the head that has begun.
struct HeadSleep {
    timer: HeadTimer,
    sleep: Pin<Box<tokio::time::Sleep>>,
}

impl Future for HeadSleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        // Polled after every read that did not complete the head, so also after the first byte.
        if self.timer.state.has_begun.swap(false, Relaxed) {
            let deadline = tokio::time::Instant::now() + self.timer.head;
            if deadline < self.sleep.deadline() {
                self.sleep.as_mut().reset(deadline);
            }
        }
        self.sleep.as_mut().poll(context)
    }
}

impl Sleep for HeadSleep {}
