//! The one place that asks the machine what time it is.

use app::ports::Clock;

/// The machine's clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one clock that everybody else is given"
    )]
    fn now(&self) -> i64 {
        chrono::Utc::now().timestamp()
    }
}
