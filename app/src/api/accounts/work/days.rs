//! The days of a journal: a new retention, the renaming of a tag, and the notes before it.

use domain::{Retag, Retention, account::Work};

use super::Run;
use crate::{error::Error, ports::User};

impl Run<'_> {
    pub(super) async fn redate(&self) -> Result<bool, Error> {
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

    pub(super) async fn retag(&self, user: &User) -> Result<bool, Error> {
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
    pub(super) async fn forget(&self) -> Result<bool, Error> {
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
}
