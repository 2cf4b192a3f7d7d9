//! What removed moments leave: their comments, and photos that no moment lists.

use std::collections::HashSet;

use domain::{
    account::Work,
    comment::Section,
    moment::{Moment, MomentId, PhotoId},
};

use super::Run;
use crate::{error::Error, photos, ports::PhotoKey};

impl Run<'_> {
    /// Deletes the comments on removed moments, of each once its removal can't be undone any more, and the
    /// photos that no moment lists. True if there is nothing to do now: requests leave it to the job.
    pub(super) async fn clear(&self) -> Result<bool, Error> {
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
    pub(super) async fn listed_photos(
        &self,
    ) -> Result<Option<HashSet<(MomentId, PhotoId)>>, Error> {
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
