//! Work on whole journals: erasing, merging and re-dating them, renaming a tag, and importing files.
//!
//! Work is recorded in the user before it begins. The call that began it does what it can at once; the
//! job `work` does the rest and ends it, because a write that another request had begun before may
//! arrive a moment after the work has passed its day. Each step can be repeated.

mod clear;
mod days;
mod journals;

use domain::account::Work;

use crate::{
    error::Error,
    ports::{Services, User, UserId},
};

/// The time from the beginning of work until no earlier write can arrive, in seconds: longer than any
/// request takes.
pub const SETTLING: i64 = 60;

/// Work in progress.
struct Run<'a> {
    services: &'a Services,
    user: &'a User,
    now: i64,
    /// The maximum number of steps of each work. A step takes up to about a hundred writes.
    steps: u32,
    /// Work that began before this time may be ended; none may without it.
    settled: Option<i64>,
}

/// Continues a user's work for some steps. True if nothing is left to do but to end it.
///
/// # Errors
/// Unavailable. What was done stays done.
pub async fn continue_work(services: &Services, user: &UserId, steps: u32) -> Result<bool, Error> {
    run(services, user, steps, None).await
}

/// Continues a user's work for some steps, and ends what is done and began at least [`SETTLING`]
/// seconds ago. True if nothing is left.
///
/// # Errors
/// Unavailable. What was done stays done.
pub async fn finish_work(services: &Services, user: &UserId, steps: u32) -> Result<bool, Error> {
    let settled = services.clock.now() - SETTLING;
    run(services, user, steps, Some(settled)).await
}

async fn run(
    services: &Services,
    user: &UserId,
    steps: u32,
    settled: Option<i64>,
) -> Result<bool, Error> {
    let Some(user) = services.stores.users.get(user).await? else {
        return Ok(true);
    };
    let run = Run {
        services,
        user: &user,
        now: services.clock.now(),
        steps,
        settled,
    };
    if user.is_erased() {
        return run.work(Work::Erase).await;
    }
    let mut is_done = Ok(true);
    for work in user.work.keys() {
        // A failure or a long merge must not keep other work waiting.
        let result = run.work(*work).await;
        is_done = is_done.and_then(|others| Ok(result? && others));
    }
    is_done
}

impl Run<'_> {
    /// Does some of a work. True if it is done and, if it may be, ended.
    async fn work(&self, work: Work) -> Result<bool, Error> {
        let is_done = match work {
            Work::Erase => self.erase().await?,
            Work::Merge => self.merge().await?,
            Work::Redate => self.redate().await?,
            Work::Import => self.import(&self.user.id).await?,
            Work::Retag => self.retag(self.user).await?,
            Work::Forget => return self.forget().await,
            Work::Clear => return self.clear().await,
        };
        match self.settled {
            Some(settled) if is_done => self.end(work, settled).await,
            _ => Ok(is_done),
        }
    }

    /// Ends a work that began before `settled`. False if it began later.
    async fn end(&self, work: Work, settled: i64) -> Result<bool, Error> {
        if self
            .user
            .work
            .get(&work)
            .is_none_or(|since| *since >= settled)
        {
            return Ok(false);
        }
        let users = &self.services.stores.users;
        if work == Work::Erase {
            // The user last: its row names the others.
            for journal in self.user.former.iter().chain([&self.user.id]) {
                users.remove(journal).await?;
            }
        } else {
            users.finish(&self.user.id, work, settled).await?;
        }
        Ok(true)
    }
}
