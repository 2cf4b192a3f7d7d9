//! Work on whole journals: erasing, merging and re-dating them.
//!
//! Work is recorded in the user before it begins. The call that began it does what it can at once; the
//! job `work` does the rest and ends it, because a write that another request had begun before may
//! arrive a moment after the work has passed its day. Each step can be repeated.

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
    /// The number of steps left. A step takes up to about a hundred writes.
    steps: u32,
}

/// Continues a user's work for some steps. True if nothing is left to do but to end it.
///
/// # Errors
/// Unavailable. What was done stays done.
pub async fn continue_work(services: &Services, user: &UserId, steps: u32) -> Result<bool, Error> {
    let Some(user) = services.stores.users.get(user).await? else {
        return Ok(true);
    };
    Run::new(services, &user, steps).run().await
}

/// Continues a user's work that began at least [`SETTLING`] seconds ago, and ends it if nothing is
/// left. True if it was ended.
///
/// # Errors
/// Unavailable. What was done stays done.
pub async fn finish_work(services: &Services, user: &UserId, steps: u32) -> Result<bool, Error> {
    let users = &services.stores.users;
    let Some(user) = users.get(user).await? else {
        return Ok(true);
    };
    let run = Run::new(services, &user, steps);
    let before = run.now - SETTLING;
    if !run.run().await? {
        return Ok(false);
    }
    if user.is_erased() {
        // The user last: its row names the others.
        for journal in user.former.iter().chain([&user.id]) {
            users.remove(journal).await?;
        }
        return Ok(true);
    }
    for work in &user.work {
        users.finish(&user.id, *work, before).await?;
    }
    Ok(true)
}

impl<'a> Run<'a> {
    fn new(services: &'a Services, user: &'a User, steps: u32) -> Self {
        Self {
            services,
            user,
            now: services.clock.now(),
            steps,
        }
    }

    /// Does the user's work. True if it is done, false if the steps are used up.
    async fn run(mut self) -> Result<bool, Error> {
        if self.user.is_erased() {
            return self.erase().await;
        }
        Ok((!self.has(Work::Merge) || self.merge().await?)
            && (!self.has(Work::Redate) || self.redate().await?))
    }

    fn has(&self, work: Work) -> bool {
        self.user.work.contains(&work)
    }

    /// Takes a step, if one is left.
    fn step(&mut self) -> bool {
        let is_left = self.steps > 0;
        self.steps = self.steps.saturating_sub(1);
        is_left
    }

    async fn erase(&mut self) -> Result<bool, Error> {
        let stores = &self.services.stores;
        let user = &self.user.id;
        stores.sessions.remove_all(user, None).await?;
        stores.keys.remove_all(user).await?;
        stores.credentials.remove_all(user).await?;
        for journal in self.user.former.iter().chain([user]) {
            stores.reminders.remove_all(journal).await?;
            loop {
                if !self.step() {
                    return Ok(false);
                }
                if !stores.moods.erase(journal).await? {
                    break;
                }
            }
        }
        Ok(true)
    }

    async fn merge(&mut self) -> Result<bool, Error> {
        let (services, user, now) = (self.services, self.user, self.now);
        let (moods, retention) = (&services.stores.moods, services.retention(user));
        for journal in &user.former {
            loop {
                if !self.step() {
                    return Ok(false);
                }
                if !moods.carry_over(journal, &user.id, retention, now).await? {
                    break;
                }
            }
            let reminders = &services.stores.reminders;
            for reminder in reminders.list(journal, now).await? {
                // False if ten devices have one already.
                reminders.put(&user.id, &reminder, now).await?;
            }
            reminders.remove_all(journal).await?;
        }
        Ok(true)
    }

    async fn redate(&mut self) -> Result<bool, Error> {
        let (moods, retention) = (
            &self.services.stores.moods,
            self.services.retention(self.user),
        );
        let mut after = None;
        loop {
            if !self.step() {
                return Ok(false);
            }
            let user = &self.user.id;
            after = moods.redate(user, retention, after, self.now).await?;
            if after.is_none() {
                return Ok(true);
            }
        }
    }
}
