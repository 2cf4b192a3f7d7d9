//! The daily back-up.
//!
//! It runs on a thread of its own, and a stop does not wait for it: a slow disk does not delay the stop of the
//! server, and a write only while the database's log is emptied. The next back-up deletes an interrupted one.

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

/// The interval between two checks for the day's back-up, and between a failure and the next attempt.
const EVERY: Duration = Duration::from_secs(3600);

/// Makes the back-up of each day until `stopped` is closed. Logs and counts each outcome.
pub(in crate::local) async fn run(
    series: Series,
    clock: Arc<dyn Clock>,
    figures: Arc<Figures>,
    mut stopped: Receiver<()>,
) {
    // Until the first success the metric is 0 (1970), so that the alert for late back-ups fires.
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
