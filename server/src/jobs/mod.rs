//! Scheduled work: thin, and safe to repeat, because a scheduler delivers at
//! least once.
//!
//! A job is asked for by an event `{"job": "<name>", …}`; what else the event
//! carries is the job's own.

mod canary;

use serde::{Deserialize, Serialize};

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
}

/// Why a job was not done.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// There is no job of that name.
    #[error("there is no job {0:?}: the jobs are canary")]
    Unknown(String),
    /// The event lacks something.
    #[error("the job {job} needs {needs}")]
    Malformed {
        /// The job's name.
        job: &'static str,
        /// What its event must carry.
        needs: &'static str,
    },
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

/// Does the job `name` with what its event carries.
///
/// # Errors
/// See [`JobError`].
pub async fn run(name: &str, event: &str) -> Result<Outcome, JobError> {
    match name {
        "canary" => canary::run(event).await,
        other => Err(JobError::Unknown(other.to_owned())),
    }
}
