//! Scheduled work: thin, and safe to repeat, because a scheduler delivers at
//! least once.
//!
//! A job is asked for by an event `{"job": "<name>", …}`; what else the event
//! carries is the job's own.

mod canary;
mod reminders;

use std::sync::Arc;

use app::{
    error::Error,
    ports::{Clock, MoodStore, ReminderStore},
};
use serde::{Deserialize, Serialize};

use crate::push::Push;

/// All that a job may reach.
#[derive(Clone)]
pub struct Jobs {
    /// Where entries are kept.
    pub moods: Arc<dyn MoodStore>,
    /// Where reminders are kept.
    pub reminders: Arc<dyn ReminderStore>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Sends messages to devices.
    pub push: Arc<Push>,
    /// Where the operators of a push service would complain, unless the job's event says better.
    pub contact: String,
}

/// What came of a job: the answer to who asked for it.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "job", rename_all = "camelCase")]
pub enum Outcome {
    /// Whether the site answered as it should, from outside.
    Canary {
        /// It did.
        healthy: bool,
        /// The answer's status; none when there was no answer.
        status: Option<u16>,
    },
    /// What became of the reminders that were due.
    Reminders {
        /// A push service has the message.
        sent: u32,
        /// The day was written, or it was too late.
        skipped: u32,
        /// The device's subscription had ended, so the reminder has, too.
        gone: u32,
        /// The push service, or the store, failed. Some of it is tried again.
        failed: u32,
    },
}

/// Why a job was not done.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// There is no job of that name.
    #[error("there is no job {0:?}: the jobs are canary and reminders")]
    Unknown(String),
    /// The event lacks something.
    #[error("the job {job} needs {needs}")]
    Malformed {
        /// The job's name.
        job: &'static str,
        /// What its event must carry.
        needs: &'static str,
    },
    /// The store did not answer.
    #[error("{0}")]
    Store(Error),
}

#[derive(Deserialize)]
struct Named {
    job: String,
}

/// The job's name, if the event (a JSON object) asks for one.
pub(crate) fn name(event: &str) -> Option<String> {
    serde_json::from_str::<Named>(event)
        .map(|named| named.job)
        .ok()
}

impl Jobs {
    /// Does the job `name` with what its event carries.
    ///
    /// # Errors
    /// See [`JobError`].
    pub async fn run(&self, name: &str, event: &str) -> Result<Outcome, JobError> {
        match name {
            "canary" => canary::run(event).await,
            "reminders" => reminders::run(self, event).await,
            other => Err(JobError::Unknown(other.to_owned())),
        }
    }
}
