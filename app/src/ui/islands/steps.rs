//! Steps that change a day (save, remove, undo), and their messages on success
//! and failure.

use leptos::{prelude::*, server_fn::ServerFn, task::spawn_local};

use super::{
    browser,
    desk::{Desk, STATE_LINE},
    drafts,
    notice::Action,
};
use crate::{
    api::{
        client,
        moods::{RemoveMood, SaveMood, Written},
        number::Number,
    },
    domain::{Day, Entry, Mood, Note},
    error::{Error, ErrorKind},
    rejection::Meaning,
    ui::{
        dates,
        known::{Known, Pending, Stage},
        outcome::Done,
        words,
    },
};

/// Something to be done to a day, now or when the person taps Undo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) day: Day,
    pub(super) change: Change,
    /// Set if it undoes an earlier step: the version that step made, so that it
    /// undoes nothing newer.
    pub(super) undoes: Option<u64>,
}

/// A change of the kept day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Write(Mood, String),
    Remove,
}

impl Change {
    /// The change that restores `entry`, or the empty day.
    fn back_to(entry: Option<&Entry>) -> Self {
        entry.map_or(Self::Remove, |entry| {
            Self::Write(entry.mood, entry.note_text().into())
        })
    }

    /// The change that an unresolved one asked for.
    fn wanted(pending: &Pending) -> Self {
        pending
            .mood
            .map_or(Self::Remove, |mood| Self::Write(mood, pending.note.clone()))
    }

    /// True if the day is already in the wanted state.
    fn is_done(&self, kept: Option<&Entry>) -> bool {
        match (self, kept) {
            (Self::Remove, kept) => kept.is_none(),
            (Self::Write(mood, note), Some(kept)) => {
                kept.mood == *mood && Note::parse(note).ok().flatten() == kept.note
            }
            (Self::Write(..), None) => false,
        }
    }
}

impl Desk {
    /// Saves the form, unless it is invalid or unchanged: a second click must not
    /// remove the first one's Undo.
    pub(super) fn save(self) {
        let note = self.note.get_untracked();
        let Some(mood) = self.mood.get_untracked() else {
            self.lacks_face.set(true);
            return browser::focus("#mood-awful");
        };
        if let Err(error) = Note::parse(&note) {
            return self.say_failed(words::error(self.lang(), &error.into()), None);
        }
        if self.decides_first() {
            return;
        }
        if untrack(move || self.is_draft()) {
            let step = Step {
                day: self.day.get_untracked(),
                change: Change::Write(mood, note),
                undoes: None,
            };
            if self.busy.get_untracked() {
                self.queue.update_value(|queue| {
                    queue.retain(|waiting| waiting.day != step.day);
                    queue.push(step);
                });
            } else {
                self.take(step);
            }
        }
    }

    /// Removes the day.
    pub(super) fn remove(self) {
        if self.decides_first() {
            return;
        }
        self.take(Step {
            day: self.day.get_untracked(),
            change: Change::Remove,
            undoes: None,
        });
    }

    /// True if an unresolved change must be resolved first, because a write would
    /// overwrite it unseen. (A refused one is fixed by saving again.)
    fn decides_first(self) -> bool {
        let undecided = untrack(move || self.undecided());
        let waits = undecided.is_some_and(|pending| {
            pending.stage != Stage::Refused
                && pending.day == self.day.get_untracked()
                && browser::journal() == Some(pending.journal)
        });
        if waits {
            self.say_failed(words::decide_first(self.lang()), None);
            browser::focus(".undecided .button");
        }
        waits
    }

    /// Carries out the state line's step. A retry sends the form as it is now.
    pub(super) fn retake(self, step: Step) {
        if matches!(step.change, Change::Write(..)) && step.undoes.is_none() && self.is_shown(&step)
        {
            self.notice.set(None);
            self.save();
        } else {
            self.take(step);
        }
    }

    /// Resolves a conflict in favour of this device's change: overwrites the saved
    /// entry, saves to the current session's journal, or puts it back in the form.
    pub(super) fn insist(self) {
        let Some(pending) = untrack(move || self.undecided()) else {
            return;
        };
        browser::focus(STATE_LINE);
        let is_left_behind = browser::journal().as_ref() != Some(&pending.journal);
        match pending.stage {
            // It has no page where it could be written.
            _ if pending.day != self.day.get_untracked() => {
                self.write_form(pending.mood, &pending.note);
            }
            Stage::Refused => self.write_form(pending.mood, &pending.note),
            Stage::Ended if !is_left_behind => browser::reload(),
            _ => {
                if !untrack(move || self.is_draft()) {
                    self.write_form(pending.mood, &pending.note);
                }
                let step = Step {
                    day: pending.day,
                    change: Change::wanted(&pending),
                    undoes: None,
                };
                spawn_local(async move {
                    if self.carry_out(step).await && is_left_behind {
                        self.forget(&pending).await;
                    }
                });
            }
        }
    }

    /// Discards the unresolved change.
    pub(super) fn let_go(self) {
        if let Some(pending) = untrack(move || self.undecided()) {
            browser::focus(STATE_LINE);
            spawn_local(async move {
                // In the form it may stand as a draft; other words stay.
                let stands = self.mood.get_untracked() == pending.mood
                    && self.note.get_untracked() == pending.note;
                self.forget(&pending).await;
                if stands {
                    self.show_kept();
                }
            });
        }
    }

    async fn forget(self, Pending { journal, day, .. }: &Pending) {
        let address = format!("/device/days?userId={journal}&day={day}");
        let dropped: Result<Known, _> = client::ask("DELETE", &address, None).await;
        if dropped.is_err() {
            // Known to this page alone.
            self.known.update(|known| known.pending.clear());
        }
        self.read_device(self.week_of(*day)).await;
    }

    fn take(self, step: Step) {
        spawn_local(async move {
            self.carry_out(step).await;
        });
    }

    /// Carries a step out, unless another one is running. True if it is done, or
    /// waits to be sent.
    async fn carry_out(self, step: Step) -> bool {
        if self.busy.get_untracked() {
            return false;
        }
        self.busy.set(true);
        self.steps.update_value(|steps| *steps += 1);
        self.notice.set(None);
        let day = step.day;
        let before = self.known.with_untracked(|known| known.shown(day));
        let version = step.undoes.unwrap_or_else(|| self.version(day));
        let gets_there = match send(&step, version).await {
            Ok(written) => {
                self.done(&step, before, written.item);
                self.read_device(self.week_of(day)).await;
                true
            }
            Err(error) => self.not_done(&step, before, error).await,
        };
        self.busy.set(false);
        self.take_next(&step, gets_there);
        gets_there
    }

    /// Takes the next step of the queue; one about the day of a step that failed
    /// waits for the person, who is told.
    fn take_next(self, last: &Step, has_succeeded: bool) {
        self.queue.update_value(|queue| {
            queue.retain(|step| has_succeeded || step.day != last.day);
        });
        let next = self.queue.with_value(|queue| queue.first().cloned());
        if let Some(next) = next {
            self.queue.update_value(|queue| {
                queue.remove(0);
            });
            self.take(next);
        }
    }

    fn is_shown(self, step: &Step) -> bool {
        self.day.get_untracked() == step.day
    }

    /// Handles success. `item` is the server's answer: the saved entry, or the
    /// removed one.
    fn done(self, step: &Step, before: Option<Entry>, item: Entry) {
        let was_draft = untrack(move || self.is_draft());
        let (done, before, version, entry) = match step.change {
            Change::Remove => (Done::Removed, Some(item.clone()), item.version + 1, None),
            Change::Write(..) => {
                let done = if item.edited {
                    Done::Updated
                } else {
                    Done::Saved
                };
                (done, before, item.version, Some(item))
            }
        };
        self.known.update(|known| {
            known.learn(step.day, version, entry);
            known.pending.retain(|pending| pending.day != step.day);
        });
        let text = done.text(self.lang(), step.day);
        self.after(step, was_draft, text, before.as_ref());
    }

    /// Updates form, focus, message and Undo after a step that is done or waits to
    /// be sent. `was_draft`: the form was a draft before the answer came.
    fn after(self, step: &Step, was_draft: bool, text: String, before: Option<&Entry>) {
        browser::tell_other_tabs();
        if !self.is_shown(step) {
            // The draft that it was is in the journal now, or on its way there.
            if let Change::Write(mood, note) = &step.change
                && drafts::read(step.day) == Some((Some(*mood), note.clone()))
            {
                drafts::discard(step.day);
            }
            return;
        }
        let saved = matches!(step.change, Change::Write(..)) && step.undoes.is_none();
        // A form that was saved was a draft; what is typed since shows only now.
        let typing = if saved {
            untrack(move || self.is_draft())
        } else {
            was_draft
        };
        if typing {
            // Text typed meanwhile stays, as a draft.
        } else if step.change == Change::Remove && step.undoes.is_some() {
            // Undoing a first save leaves its words in the form.
            self.write_form(None, &self.note.get_untracked());
        } else if !saved {
            self.show_kept();
        }
        // The button that had the focus goes away.
        if step.change == Change::Remove || browser::has_focus("form.day .save") {
            browser::focus(STATE_LINE);
        }
        match step.change {
            Change::Write(mood, _) if saved && before.is_none_or(|before| before.mood != mood) => {
                browser::glide(mood);
            }
            _ => {}
        }
        if step.undoes.is_some() {
            self.say_done(words::undone(self.lang()).into(), None);
        } else if !(saved && typing) {
            let undo = Step {
                day: step.day,
                change: Change::back_to(before),
                undoes: Some(self.version(step.day)),
            };
            self.say_done(text, Some(Action::Take(undo)));
        }
    }

    /// Handles a step that failed or waits to be sent. True if it waits, or the day
    /// is already in the wanted state.
    async fn not_done(self, step: &Step, before: Option<Entry>, error: Error) -> bool {
        let week = self.week_of(step.day);
        match error.kind {
            ErrorKind::Waiting => {
                let was_draft = untrack(move || self.is_draft());
                let words = (self.mood.get_untracked(), self.note.get_untracked());
                self.read_device(week).await;
                if step.change == Change::Remove && step.undoes.is_some() && self.is_shown(step) {
                    self.write_form(words.0, &words.1);
                }
                let text = words::waits(self.lang()).to_owned();
                self.after(step, was_draft, text, before.as_ref());
                return true;
            }
            ErrorKind::Conflict => {
                self.read_week(week).await;
                let kept = self.known.with_untracked(|known| known.shown(step.day));
                if step.change.is_done(kept.as_ref()) {
                    return true;
                }
                let decided = self
                    .known
                    .with_untracked(|known| known.undecided(step.day).is_none());
                if decided {
                    self.leave_undecided(step);
                }
                return false;
            }
            // Gone already is what was wanted.
            ErrorKind::NotFound => {
                self.read_week(week).await;
            }
            _ => {
                self.read_device(week).await;
            }
        }
        // A change in the outbox is reported in the conflict box.
        let is_decided = self
            .known
            .with_untracked(|known| known.undecided(step.day).is_none());
        if is_decided {
            self.say_refused(step, &error);
        }
        false
    }

    /// Keeps a conflicting change in this page, where there is no outbox.
    fn leave_undecided(self, step: &Step) {
        let (mood, note) = match &step.change {
            Change::Write(mood, note) => (Some(*mood), note.clone()),
            Change::Remove => (None, String::new()),
        };
        let pending = Pending {
            journal: browser::journal().unwrap_or_default(),
            day: step.day,
            mood,
            note,
            stage: Stage::Conflict,
            error: None,
        };
        self.known.update(|known| known.pending.push(pending));
    }

    fn say_refused(self, step: &Step, error: &Error) {
        let session_is_over = Meaning::of(error) == Meaning::SessionExpired;
        // Without cookies every page begins a session, and none is kept.
        let cookies_are_refused = session_is_over && browser::refuses_cookies();
        if session_is_over && !cookies_are_refused {
            drafts::carry(step.day);
        }
        // An error without a field may be temporary; a proxy
        // that answers in the server's place speaks no language of ours at all.
        let text = match step.change {
            _ if cookies_are_refused => words::not_saved_without_cookies(self.lang()),
            Change::Remove if error.field.is_none() => words::could_not_remove(self.lang()),
            _ => words::error(self.lang(), error),
        };
        let again = error
            .field
            .is_none()
            .then(|| (words::try_again(self.lang()), Action::Take(step.clone())));
        if self.is_shown(step) {
            self.say_failed(text, again);
        } else {
            let day = dates::weekday_and_number(self.lang(), step.day);
            let text = format!("{day}{}{text}", words::colon(self.lang()));
            self.say_failed(&text, again);
        }
    }
}

/// Sends a step to the server, based on a version of its day.
async fn send(step: &Step, version: u64) -> Result<Written, Error> {
    let (user_id, day) = (browser::journal(), step.day);
    match step.change.clone() {
        Change::Write(mood, note) => {
            let call = SaveMood {
                user_id,
                day: day.to_string(),
                mood: mood.as_str().into(),
                note: Some(note),
                base_version: Number(Some(version)),
                mutation_id: None,
            };
            client::send(&call).await
        }
        Change::Remove => {
            let user = user_id.unwrap_or_default();
            let path = RemoveMood::PATH;
            let address = format!("{path}?day={day}&baseVersion={version}&userId={user}");
            client::ask("DELETE", &address, None).await
        }
    }
}
