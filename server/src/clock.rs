//! The machine's clock, read in this place only.

use app::ports::Clock;

/// The machine's clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the only adapter of the Clock port"
    )]
    fn now(&self) -> i64 {
        chrono::Utc::now().timestamp()
    }
}
