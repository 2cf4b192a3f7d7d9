//! `{"job":"reminders"}`: sends a reminder to every device whose hour has come, unless the day
//! already has an entry.
//!
//! With `"url": "https://…"`, push services get that address as the contact.
//!
//! A reminder is moved to its next time before it is sent: two runs at once send it once, and one
//! that is cut short does not send it again. Each run does a bounded amount of work; what is left
//! stays due, and is done by the next.
//!
//! Push services do not wait for one another, up to a limit for all. One that does not answer in time
//! is not asked again in the same run, and what is due there makes room for others.

use std::{
    collections::HashMap,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use app::{
    domain::{Day, DayEnd, DayRange, Hour, Lang, Mood},
    error::Error,
    ports::{Due, UserId},
    ui::words,
};
use chrono::Timelike;
use chrono_tz::Tz;
use futures::{StreamExt, TryStreamExt, future::join_all, stream};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use super::{JobError, Jobs, Outcome};
use crate::{
    push::{self, Sent},
    zones,
};

/// The first digits of identifiers.
const SHARDS: [char; 16] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
];
/// Reminders per shard and run: no shard waits for another, and all 496 are about as many as a run
/// can send in its time.
const OF_A_SHARD: usize = 31;
/// How many reminders of one push service are under way at once.
const AT_ONCE: usize = 4;
/// How many are under way at once at all services together. A subscription names its own service, and
/// below `*.push.apple.com` that may be any number of them.
const AT_ONCE_IN_ALL: usize = 32;
/// After this a run begins nothing more: a message that takes its longest is still done before
/// Lambda ends the run (10 seconds).
const BUDGET: Duration = Duration::from_secs(3);
/// The maximum delay of a reminder, in seconds: a reminder at night is of no use.
const LATEST: i64 = 3 * 3600;
/// No reminder is due later than this, in seconds from now, whatever the clocks skip.
const FARTHEST: i64 = 3 * 86_400;
/// Delay before a busy service is called again, in seconds.
const PAUSE: i64 = 600;

const NEEDS: JobError = JobError::Malformed {
    job: "reminders",
    needs: "no url, or one that begins with https://",
};

#[derive(Deserialize)]
struct Event {
    url: Option<String>,
}

/// The message to the device's service worker.
#[derive(Serialize)]
struct Message<'a> {
    v: u8,
    kind: &'static str,
    day: Day,
    journal: &'a str,
    /// The base version for the conditional write.
    base: u64,
    lang: Lang,
    title: &'static str,
    body: &'static str,
    /// The names of the faces, the worst first.
    faces: [&'static str; 5],
}

/// The outcome of a reminder.
enum Done {
    Sent,
    Skipped,
    Gone,
    Failed,
    /// Another run claimed it, or this one is out of time.
    Left,
}

/// Sends what is due.
///
/// # Errors
/// [`JobError::Malformed`]; [`JobError::Store`] when what is due can't be read.
pub(super) async fn run(jobs: &Jobs, event: &str) -> Result<Outcome, JobError> {
    let Event { url } = serde_json::from_str(event).map_err(|_| NEEDS)?;
    if url.as_ref().is_some_and(|url| !url.starts_with("https://")) {
        return Err(NEEDS);
    }
    let run = Run {
        jobs,
        contact: url.as_ref().unwrap_or(&jobs.contact),
        now: jobs.clock.now(),
        started: Instant::now(),
        permits: Semaphore::new(AT_ONCE_IN_ALL),
    };
    run.bring_back().await.map_err(JobError::Store)?;
    let due: Vec<Vec<Due>> = stream::iter(SHARDS)
        .map(|shard| jobs.reminders.due(shard, run.now, OF_A_SHARD))
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await
        .map_err(JobError::Store)?;
    let mut services: HashMap<String, Vec<Due>> = HashMap::new();
    for due in due.into_iter().flatten() {
        let service = push::service(&due.reminder.subscription);
        services.entry(service).or_default().push(due);
    }
    let all = join_all(services.into_values().map(|due| run.remind_all(due))).await;
    let (mut sent, mut skipped, mut gone, mut failed) = (0, 0, 0, 0);
    for done in all.into_iter().flatten() {
        match done {
            Done::Sent => sent += 1,
            Done::Skipped => skipped += 1,
            Done::Gone => gone += 1,
            Done::Failed => failed += 1,
            Done::Left => {}
        }
    }
    if sent + skipped + gone + failed > 0 {
        tracing::info!(sent, skipped, gone, failed, "reminders");
    }
    Ok(Outcome::Reminders {
        sent,
        skipped,
        gone,
        failed,
    })
}

/// The longest that a message waits for a device that is off, in seconds.
const EVENING: i64 = 4 * 3600;

/// State shared by all reminders of a run.
struct Run<'a> {
    jobs: &'a Jobs,
    contact: &'a str,
    /// Seconds since the epoch.
    now: i64,
    started: Instant,
    /// One for each reminder under way.
    permits: Semaphore,
}

impl Run<'_> {
    /// Moves back due times that a clock ahead had moved away.
    async fn bring_back(&self) -> Result<(), Error> {
        let store = &self.jobs.reminders;
        let far: Vec<Vec<Due>> = stream::iter(SHARDS)
            .map(|shard| store.due_after(shard, self.now + FARTHEST, OF_A_SHARD))
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await?;
        for due in far.into_iter().flatten() {
            if let Some(zone) = zone(&due) {
                let next = zones::next(zone, due.reminder.hour, self.now);
                store.claim(&due, next).await?;
            }
        }
        Ok(())
    }

    /// The reminders of one push service.
    async fn remind_all(&self, due: Vec<Due>) -> Vec<Done> {
        let is_silent = AtomicBool::new(false);
        stream::iter(due)
            .map(|due| self.remind(due, &is_silent))
            .buffer_unordered(AT_ONCE)
            .collect()
            .await
    }

    /// The store's own failures are in the log by the time they come here.
    async fn remind(&self, due: Due, is_silent: &AtomicBool) -> Done {
        // Before the look at the time: the wait counts, too. It is never closed.
        let _permit = self.permits.acquire().await;
        let done = if is_silent.load(Ordering::Relaxed) {
            // Else they would stay the longest due, and hide what is due elsewhere.
            self.pass_over(&due).await
        } else if self.started.elapsed() > BUDGET {
            Ok(Done::Left)
        } else {
            self.try_remind(due, is_silent).await
        };
        done.unwrap_or(Done::Failed)
    }

    async fn try_remind(&self, mut due: Due, is_silent: &AtomicBool) -> Result<Done, Error> {
        let (store, reminder) = (&self.jobs.reminders, &due.reminder);
        let Some(zone) = zone(&due) else {
            return self.forget(&due).await;
        };
        let next = zones::next(zone, reminder.hour, self.now);
        let original = zones::last(zone, reminder.hour, self.now);
        if !store.claim(&due, next).await? {
            return Ok(Done::Left);
        }
        // The store deletes it, when it is sure of the time.
        if reminder.is_expired(self.now) {
            return Ok(Done::Skipped);
        }
        due.reminder.due_at = next;
        if self.now - original >= LATEST {
            return Ok(Done::Skipped);
        }
        // The day in which the hour was, even if it is over by now; at the hour in which a day
        // ends, that one.
        let there = zones::local(zone, original - 1);
        let day_end = due.reminder.day_ends_at;
        let Some(day) = day_end.day(there.date_naive(), there.hour()) else {
            return Ok(Done::Skipped);
        };
        let base = match self.base(&due.user, day).await {
            Ok(Some(base)) => base,
            Ok(None) => {
                self.renew(&due).await;
                return Ok(Done::Skipped);
            }
            Err(_) => return self.postpone(&due, original).await,
        };
        let lang = due.reminder.lang;
        let message = Message {
            v: 1,
            kind: "reminder",
            day,
            journal: &due.user.0,
            base,
            lang,
            title: words::how_was_today(lang),
            body: words::reminder_body(lang),
            faces: Mood::ALL.map(|mood| words::mood_name(lang, mood)),
        };
        let message = serde_json::to_vec(&message).map_err(|_| Error::internal())?;
        let to = &due.reminder.subscription;
        let push = &self.jobs.push;
        let keep = self.keep(zone, day_end, original);
        match push.send(to, &message, keep, self.contact, self.now).await {
            Sent::Accepted => {
                self.renew(&due).await;
                Ok(Done::Sent)
            }
            Sent::Gone => self.forget(&due).await,
            Sent::Later => self.postpone(&due, original).await,
            Sent::Silent => {
                is_silent.store(true, Ordering::Relaxed);
                self.postpone(&due, original).await
            }
            Sent::Refused => Ok(Done::Failed),
        }
    }

    /// For how many seconds a message is worth delivering: the evening, and not beyond the day
    /// that it asks about.
    fn keep(&self, zone: Tz, day_end: DayEnd, original: i64) -> i64 {
        let over = Hour::new(day_end.hour()).map(|hour| zones::next(zone, hour, original));
        over.map_or(EVENING, |over| (over - self.now).clamp(0, EVENING))
    }

    /// The base version for a first entry of the day; none if there is an entry.
    async fn base(&self, user: &UserId, day: Day) -> Result<Option<u64>, Error> {
        let day = DayRange::new(day, day)?;
        let days = self.jobs.moods.range(user, day, self.now).await?;
        let removed = days.removed.first().map_or(0, |removed| removed.version);
        Ok(days.entries.is_empty().then_some(removed))
    }

    /// Extends the reminder's lifetime. A failure is ignored: the next days try again.
    async fn renew(&self, due: &Due) {
        if let Some(expires_at) = due.reminder.renewal(self.now) {
            let _ = self.jobs.reminders.renew(due, expires_at).await;
        }
    }

    async fn forget(&self, due: &Due) -> Result<Done, Error> {
        let Due { user, reminder } = due;
        self.jobs
            .reminders
            .remove(user, &reminder.id, self.now)
            .await?;
        Ok(Done::Gone)
    }

    /// Makes it due again after [`PAUSE`], unless that is too late.
    async fn postpone(&self, due: &Due, original: i64) -> Result<Done, Error> {
        let again = self.now + PAUSE;
        if again - original < LATEST {
            self.jobs.reminders.claim(due, again).await?;
        }
        Ok(Done::Failed)
    }

    /// Moves its due time without an attempt to send.
    async fn pass_over(&self, due: &Due) -> Result<Done, Error> {
        let Some(zone) = zone(due) else {
            return self.forget(due).await;
        };
        let (hour, again) = (due.reminder.hour, self.now + PAUSE);
        let next = if again - zones::last(zone, hour, self.now) < LATEST {
            again
        } else {
            zones::next(zone, hour, self.now)
        };
        let is_ours = self.jobs.reminders.claim(due, next).await?;
        Ok(if is_ours { Done::Failed } else { Done::Left })
    }
}

/// The reminder's time zone; none if it no longer exists.
fn zone(due: &Due) -> Option<Tz> {
    let zone = due.reminder.time_zone.parse();
    zone.inspect_err(|_| tracing::error!("a reminder is in a time zone that is no more"))
        .ok()
}
