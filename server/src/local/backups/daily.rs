//! The daily back-up.
//!
//! It runs on its own thread, and the server does not wait for it when it stops. A slow disk delays a write only
//! while the database's log is emptied (a checkpoint). The next back-up deletes an interrupted one.

use std::{
    io,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use app::ports::Clock;
use tokio::{
    sync::{oneshot, watch::Receiver},
    time::{MissedTickBehavior, interval},
};

use super::{BackupError, BackupSize, Series};
use crate::local::metrics::Registry;

/// The interval between two checks for the day's back-up, and between a failure and the next attempt.
const INTERVAL: Duration = Duration::from_secs(3600);

/// Makes the back-up of each day until `stopped` is closed. Logs and counts each outcome.
pub(in crate::local) async fn run(
    series: Series,
    clock: Arc<dyn Clock>,
    registry: Arc<Registry>,
    mut stopped: Receiver<()>,
) {
    // Until the first success the metric is 0 (1970), so that the alert for late back-ups fires.
    registry.newest_backup(0);
    let mut ticks = interval(INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            _ = stopped.changed() => return,
            _ = ticks.tick() => {}
        }
        let (started, now) = (Instant::now(), clock.now());
        let ended = tokio::select! {
            biased;
            _ = stopped.changed() => return,
            ended = on_thread(series.clone(), now) => ended,
        };
        report(ended, started.elapsed(), clock.now(), &registry);
    }
}

/// The outcome of a run, and the time of the newest back-up after it.
type Ended = (Result<Option<BackupSize>, BackupError>, Option<i64>);

/// Runs on a thread that does not keep the process alive.
///
/// # Errors
/// If the thread can't be started, or panics.
async fn on_thread(series: Series, now: i64) -> io::Result<Ended> {
    let (sender, ended) = oneshot::channel();
    thread::Builder::new()
        .name("backup".into())
        .spawn(move || {
            let made = series.back_up(now);
            // A stop drops the receiver.
            let _ = sender.send((made, series.newest(now)));
        })?;
    ended.await.map_err(io::Error::other)
}

fn report(ended: io::Result<Ended>, duration: Duration, now: i64, registry: &Registry) {
    let is_ok = match &ended {
        Ok((Ok(None), _)) => None,
        Ok((Ok(Some(size)), _)) => {
            let BackupSize {
                database_bytes,
                photos,
                photo_bytes,
            } = size;
            tracing::info!(database_bytes, photos, photo_bytes, "back-up made");
            registry.backup_size(database_bytes + photo_bytes);
            Some(true)
        }
        Ok((Err(error), _)) => {
            tracing::error!(%error, "back-up failed");
            Some(false)
        }
        Err(error) => {
            tracing::error!(%error, "back-up failed");
            Some(false)
        }
    };
    if let Some(is_ok) = is_ok {
        registry.job("backup", duration, is_ok, now);
    }
    if let Ok((_, Some(newest))) = ended {
        registry.newest_backup(newest);
    }
}
