//! The moments and comments of an imported file. They have identifiers, so what the journal has already
//! stays as it is.

use domain::Precondition;
use futures::{StreamExt, TryStreamExt, stream};

use super::work::{CONCURRENCY, Run, precondition};
use crate::{
    domain::account::Work,
    error::Error,
    ports::{Counts, Import, Part, WriteError},
    transfer::{PlannedComment, PlannedMoment},
};

/// The content of a part without days.
pub(super) enum Extras {
    /// Moments.
    Moments(Vec<PlannedMoment>),
    /// Comments.
    Comments(Vec<PlannedComment>),
}

impl Run<'_> {
    /// The moments or comments of the next part; none if it has days.
    pub(super) async fn extras(&self, import: &Import) -> Result<Option<Extras>, Error> {
        let (attempt, number) = (import.attempt, import.next);
        let moments = self.part(import, Part::Moments { attempt, number }).await?;
        if let Some(moments) = moments {
            return Ok(Some(Extras::Moments(moments)));
        }
        let comments = self
            .part(import, Part::Comments { attempt, number })
            .await?;
        Ok(comments.map(Extras::Comments))
    }

    /// Writes the moments or comments of the next part that the journal does not have.
    pub(super) async fn add(&self, import: &Import, extras: Extras) -> Result<Counts, Error> {
        match extras {
            Extras::Moments(moments) => {
                let writes: Vec<_> = moments
                    .into_iter()
                    .map(|moment| self.add_moment(import, moment))
                    .collect();
                let writes = stream::iter(writes).buffered(CONCURRENCY);
                let written: Vec<Option<u64>> = writes.try_collect().await?;
                self.put(import, Part::Written(import.next), &written)
                    .await?;
            }
            Extras::Comments(comments) => {
                let new = self.new_comments(import, &comments).await?;
                let writes: Vec<_> = comments
                    .iter()
                    .zip(new)
                    .filter(|(_, version)| version.is_some())
                    .map(|(comment, _)| self.add_comment(comment))
                    .collect();
                let writes = stream::iter(writes).buffer_unordered(CONCURRENCY);
                writes.try_collect::<()>().await?;
            }
        }
        Ok(Counts::default())
    }

    /// Finds the comments that the journal does not have, and stores that before the first of them is
    /// written: a repetition would take them for the journal's own.
    async fn new_comments(
        &self,
        import: &Import,
        comments: &[PlannedComment],
    ) -> Result<Vec<Option<u64>>, Error> {
        let part = Part::Written(import.next);
        if let Some(stored) = self.part(import, part).await? {
            return Ok(stored);
        }
        let reads: Vec<_> = comments
            .iter()
            .map(|comment| self.is_new(comment))
            .collect();
        let reads = stream::iter(reads).buffered(CONCURRENCY);
        let new: Vec<bool> = reads.try_collect().await?;
        // Another call stores this list before its first write.
        if let Some(stored) = self.part(import, part).await? {
            return Ok(stored);
        }
        let new: Vec<_> = new.into_iter().map(|is_new| is_new.then_some(1)).collect();
        self.put(import, part, &new).await?;
        Ok(new)
    }

    async fn is_new(&self, planned: &PlannedComment) -> Result<bool, Error> {
        let comment = planned.comment().ok_or_else(Error::internal)?;
        let day = comment.section.day();
        if day.is_some_and(|day| self.retention.check_day(day, self.now).is_err()) {
            return Ok(false);
        }
        let comments = &self.services.stores.comments;
        let stored = comments.get(self.user, &comment.id, self.now).await?;
        Ok(stored.is_none())
    }

    async fn add_comment(&self, planned: &PlannedComment) -> Result<(), Error> {
        let comment = planned.comment().ok_or_else(Error::internal)?;
        let day = comment.section.day();
        let expires_at = day.map(|day| self.retention.expires_at(day));
        let comments = &self.services.stores.comments;
        comments.put(self.user, &comment, expires_at).await?;
        Ok(())
    }

    async fn add_moment(
        &self,
        import: &Import,
        moment: PlannedMoment,
    ) -> Result<Option<u64>, Error> {
        let moments = &self.services.stores.moments;
        let (user, now, id) = (self.user, self.now, moment.id.clone());
        let draft = moment.draft();
        let base = precondition(0, &format!("import-{}", import.id))?;
        let mutation = base.mutation.as_ref();
        let version = match moments
            .create(user, &id, draft.clone(), mutation, now)
            .await
        {
            Ok(moment) => return Ok(Some(moment.version)),
            Err(WriteError::Conflict { version }) => version,
            Err(WriteError::Failed(error)) => return Err(error),
        };
        if moments.get(user, &id).await?.is_some() {
            return Ok(None);
        }
        let tombstone = Precondition { version, ..base };
        let change = draft.into();
        match moments
            .update(user, &id, &change, Some(&tombstone), now)
            .await
        {
            Ok(moment) => Ok(moment.map(|moment| moment.version)),
            Err(WriteError::Conflict { .. }) => Ok(None),
            Err(WriteError::Failed(error)) => Err(error),
        }
    }

    /// Removes the comments of the next part that the import wrote, and its moments that are still as it
    /// wrote them.
    pub(super) async fn take_back(&self, import: &Import, extras: Extras) -> Result<(), Error> {
        let written: Option<Vec<Option<u64>>> =
            self.part(import, Part::Written(import.next)).await?;
        let written = written.ok_or_else(Error::internal)?;
        match extras {
            Extras::Moments(moments) => {
                // The comments that were written on them go with them.
                let users = &self.services.stores.users;
                users.begin(self.user, Work::Clear, self.now).await?;
                for (moment, version) in moments.iter().zip(written) {
                    if let Some(version) = version {
                        self.take_back_moment(import, moment, version).await?;
                    }
                }
            }
            Extras::Comments(comments) => {
                let comments = comments.iter().zip(written);
                for (comment, _) in comments.filter(|(_, version)| version.is_some()) {
                    let comment = comment.comment().ok_or_else(Error::internal)?;
                    let store = &self.services.stores.comments;
                    store.remove(self.user, &comment.id).await?;
                }
            }
        }
        Ok(())
    }

    async fn take_back_moment(
        &self,
        import: &Import,
        moment: &PlannedMoment,
        version: u64,
    ) -> Result<(), Error> {
        let base = precondition(version, &format!("undo-{}", import.id))?;
        let moments = &self.services.stores.moments;
        match moments
            .remove(self.user, &moment.id, Some(&base), self.now)
            .await
        {
            Ok(_) | Err(WriteError::Conflict { .. }) => Ok(()),
            Err(WriteError::Failed(error)) => Err(error),
        }
    }
}
