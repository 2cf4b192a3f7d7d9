//! What AWS's scheduler does elsewhere: starts the jobs that the clock asks for.

use std::time::Duration;

use tokio::{
    sync::watch::Receiver,
    time::{MissedTickBehavior, interval},
};

use crate::jobs::Jobs;

const MINUTE: Duration = Duration::from_secs(60);

/// Looks every minute for reminders that are due, until `stopped` is closed. A run under way is
/// finished first.
pub(super) async fn run(jobs: Jobs, mut stopped: Receiver<()>) {
    let mut minutes = interval(MINUTE);
    // After a laptop's sleep, once is enough.
    minutes.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            _ = stopped.changed() => return,
            _ = minutes.tick() => {}
        }
        if let Err(error) = jobs.run("reminders", r#"{"job":"reminders"}"#).await {
            tracing::error!(%error, "the reminders were not sent");
        }
    }
}
