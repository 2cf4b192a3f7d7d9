//! The scheduler of jobs on one machine. On AWS, EventBridge Scheduler takes its place.

use std::time::Instant;

use futures::future::join_all;
use tokio::{
    sync::watch::Receiver,
    time::{MissedTickBehavior, interval},
};

use super::metrics::Registry;
use crate::jobs::{
    Jobs,
    schedules::{self, Schedule},
};

/// Runs the jobs by their schedules until `stopped` is closed, then waits for running jobs. Counts each run.
pub(super) async fn run(jobs: Jobs, registry: &Registry, stopped: Receiver<()>) {
    let schedules = schedules::local();
    join_all(
        schedules
            .iter()
            .map(|schedule| repeat(&jobs, schedule, registry, stopped.clone())),
    )
    .await;
}

async fn repeat(
    jobs: &Jobs,
    Schedule {
        job,
        interval: time,
    }: &Schedule,
    registry: &Registry,
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
        let started = Instant::now();
        let outcome = jobs.run(job).await;
        let ended_at = jobs.services.clock.now();
        registry.job(job.name(), started.elapsed(), outcome.is_ok(), ended_at);
        match outcome {
            Ok(outcome) => registry.outcome(job.name(), &outcome),
            Err(error) => tracing::error!(%error, ?job, "job failed"),
        }
    }
}
