//! Whole journals: erasing one, merging former ones into an account, and the imports that a merge finishes.

use std::iter;

use domain::account::Work;

use super::Run;
use crate::{
    api::imports::work::continue_imports,
    error::Error,
    photos,
    ports::{Upload, User, UserId},
};

/// The time after the latest link for an upload until no file can arrive by it, in seconds: an upload may
/// begin at the end of the link and takes minutes.
const UPLOADS: i64 = 2 * Upload::LIFETIME;

impl Run<'_> {
    pub(super) async fn erase(&self) -> Result<bool, Error> {
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

    pub(super) async fn merge(&self) -> Result<bool, Error> {
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
                self.carry_unread(former).await?;
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

    /// What is new to the person in a former journal stays new in the account.
    async fn carry_unread(&self, former: &User) -> Result<(), Error> {
        let (users, user) = (&self.services.stores.users, self.user);
        // An account without comments has seen what the journal's person has seen.
        if let Some(seen) = &former.comments_seen
            && user.latest_comment.is_none()
        {
            users.comments_seen(&user.id, seen).await?;
        }
        if let Some(latest) = &former.latest_comment
            && former.has_new_comments()
        {
            users.announce_comment(&user.id, latest).await?;
        }
        Ok(())
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

    pub(super) async fn import(&self, journal: &UserId) -> Result<bool, Error> {
        let retention = self.services.retention(self.user);
        continue_imports(self.services, journal, retention, self.steps).await
    }
}
