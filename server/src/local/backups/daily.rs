//! The daily back-up.
//!
//! It runs on a thread of its own that nothing waits for: a slow disk delays neither a request nor
//! the stop of the server. An interrupted back-up is deleted by the next one.

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

use super::{BackupError, Contents, Series};
use crate::local::metrics::Figures;

/// The time between two looks for the day's back-up, and after a failure until the next attempt.
const EVERY: Duration = Duration::from_secs(3600);

/// Makes the back-up of each day, until `stopped` is closed.
pub(in crate::local) async fn run(
    series: Series,
    clock: Arc<dyn Clock>,
    figures: Arc<Figures>,
    mut stopped: Receiver<()>,
) {
    // A back-up that never works is one of 1970, and raises the alert of late ones.
    figures.newest_backup(0);
    let mut ticks = interval(EVERY);
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
        report(ended, started.elapsed(), clock.now(), &figures);
    }
}

/// The outcome of a run, and the time of the newest back-up after it.
type Ended = (Result<Option<Contents>, BackupError>, Option<i64>);

/// Runs on a thread, which does not keep the process from ending.
///
/// # Errors
/// If the thread can't be started, or panics.
async fn on_thread(series: Series, now: i64) -> io::Result<Ended> {
    let (sender, ended) = oneshot::channel();
    thread::Builder::new()
        .name("backup".into())
        .spawn(move || {
            let made = series.back_up(now);
            // The receiver is gone at a stop.
            let _ = sender.send((made, series.newest(now)));
        })?;
    ended.await.map_err(io::Error::other)
}

fn report(ended: io::Result<Ended>, duration: Duration, now: i64, figures: &Figures) {
    let is_ok = match &ended {
        Ok((Ok(None), _)) => None,
        Ok((Ok(Some(contents)), _)) => {
            let Contents {
                database_bytes,
                photos,
                photo_bytes,
            } = contents;
            tracing::info!(database_bytes, photos, photo_bytes, "back-up made");
            figures.backup_size(database_bytes + photo_bytes);
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
        figures.job("backup", duration, is_ok, now);
    }
    if let Ok((_, Some(newest))) = ended {
        figures.newest_backup(newest);
    }
}
