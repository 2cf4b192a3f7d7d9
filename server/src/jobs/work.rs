//! `{"job":"work"}`: continues and ends work on whole journals.
//!
//! A run does a bounded amount of work; the next one does the rest.

use std::time::{Duration, Instant};

use app::api::accounts::work::{SETTLING, finish_work};

use super::{JobError, Jobs, Outcome};

/// The maximum number of users of a run.
const USERS: usize = 25;
/// The steps of each work of a user in a run: thousands of days.
const STEPS: u32 = 40;
/// The time after which a run turns to no other user, so that it ends before Lambda ends it (10
/// seconds).
const BUDGET: Duration = Duration::from_secs(4);

/// Continues the work of some users.
///
/// # Errors
/// [`JobError::Store`] if the users can't be read.
pub(super) async fn run(jobs: &Jobs) -> Result<Outcome, JobError> {
    let (services, started) = (&jobs.services, Instant::now());
    let before = services.clock.now() - SETTLING;
    let users = services.stores.users.unfinished(before, USERS).await;
    let users = users.map_err(JobError::Store)?;
    let (mut finished, mut left, mut failed) = (0, 0, 0);
    for user in &users {
        if started.elapsed() > BUDGET {
            left += 1;
            continue;
        }
        // First, so that no user who fails or takes long keeps the others waiting.
        let postponed = services.stores.users.postpone(user, services.clock.now());
        let done = match postponed.await {
            Ok(()) => finish_work(services, user, STEPS).await,
            Err(failure) => Err(failure),
        };
        match done {
            Ok(true) => finished += 1,
            Ok(false) => left += 1,
            // Logged by the store.
            Err(_) => failed += 1,
        }
    }
    if !users.is_empty() {
        tracing::info!(finished, left, failed, "work on journals");
    }
    Ok(Outcome::Work {
        finished,
        left,
        failed,
    })
}
