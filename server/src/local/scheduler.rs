//! The scheduler of jobs on one machine. On AWS, EventBridge Scheduler takes its place.

use std::time::Instant;

use futures::future::join_all;
use tokio::{
    sync::watch::Receiver,
    time::{MissedTickBehavior, interval},
};

use super::metrics::Registry;
use crate::{
    Failure,
    jobs::{
        Jobs,
        schedules::{self, Schedule},
    },
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
        let (runner, run) = (jobs.clone(), job.clone());
        let outcome = contained(async move { runner.run(&run).await }).await;
        let ended_at = jobs.services.clock.now();
        registry.job(job.name(), started.elapsed(), outcome.is_ok(), ended_at);
        match outcome {
            Ok(outcome) => registry.outcome(job.name(), &outcome),
            Err(error) => tracing::error!(%error, ?job, "job failed"),
        }
    }
}

/// Runs on a task of its own, so that a panic is an error of this run, and the schedules go on.
///
/// # Errors
/// That of the run, or its panic.
async fn contained<T, E>(
    run: impl Future<Output = Result<T, E>> + Send + 'static,
) -> Result<T, Failure>
where
    T: Send + 'static,
    E: Into<Failure> + Send + 'static,
{
    // The message of a panic may quote what people wrote.
    let ended = tokio::spawn(run).await.map_err(|_| "it panicked")?;
    ended.map_err(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_the_error_of_one_run() {
        let failed = contained(async { panic!("a note") as Result<(), Failure> }).await;
        assert_eq!(failed.unwrap_err().to_string(), "it panicked");
        let done = contained(async { Ok::<_, Failure>(1) }).await;
        assert_eq!(done.unwrap(), 1);
    }
}
