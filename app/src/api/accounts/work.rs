//! Work on whole journals: erasing, merging and re-dating them, renaming a tag, and importing files.
//!
//! Work is recorded in the user before it begins. The call that began it does what it can at once; the
//! job `work` does the rest and ends it, because a write that another request had begun before may
//! arrive a moment after the work has passed its day. Each step can be repeated.

use std::{collections::HashSet, iter};

use domain::{
    Retag, Retention,
    account::Work,
    comment::Section,
    moment::{Moment, MomentId},
};

use crate::{
    api::imports::work::continue_imports,
    error::Error,
    photos,
    ports::{PhotoKey, Services, Upload, User, UserId},
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

    async fn erase(&self) -> Result<bool, Error> {
        let stores = &self.services.stores;
        let user = &self.user.id;
        stores.sessions.remove_all(user, None).await?;
        stores.credentials.remove_all(user).await?;
        let mut steps = 0..self.steps;
        for journal in iter::once(user).chain(&self.user.merging) {
            stores.reminders.remove_all(journal).await?;
            stores.keys.remove_all(journal).await?;
            stores.shares.remove_all(journal).await?;
            self.services.files.remove_all(journal).await?;
            loop {
                if steps.next().is_none() {
                    return Ok(false);
                }
                let days = stores.moods.erase(journal).await?;
                let moments = stores.moments.erase(journal).await?;
                let comments = stores.comments.erase(journal).await?;
                let photos = photos::erase(&*self.services.photos, journal).await?;
                if !(days || moments || comments || photos) {
                    break;
                }
            }
            self.emptied(journal).await?;
        }
        Ok(self.are_links_over(self.user))
    }

    async fn merge(&self) -> Result<bool, Error> {
        let (services, user, now) = (self.services, self.user, self.now);
        let (stores, retention) = (&services.stores, services.retention(user));
        let mut steps = 0..self.steps;
        for journal in &user.merging {
            // All of a file or nothing of it is carried over.
            if !self.import(journal).await? {
                return Ok(false);
            }
            let former = services.stores.users.get(journal).await?;
            if let Some(former) = &former {
                // Every note of a renaming, or of its undo, as well: the account knows nothing of it. One
                // that is done changes no note that was written since.
                if former.work.contains_key(&Work::Retag) && !self.retag(former).await? {
                    return Ok(false);
                }
                if former.work.contains_key(&Work::Clear) {
                    stores.users.begin(&user.id, Work::Clear, now).await?;
                }
            }
            loop {
                if steps.next().is_none() {
                    return Ok(false);
                }
                let days = stores
                    .moods
                    .carry_over(journal, &user.id, retention, now)
                    .await?;
                let moments = stores.moments.carry_over(journal, &user.id).await?;
                let comments = &stores.comments;
                let comments = comments.carry_over(journal, &user.id, retention).await?;
                let photos = photos::carry_over(&*services.photos, journal, &user.id).await?;
                if photos {
                    // It deletes those that no moment of the account lists.
                    stores.users.begin(&user.id, Work::Clear, now).await?;
                }
                if !(days || moments || comments || photos) {
                    break;
                }
            }
            let reminders = &services.stores.reminders;
            for reminder in reminders.list(journal, now).await? {
                // False if ten devices have one already.
                reminders.put(&user.id, &reminder, now).await?;
            }
            reminders.remove_all(journal).await?;
            // Feeds and shares, which the account could neither list nor revoke.
            services.stores.keys.remove_all(journal).await?;
            services.stores.shares.remove_all(journal).await?;
            services.files.remove_all(journal).await?;
            if former.is_some_and(|former| !self.are_links_over(&former)) {
                return Ok(false);
            }
            self.emptied(journal).await?;
        }
        Ok(true)
    }

    /// True if nothing can be uploaded any more with a link to this journal; a request leaves that to the job.
    fn are_links_over(&self, user: &User) -> bool {
        let latest = user.work.get(&Work::Clear);
        self.settled.is_none_or(|settled| {
            latest.is_none_or(|since| since.saturating_add(Upload::LIFETIME) <= settled)
        })
    }

    /// Records that nothing is left of a journal, if that is final: later runs then begin with the
    /// others.
    async fn emptied(&self, journal: &UserId) -> Result<(), Error> {
        match self.settled {
            Some(settled) if *journal != self.user.id => {
                let users = &self.services.stores.users;
                users.emptied(&self.user.id, journal, settled).await
            }
            _ => Ok(()),
        }
    }

    async fn import(&self, journal: &UserId) -> Result<bool, Error> {
        let retention = self.services.retention(self.user);
        continue_imports(self.services, journal, retention, self.steps).await
    }

    async fn redate(&self) -> Result<bool, Error> {
        let moods = &self.services.stores.moods;
        let (user, retention) = (&self.user.id, self.services.retention(self.user));
        let mut after = None;
        for _ in 0..self.steps {
            after = moods.redate(user, retention, after, self.now).await?;
            if after.is_none() {
                return self.redate_comments(retention).await;
            }
        }
        Ok(false)
    }

    async fn redate_comments(&self, retention: Retention) -> Result<bool, Error> {
        let comments = &self.services.stores.comments;
        let user = &self.user.id;
        let mut after = None;
        for _ in 0..self.steps {
            after = comments.redate(user, retention, after, self.now).await?;
            if after.is_none() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn retag(&self, user: &User) -> Result<bool, Error> {
        let Some(retag) = &user.retag else {
            return Ok(true);
        };
        let moods = &self.services.stores.moods;
        let mut after = None;
        for _ in 0..self.steps {
            after = moods.retag(&user.id, retag, after, self.now).await?;
            if after.is_none() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Waits until the renaming can't be undone any more, then deletes the former notes. True if there
    /// is nothing to do now: requests leave it to the job.
    async fn forget(&self) -> Result<bool, Error> {
        let Some(settled) = self.settled else {
            return Ok(true);
        };
        let (stores, user) = (&self.services.stores, &self.user.id);
        let until = self.user.retag.as_ref().map_or(0, Retag::undo_until);
        // The record of an undo that was accepted in time may arrive until then.
        if settled < until {
            stores
                .users
                .wait(user, Work::Forget, until, settled)
                .await?;
            return Ok(true);
        }
        // An undo needs the former notes until it is done.
        if self.user.work.contains_key(&Work::Retag) {
            return Ok(false);
        }
        let mut after = None;
        for _ in 0..self.steps {
            after = stores.moods.forget_renamings(user, until, after).await?;
            if after.is_none() {
                return self.end(Work::Forget, settled).await;
            }
        }
        Ok(false)
    }

    /// Deletes the comments on removed moments, of each once its removal can't be undone any more, and the
    /// photos that no moment lists. True if there is nothing to do now: requests leave it to the job.
    async fn clear(&self) -> Result<bool, Error> {
        let Some(settled) = self.settled else {
            return Ok(true);
        };
        let (stores, user) = (&self.services.stores, &self.user.id);
        let since = self.user.work.get(&Work::Clear);
        // An upload of that time may be confirmed until then.
        let until = since.copied().unwrap_or_default() + Moment::UNDO;
        let are_photos_due = until <= settled;
        let (mut after, mut next) = (None, (!are_photos_due).then_some(until));
        for _ in 0..self.steps {
            let removed = stores.moments.removed(user, after.as_ref()).await?;
            for moment in removed.moments {
                let until = moment.removed_at + Moment::UNDO;
                // An undo that was accepted in time may arrive until then.
                if settled < until {
                    next = Some(next.map_or(until, |next: i64| next.min(until)));
                    continue;
                }
                if !self.clear_comments(moment.id.clone()).await? {
                    return Ok(false);
                }
                stores.moments.cleared(user, &moment).await?;
            }
            after = removed.next;
            if after.is_some() {
                continue;
            }
            if are_photos_due && !self.sweep_photos().await? {
                return Ok(false);
            }
            return match next {
                None => self.end(Work::Clear, settled).await,
                Some(until) => {
                    stores.users.wait(user, Work::Clear, until, settled).await?;
                    Ok(true)
                }
            };
        }
        Ok(false)
    }

    /// Deletes the comments on a moment. True if none is left.
    async fn clear_comments(&self, moment: MomentId) -> Result<bool, Error> {
        let (comments, section) = (&self.services.stores.comments, Section::Moment(moment));
        for _ in 0..self.steps {
            if !comments.clear(&self.user.id, &section, self.now).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Deletes the photos that no moment lists. True if none is left.
    async fn sweep_photos(&self) -> Result<bool, Error> {
        let (services, user) = (self.services, &self.user.id);
        // The files first: one that is listed in the meantime is seen.
        let files = photos::files(&*services.photos, user).await?;
        if files.is_empty() {
            return Ok(true);
        }
        let (mut listed, mut after) = (HashSet::new(), None);
        for _ in 0..self.steps {
            let page = services.stores.moments.photos(user, after.as_ref()).await?;
            listed.extend(page.photos);
            after = page.next;
            if after.is_none() {
                let is_listed =
                    |key: &PhotoKey| listed.contains(&(key.moment().clone(), key.photo().clone()));
                let orphans = files.into_iter();
                let orphans =
                    orphans.filter(|path| !PhotoKey::parse(path).is_some_and(|it| is_listed(&it)));
                return photos::remove_files(&*services.photos, orphans.collect()).await;
            }
        }
        Ok(false)
    }
}
