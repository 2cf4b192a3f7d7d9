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
    moment::{Moment, MomentId, PhotoId},
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

/// The time after the latest link for an upload until no file can arrive by it, in seconds: an upload may
/// begin at the end of the link and takes minutes.
const UPLOADS: i64 = 2 * Upload::LIFETIME;

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
        let (mut steps, mut is_done) = (0..self.steps, true);
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
            is_done &= self.emptied(journal).await?;
        }
        Ok(is_done)
    }

    async fn merge(&self) -> Result<bool, Error> {
        let (services, user, now) = (self.services, self.user, self.now);
        let mut is_done = true;
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
                // The moments first: a file follows the one that lists its photo.
                let is_left = days || moments || comments || self.carry_photos(journal).await?;
                if !is_left {
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
            is_done &= self.emptied(journal).await?;
        }
        Ok(is_done)
    }

    /// Moves some photos of a former journal into the account. True if there may be more.
    async fn carry_photos(&self, journal: &UserId) -> Result<bool, Error> {
        let (services, user) = (self.services, &self.user.id);
        let files = photos::files(&*services.photos, journal).await?;
        if files.is_empty() {
            return Ok(false);
        }
        // First: it deletes those that no moment of the account lists.
        let users = &services.stores.users;
        users.begin(user, Work::Clear, self.now).await?;
        let Some(listed) = self.listed_photos().await? else {
            return Ok(true);
        };
        let listed = listed.into_iter().map(|(moment, photo)| (photo, moment));
        photos::carry_over(&*services.photos, files, user, &listed.collect()).await
    }

    /// Records that nothing is left of a journal, if that is final: later runs then begin with the
    /// others. False if uploads may still arrive there, for which a later run looks.
    async fn emptied(&self, journal: &UserId) -> Result<bool, Error> {
        let Some(settled) = self.settled else {
            return Ok(true);
        };
        let (users, user) = (&self.services.stores.users, self.user);
        let is_own = *journal == user.id;
        let former = if is_own {
            None
        } else {
            users.get(journal).await?
        };
        let owner = if is_own { Some(user) } else { former.as_ref() };
        let link = owner.and_then(|owner| owner.work.get(&Work::Clear));
        if link.is_some_and(|latest| latest + UPLOADS >= settled) {
            return Ok(false);
        }
        if !is_own {
            users.emptied(&user.id, journal, settled).await?;
        }
        Ok(true)
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
        let since = self.user.work.get(&Work::Clear).copied();
        // An upload of that time may arrive, and be confirmed, until then.
        let until = since.unwrap_or_default() + Moment::UNDO;
        let (mut after, mut next) = (None, (settled < until).then_some(until));
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
            match self.sweep_photos(settled).await? {
                Some(due) if due <= settled => return Ok(false),
                due => next = next.into_iter().chain(due).min(),
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

    /// Deletes the photos that no moment lists, an hour after they were written. Returns the time from
    /// which there are more to delete.
    async fn sweep_photos(&self, settled: i64) -> Result<Option<i64>, Error> {
        let (services, user) = (self.services, self.user);
        // After a merge, the journal's files belong to the account, which keeps them until all of their
        // moments have arrived, too.
        if user.merged_into.is_some() {
            return Ok(None);
        }
        if !user.merging.is_empty() {
            return Ok(Some(settled));
        }
        let mut files = photos::files(&*services.photos, &user.id).await?;
        if files.is_empty() {
            return Ok(None);
        }
        let Some(listed) = self.listed_photos().await? else {
            return Ok(Some(settled));
        };
        files.retain(|path| {
            let key = PhotoKey::parse(path);
            !key.is_some_and(|key| listed.contains(&(key.moment().clone(), key.photo().clone())))
        });
        let (mut orphans, mut next) = (Vec::new(), None);
        for path in files {
            let written = services.photos.written_at(&path).await?;
            let due = written.unwrap_or_default() + Moment::UNDO;
            if due <= settled {
                orphans.push(path);
            } else {
                next = next.into_iter().chain([due]).min();
            }
        }
        if orphans.is_empty() {
            return Ok(next);
        }
        // A link, a confirmation or a merge since the beginning: what was read may have changed.
        let current = services.stores.users.get(&user.id).await?;
        let is_current = current.is_some_and(|current| {
            let since = current.work.get(&Work::Clear);
            let is_same = since == user.work.get(&Work::Clear);
            is_same && since.is_some_and(|since| *since < settled) && current.merging.is_empty()
        });
        if !is_current || !photos::remove_files(&*services.photos, orphans).await? {
            return Ok(Some(settled));
        }
        Ok(next)
    }

    /// The photos that the journal's moments list; none if that takes more steps.
    async fn listed_photos(&self) -> Result<Option<HashSet<(MomentId, PhotoId)>>, Error> {
        let (mut listed, mut after) = (HashSet::new(), None);
        for _ in 0..self.steps {
            let page = &self.services.stores.moments;
            let page = page.photos(&self.user.id, after.as_ref()).await?;
            listed.extend(page.photos);
            after = page.next;
            if after.is_none() {
                return Ok(Some(listed));
            }
        }
        Ok(None)
    }
}
