//! Jobs: scheduled work, safe to repeat because a scheduler delivers at least once.
//!
//! An event `{"job": "<name>", …}` starts a job ([`Job`]). `server/schedules.json` lists the schedules.

mod canary;
mod job;
mod photos;
mod reminders;
#[cfg(feature = "local")]
pub(crate) mod schedules;
mod signals;
mod work;

use std::{panic::AssertUnwindSafe, sync::Arc};

use app::{error::Error, ports::Services};
use futures::FutureExt;
use serde::Serialize;

pub use self::job::Job;
use crate::signals::{Fetch, Source};

/// Runs jobs.
#[derive(Clone)]
pub struct Jobs {
    /// The services.
    pub services: Arc<Services>,
    /// The contact for operators of push services, unless the job's event names another.
    pub contact: String,
    /// The sources of signals.
    pub sources: Arc<[Source]>,
    /// The client that asks them.
    pub fetch: Arc<dyn Fetch>,
}

/// The outcome of a job.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "job", rename_all = "camelCase")]
pub enum Outcome {
    /// The site's health as seen from outside.
    Canary {
        /// True for status 200.
        healthy: bool,
        /// The response's status; none if there was no response.
        status: Option<u16>,
    },
    /// Expired files and uploads are deleted.
    Files,
    /// The upload of a photo.
    Photos {
        /// True if there are pictures of it now; false if it is no such picture, or not there any more.
        cleaned: bool,
    },
    /// The number of due reminders by outcome.
    Reminders {
        /// Accepted by a push service.
        sent: u32,
        /// Not sent: the day has an entry and no report is ready, or it was too late.
        skipped: u32,
        /// Deleted: the subscription has ended.
        gone: u32,
        /// Failed at the push service or the store. Some are retried.
        failed: u32,
    },
    /// The number of sources of signals by outcome.
    Signals {
        /// New values are stored.
        stored: u32,
        /// Nothing new.
        unchanged: u32,
        /// Failed, or with a value that was refused.
        failed: u32,
        /// Not due, asked by another run, or left for the next one.
        skipped: u32,
        /// Without a success for an hour: silent, with any outcome.
        silent: u32,
    },
    /// The number of users with work on whole journals by outcome.
    Work {
        /// Ended.
        finished: u32,
        /// Left for the next run.
        left: u32,
        /// Failed at the store, and left for the next run.
        failed: u32,
    },
}

/// The reason a job did not run.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// The job's name is unknown.
    #[error("unknown job {0:?}: the jobs are canary, files, photos, reminders, signals and work")]
    Unknown(String),
    /// An argument is missing or invalid.
    #[error("the job {job} needs {needs}")]
    Malformed {
        /// The job's name.
        job: &'static str,
        /// The missing or invalid value.
        needs: &'static str,
    },
    /// The store did not answer.
    #[error("{0}")]
    Store(Error),
    /// The job panicked. The message is withheld, because it may quote what people wrote.
    #[error("the job panicked")]
    Panicked,
}

impl Jobs {
    /// Runs a job.
    ///
    /// # Errors
    /// [`JobError::Store`], [`JobError::Panicked`].
    pub async fn run(&self, job: &Job) -> Result<Outcome, JobError> {
        contained(self.perform(job)).await
    }

    async fn perform(&self, job: &Job) -> Result<Outcome, JobError> {
        match job {
            Job::Canary { url } => Ok(canary::run(url).await),
            Job::Reminders { url } => reminders::run(self, url.as_deref()).await,
            Job::Files => {
                let expired = self.services.files.expire(self.services.clock.now());
                expired.await.map_err(JobError::Store)?;
                let expired = self.services.photos.expire(self.services.clock.now());
                expired.await.map_err(JobError::Store)?;
                Ok(Outcome::Files)
            }
            Job::Photos { key } => photos::run(self, key).await,
            Job::Signals => signals::run(self).await,
            Job::Work => work::run(self).await,
        }
    }
}

/// Turns a panic of a run into its error, so that the schedules go on.
async fn contained<T>(run: impl Future<Output = Result<T, JobError>>) -> Result<T, JobError> {
    let ended = AssertUnwindSafe(run).catch_unwind().await;
    ended.unwrap_or(Err(JobError::Panicked))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_the_error_of_one_run() {
        let panicked = contained(async { panic!("a note") as Result<(), JobError> }).await;
        assert_eq!(panicked, Err(JobError::Panicked));
        assert_eq!(contained(async { Ok(1) }).await, Ok(1));
    }
}
