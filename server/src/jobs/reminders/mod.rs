//! `{"job":"reminders"}`: sends each reminder that is due, unless the day already has an entry. Once a
//! week it also says that a report is ready, if the person chose that.
//!
//! `"url": "https://…"` in the event overrides the contact for push services.
//!
//! A reminder is moved to its next due time before it is sent: two concurrent runs send it once, and
//! an interrupted run does not repeat it. Each run does a bounded amount of work; the rest stays due
//! for the next run.
//!
//! Push services do not wait for each other, up to a limit for all. A service that times out is not
//! called again in the same run, and its due reminders make room for others.

mod message;

use std::{
    collections::HashMap,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use app::{
    domain::reminder::{Notice, Plan},
    error::Error,
    ports::{Delivery, Due, PushMessage, UserId},
};
use futures::{StreamExt, TryStreamExt, future::join_all, stream};
use tokio::sync::Semaphore;

use self::message::message;
use super::{JobError, Jobs, Outcome};

/// The shards of the reminders' table: the first digits of identifiers.
const SHARDS: [char; 16] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
];
/// Reminders per shard and run. Shards do not wait for each other, and 16 × 31 is about as many as
/// a run can send in its time.
const MAX_PER_SHARD: usize = 31;
/// Concurrent reminders of one push service.
const CONCURRENCY: usize = 4;
/// Concurrent reminders of all push services together. A subscription names its service, and there
/// can be any number of names below `*.push.apple.com`.
const TOTAL_CONCURRENCY: usize = 32;
/// The time after which a run starts no further reminder, so that a message that uses its whole
/// timeout still ends before Lambda ends the run (10 seconds).
const BUDGET: Duration = Duration::from_secs(3);

/// The outcome of a reminder.
enum Done {
    Sent,
    Skipped,
    Gone,
    Failed,
    /// Claimed by another run, or left for the next one.
    Left,
}

/// Sends the due reminders.
///
/// # Errors
/// [`JobError::Store`] if the due reminders can't be read.
pub(super) async fn run(jobs: &Jobs, url: Option<&str>) -> Result<Outcome, JobError> {
    let run = Run {
        jobs,
        contact: url.unwrap_or(&jobs.contact),
        now: jobs.services.clock.now(),
        started: Instant::now(),
        permits: Semaphore::new(TOTAL_CONCURRENCY),
    };
    run.repair_due_times().await.map_err(JobError::Store)?;
    let due: Vec<Vec<Due>> = stream::iter(SHARDS)
        .map(|shard| {
            jobs.services
                .stores
                .reminders
                .due(shard, run.now, MAX_PER_SHARD)
        })
        .buffer_unordered(CONCURRENCY)
        .try_collect()
        .await
        .map_err(JobError::Store)?;
    let mut services: HashMap<String, Vec<Due>> = HashMap::new();
    for due in due.into_iter().flatten() {
        let service = jobs.services.push.service(&due.reminder.subscription);
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

/// State shared by all reminders of a run.
struct Run<'a> {
    jobs: &'a Jobs,
    contact: &'a str,
    /// Seconds since the epoch.
    now: i64,
    started: Instant,
    /// One permit per reminder under way.
    permits: Semaphore,
}

impl Run<'_> {
    /// Resets due times that a wrong clock set too far into the future.
    async fn repair_due_times(&self) -> Result<(), Error> {
        let store = &self.jobs.services.stores.reminders;
        let far: Vec<Vec<Due>> = stream::iter(SHARDS)
            .map(|shard| store.due_after(shard, Plan::latest_due_at(self.now), MAX_PER_SHARD))
            .buffer_unordered(CONCURRENCY)
            .try_collect()
            .await?;
        for due in far.into_iter().flatten() {
            match Plan::new(&due.reminder, self.now) {
                Some(plan) => store.claim(&due, plan.next()).await.map(|_| ())?,
                None => self.delete_without_zone(&due).await.map(|_| ())?,
            }
        }
        Ok(())
    }

    /// Sends the reminders of one push service.
    async fn remind_all(&self, due: Vec<Due>) -> Vec<Done> {
        let has_timed_out = AtomicBool::new(false);
        stream::iter(due)
            .map(|due| self.remind(due, &has_timed_out))
            .buffer_unordered(CONCURRENCY)
            .collect()
            .await
    }

    /// Sends one reminder. The store has already logged its own failures.
    async fn remind(&self, due: Due, has_timed_out: &AtomicBool) -> Done {
        // Waiting counts towards the budget, so the permit comes first. The semaphore is never
        // closed.
        let _permit = self.permits.acquire().await;
        let done = if has_timed_out.load(Ordering::Relaxed) {
            // Otherwise they would stay the longest due and hide those of other services.
            self.postpone(&due).await
        } else if self.started.elapsed() > BUDGET {
            Ok(Done::Left)
        } else {
            self.try_remind(due, has_timed_out).await
        };
        done.unwrap_or(Done::Failed)
    }

    async fn try_remind(&self, mut due: Due, has_timed_out: &AtomicBool) -> Result<Done, Error> {
        let store = &self.jobs.services.stores.reminders;
        let Some(plan) = Plan::new(&due.reminder, self.now) else {
            return self.delete_without_zone(&due).await;
        };
        if !store.claim(&due, plan.next()).await? {
            return Ok(Done::Left);
        }
        // The store deletes an expired reminder.
        if due.reminder.is_expired(self.now) {
            return Ok(Done::Skipped);
        }
        due.reminder.due_at = plan.next();
        if plan.is_too_late() {
            return Ok(Done::Skipped);
        }
        let notice = match self.notice(&due.user, plan).await {
            Ok(Some(notice)) => notice,
            Ok(None) => {
                self.renew(&due).await;
                return Ok(Done::Skipped);
            }
            Err(_) => return self.retry_later(&due, plan).await,
        };
        let body = message(&due, plan, notice)?;
        let message = PushMessage {
            to: &due.reminder.subscription,
            body: &body,
            lifetime: plan.message_lifetime(),
            contact: self.contact,
        };
        match self.jobs.services.push.send(message, self.now).await {
            Delivery::Accepted => {
                self.renew(&due).await;
                Ok(Done::Sent)
            }
            Delivery::Gone => self.delete(&due).await,
            Delivery::Retry => self.retry_later(&due, plan).await,
            Delivery::TimedOut => {
                has_timed_out.store(true, Ordering::Relaxed);
                self.retry_later(&due, plan).await
            }
            Delivery::Rejected => Ok(Done::Failed),
        }
    }

    /// The content of the message; none if there is nothing to say. One read, of the day, or of it and
    /// the week before.
    async fn notice(&self, user: &UserId, plan: Plan) -> Result<Option<Notice>, Error> {
        let moods = &self.jobs.services.stores.moods;
        let days = moods.range(user, plan.days(), self.now).await?;
        Ok(Notice::of(plan.day(), plan.report(), &days))
    }

    /// Extends the reminder's lifetime. A failure is ignored, because the next days try again.
    async fn renew(&self, due: &Due) {
        if let Some(expires_at) = due.reminder.renewal(self.now) {
            let store = &self.jobs.services.stores.reminders;
            let _ = store.renew(due, expires_at).await;
        }
    }

    async fn delete_without_zone(&self, due: &Due) -> Result<Done, Error> {
        tracing::error!("unknown time zone; deleting reminder");
        self.delete(due).await
    }

    async fn delete(&self, due: &Due) -> Result<Done, Error> {
        let Due { user, reminder } = due;
        let store = &self.jobs.services.stores.reminders;
        store.remove(user, &reminder.id, self.now).await?;
        Ok(Done::Gone)
    }

    /// Makes the reminder due again, unless that would be too late.
    async fn retry_later(&self, due: &Due, plan: Plan) -> Result<Done, Error> {
        if let Some(retry_at) = plan.retry_at() {
            let store = &self.jobs.services.stores.reminders;
            store.claim(due, retry_at).await?;
        }
        Ok(Done::Failed)
    }

    /// Postpones the reminder without an attempt to send it.
    async fn postpone(&self, due: &Due) -> Result<Done, Error> {
        let Some(plan) = Plan::new(&due.reminder, self.now) else {
            return self.delete_without_zone(due).await;
        };
        let next = plan.retry_at().unwrap_or(plan.next());
        let store = &self.jobs.services.stores.reminders;
        let is_ours = store.claim(due, next).await?;
        Ok(if is_ours { Done::Failed } else { Done::Left })
    }
}
