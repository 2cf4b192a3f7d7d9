//! The work of an import: writing its days part by part, or restoring what was there before.
//!
//! A part has some days. Before its first write, its steps are stored once, with what each day had
//! before. A step writes on the condition that the day is still at that version, under an identifier of its
//! own, so that a repeated step changes nothing, and nothing newer is lost. So a part can be interrupted
//! anywhere and done again, even by two at once.

use domain::{DayRange, MutationId, Precondition};
use futures::{StreamExt, TryStreamExt, stream};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::item::Effect;
use crate::{
    context::Context,
    domain::{Day, Draft, Entry, Mood, Note, Retention, Times, account::Work},
    error::Error,
    ports::{Counts, Import, ImportState, Part, Services, UserId, WriteError},
    transfer::plan::PlannedDay,
};

/// The time for which an import can be undone, in seconds.
const UNDO_LIFE: i64 = 86_400;
/// The parts between two looks at the clock.
const PARTS: u32 = 4;
/// The time that a request spends on an import, in microseconds. The job does the rest.
const BUDGET: i64 = 4_000_000;
pub(super) const CONCURRENCY: usize = 8;

/// A day before an import.
#[derive(Debug, Serialize, Deserialize)]
struct Before {
    mood: Mood,
    note: Option<Note>,
}

/// The change of a day.
#[derive(Debug, Serialize, Deserialize)]
struct Step {
    day: PlannedDay,
    effect: Effect,
    /// The day's version, 0 if it never had an entry.
    base: u64,
    before: Option<Before>,
}

/// The imports of a journal that are under way.
pub(super) struct Run<'a> {
    pub(super) services: &'a Services,
    pub(super) user: &'a UserId,
    pub(super) retention: Retention,
    pub(super) now: i64,
}

/// Continues the imports of a journal, for so many parts. True if none is under way any more.
///
/// # Errors
/// Unavailable. What was done stays done.
pub async fn continue_imports(
    services: &Services,
    user: &UserId,
    retention: Retention,
    parts: u32,
) -> Result<bool, Error> {
    let run = Run {
        services,
        user,
        retention,
        now: services.clock.now(),
    };
    let mut left = parts;
    for mut import in services.stores.imports.list(user, run.now).await? {
        while matches!(import.state, ImportState::Applying | ImportState::Undoing) {
            let Some(rest) = left.checked_sub(1) else {
                return Ok(false);
            };
            left = rest;
            match run.step(import).await? {
                Some(next) => import = next,
                None => break,
            }
        }
    }
    Ok(true)
}

/// Does what a request can. True if nothing is left.
///
/// # Errors
/// Unavailable.
pub(super) async fn proceed(context: &Context, user: &UserId) -> Result<bool, Error> {
    let (services, retention) = (&context.services, context.request.visitor.retention);
    let end = services.clock.now_micros() + BUDGET;
    loop {
        if continue_imports(services, user, retention, PARTS).await? {
            return Ok(true);
        }
        if services.clock.now_micros() > end {
            return Ok(false);
        }
    }
}

/// Begins to undo an import, and does what it can at once. True if it is undone.
///
/// # Errors
/// Conflict, Unavailable.
pub(super) async fn undo(context: &Context, user: &UserId, import: &Import) -> Result<bool, Error> {
    let (stores, now) = (&context.services.stores, context.now());
    stores.users.begin(user, Work::Import, now).await?;
    if import.state == ImportState::Applied {
        let undoing = Import {
            state: ImportState::Undoing,
            next: 0,
            // What has begun ends, even if the day to undo it is over before.
            expires_at: import.expires_at.max(now + UNDO_LIFE),
            ..import.clone()
        };
        if !stores.imports.change(user, import, &undoing).await? {
            return Err(super::changed());
        }
    }
    // After a failure or interruption, the job goes on.
    Ok(proceed(context, user).await.unwrap_or(false))
}

impl Run<'_> {
    /// Does the next part, or ends the import. Returns it as it is now; none if it is gone.
    async fn step(&self, import: Import) -> Result<Option<Import>, Error> {
        let imports = &self.services.stores.imports;
        let is_last = import.next >= import.parts;
        let after = match import.state {
            ImportState::Applying if is_last => Import {
                state: ImportState::Applied,
                expires_at: self.now + UNDO_LIFE,
                ..import.clone()
            },
            ImportState::Undoing if is_last => {
                imports.remove(self.user, &import.id).await?;
                return Ok(None);
            }
            ImportState::Applying => {
                let done = match self.extras(&import).await? {
                    Some(extras) => self.add(&import, extras).await?,
                    None => self.apply(&import).await?,
                };
                let counts = import.counts;
                Import {
                    next: import.next + 1,
                    counts: Counts {
                        added: counts.added + done.added,
                        changed: counts.changed + done.changed,
                        kept: counts.kept + done.kept,
                        unchanged: counts.unchanged + done.unchanged,
                    },
                    ..import.clone()
                }
            }
            _ => {
                match self.extras(&import).await? {
                    Some(extras) => self.take_back(&import, extras).await?,
                    None => self.undo(&import).await?,
                }
                Import {
                    next: import.next + 1,
                    ..import.clone()
                }
            }
        };
        if imports.change(self.user, &import, &after).await? {
            Ok(Some(after))
        } else {
            // Another call was faster.
            imports.get(self.user, &import.id, self.now).await
        }
    }

    /// Writes the days of the next part.
    async fn apply(&self, import: &Import) -> Result<Counts, Error> {
        let steps = self.steps(import).await?;
        let writes: Vec<_> = steps.iter().map(|step| self.write(import, step)).collect();
        let written: Vec<Option<u64>> = stream::iter(writes)
            .buffered(CONCURRENCY)
            .try_collect()
            .await?;
        let mut counts = Counts::default();
        for (step, version) in steps.iter().zip(&written) {
            *match (step.effect, version) {
                (Effect::Add, Some(_)) => &mut counts.added,
                (Effect::Change, Some(_)) => &mut counts.changed,
                (Effect::Same, _) => &mut counts.unchanged,
                // Something newer was written in the meantime.
                _ => &mut counts.kept,
            } += 1;
        }
        self.put(import, Part::Written(import.next), &written)
            .await?;
        Ok(counts)
    }

    /// The steps of the next part: the stored ones, or new ones, which are stored.
    async fn steps(&self, import: &Import) -> Result<Vec<Step>, Error> {
        let part = Part::Steps(import.next);
        if let Some(steps) = self.part(import, part).await? {
            return Ok(steps);
        }
        let days = Part::Days {
            attempt: import.attempt,
            number: import.next,
        };
        let days: Option<Vec<PlannedDay>> = self.part(import, days).await?;
        let steps = self
            .planned(import, days.ok_or_else(Error::internal)?)
            .await?;
        if self.put(import, part, &steps).await? {
            return Ok(steps);
        }
        let stored = self.part(import, part).await?;
        stored.ok_or_else(Error::internal)
    }

    async fn planned(&self, import: &Import, days: Vec<PlannedDay>) -> Result<Vec<Step>, Error> {
        let (mut entries, mut removed) = (Vec::new(), Vec::new());
        for range in ranges(&days) {
            let moods = &self.services.stores.moods;
            let days = moods.range(self.user, range, self.now).await?;
            entries.extend(days.entries);
            removed.extend(days.removed);
        }
        let steps = days.into_iter().map(|day| {
            let entry: Option<&Entry> = entries.iter().find(|entry| entry.day == day.day);
            let tombstone = removed.iter().find(|removed| removed.day == day.day);
            let base = entry.map(|entry| entry.version);
            let base = base.or(tombstone.map(|removed| removed.version));
            Step {
                effect: Effect::of(&day, entry, import.existing),
                base: base.unwrap_or(0),
                before: entry.map(|entry| Before {
                    mood: entry.mood,
                    note: entry.note.clone(),
                }),
                day,
            }
        });
        Ok(steps.collect())
    }

    /// Writes a day. Returns the version that it has now; none if it was not written.
    async fn write(&self, import: &Import, step: &Step) -> Result<Option<u64>, Error> {
        if !matches!(step.effect, Effect::Add | Effect::Change) {
            return Ok(None);
        }
        let name = format!("{}-{}", import.id, step.day.day);
        let times = step.day.times().filter(|_| step.effect == Effect::Add);
        // A day that the journal has, or had, is updated now, which keeps the order of its writes.
        let times = times.map(|times| match step.base {
            0 => times,
            _ => Times {
                updated_at: self.now,
                ..times
            },
        });
        let draft = step.day.draft();
        self.put_day(&draft, times, step.base, &name).await
    }

    /// Writes a draft at a version, once, with its own times or now.
    async fn put_day(
        &self,
        draft: &Draft,
        times: Option<Times>,
        base: u64,
        name: &str,
    ) -> Result<Option<u64>, Error> {
        let expires_at = self.retention.expires_at(draft.day);
        if expires_at <= self.now {
            return Ok(None);
        }
        let (at, user, now) = (&precondition(base, name)?, self.user, self.now);
        let moods = &self.services.stores.moods;
        let written = match times {
            Some(times) => {
                moods
                    .put_dated(user, draft, times, at, now, expires_at)
                    .await
            }
            None => moods.put(user, draft, Some(at), now, expires_at).await,
        };
        match written {
            Ok(entry) => Ok(Some(entry.version)),
            Err(WriteError::Conflict { .. }) => Ok(None),
            Err(WriteError::Failed(error)) => Err(error),
        }
    }

    /// Restores the days of the next part that are still as the import wrote them.
    async fn undo(&self, import: &Import) -> Result<(), Error> {
        let steps: Option<Vec<Step>> = self.part(import, Part::Steps(import.next)).await?;
        let written: Option<Vec<Option<u64>>> =
            self.part(import, Part::Written(import.next)).await?;
        let (steps, written) = (
            steps.ok_or_else(Error::internal)?,
            written.ok_or_else(Error::internal)?,
        );
        let mut restored = Vec::new();
        for (step, version) in steps.iter().zip(written) {
            if let Some(version) = version {
                restored.push(self.restore(import, step, version));
            }
        }
        stream::iter(restored)
            .buffer_unordered(CONCURRENCY)
            .try_collect()
            .await
    }

    async fn restore(&self, import: &Import, step: &Step, version: u64) -> Result<(), Error> {
        let day = step.day.day;
        let name = format!("undo-{}-{day}", import.id);
        if let Some(before) = &step.before {
            let draft = Draft {
                day,
                mood: before.mood,
                note: before.note.clone(),
            };
            self.put_day(&draft, None, version, &name).await?;
            return Ok(());
        }
        let precondition = precondition(version, &name)?;
        let moods = &self.services.stores.moods;
        match moods
            .remove(self.user, day, Some(&precondition), self.now)
            .await
        {
            Ok(_) | Err(WriteError::Conflict { .. }) => Ok(()),
            Err(WriteError::Failed(error)) => Err(error),
        }
    }

    pub(super) async fn part<T: DeserializeOwned>(
        &self,
        import: &Import,
        part: Part,
    ) -> Result<Option<T>, Error> {
        let imports = &self.services.stores.imports;
        let content = imports.part(self.user, &import.id, part).await?;
        let content = content.map(|content| serde_json::from_slice(&content));
        content.transpose().map_err(|_| Error::internal())
    }

    pub(super) async fn put<T: Serialize>(
        &self,
        import: &Import,
        part: Part,
        content: &[T],
    ) -> Result<bool, Error> {
        let content = serde_json::to_vec(content).map_err(|_| Error::internal())?;
        let imports = &self.services.stores.imports;
        imports.put_part(self.user, import, part, &content).await
    }
}

pub(super) fn precondition(version: u64, name: &str) -> Result<Precondition, Error> {
    Ok(Precondition {
        version,
        mutation: Some(MutationId::parse(name)?),
    })
}

/// The ranges of days, each as long as one call reads.
fn ranges(days: &[PlannedDay]) -> Vec<DayRange> {
    let mut ranges = Vec::new();
    let mut rest = days;
    while let Some(first) = rest.first() {
        let end: Day = first.day.plus(DayRange::MAX_DAYS - 1);
        let length = rest.partition_point(|day| day.day <= end);
        let (within, others) = rest.split_at(length.max(1));
        let last = within.last().map_or(first.day, |day| day.day);
        ranges.extend(DayRange::new(first.day, last));
        rest = others;
    }
    ranges
}
