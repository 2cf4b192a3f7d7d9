//! The machine's clock, read in this place only.

use app::ports::Clock;
use chrono::{DateTime, Utc};

/// The machine's clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> i64 {
        utc_now().timestamp()
    }

    fn now_micros(&self) -> i64 {
        utc_now().timestamp_micros()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the only adapter of the Clock port"
)]
fn utc_now() -> DateTime<Utc> {
    Utc::now()
}
