//! The scheduler of one machine, in place of AWS's.

use futures::future::join_all;
use tokio::{
    sync::watch::Receiver,
    time::{MissedTickBehavior, interval},
};

use crate::jobs::{
    Jobs,
    schedules::{self, Schedule},
};

/// Runs the jobs by their schedules until `stopped` is closed, then waits for running jobs.
pub(super) async fn run(jobs: Jobs, stopped: Receiver<()>) {
    let schedules = schedules::local();
    join_all(
        schedules
            .iter()
            .map(|schedule| repeat(&jobs, schedule, stopped.clone())),
    )
    .await;
}

async fn repeat(
    jobs: &Jobs,
    Schedule {
        job,
        interval: time,
    }: &Schedule,
    mut stopped: Receiver<()>,
) {
    let mut ticks = interval(*time);
    // After a laptop's sleep, missed runs are not made up for.
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            _ = stopped.changed() => return,
            _ = ticks.tick() => {}
        }
        if let Err(error) = jobs.run(job).await {
            tracing::error!(%error, ?job, "job failed");
        }
    }
}
