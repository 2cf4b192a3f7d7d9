//! The steps that lead from one state of a day to another (save, remove,
//! undo), and what each of them says when it is done or is not.

use leptos::{prelude::*, server_fn::ServerFn, task::spawn_local};

use super::{
    browser,
    desk::{Desk, SAVE},
    toast::Toast,
};
use crate::{
    api::{
        client,
        moods::{RemoveMood, SaveMood, Written},
        number::Number,
    },
    domain::{Entry, Mood, Note},
    error::{Error, ErrorKind},
    ui::{
        known::{Known, Pending, Stage},
        outcome::Done,
        words,
    },
};

/// Something to be done to the day, now or when the person taps the toast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) change: Change,
    /// Whether it takes back an earlier step: then the version that this one
    /// led to, because what came after it is not to be undone.
    pub(super) undoes: Option<u64>,
}

/// A change of the kept day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Write(Mood, String),
    Remove,
}

impl Change {
    /// What brings a day back to how it stood.
    fn back_to(entry: Option<&Entry>) -> Self {
        entry.map_or(Self::Remove, |entry| {
            Self::Write(entry.mood, entry.note_text().into())
        })
    }

    /// What leads a day to where somebody wanted it.
    fn wanted(pending: &Pending) -> Self {
        pending
            .mood
            .map_or(Self::Remove, |mood| Self::Write(mood, pending.note.clone()))
    }

    /// Whether the day is so already.
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
    /// Writes the form's day, unless the rules can tell already that it would
    /// be refused, or it is kept just so: a second click must not take the
    /// first one's Undo away.
    pub(super) fn save(self) {
        let note = self.note.get_untracked();
        let Some(mood) = self.mood.get_untracked() else {
            return self.say_failed(words::choose_a_face(self.lang()), None);
        };
        if let Err(error) = Note::parse(&note) {
            return self.say_failed(words::error(self.lang(), &error), None);
        }
        if self.decides_first() {
            return;
        }
        if untrack(move || self.is_draft()) {
            self.take(Step {
                change: Change::Write(mood, note),
                undoes: None,
            });
        }
    }

    /// Takes the day out.
    pub(super) fn remove(self) {
        if self.decides_first() {
            return;
        }
        self.take(Step {
            change: Change::Remove,
            undoes: None,
        });
    }

    /// What is undecided would be written over unseen: it comes first. (What was
    /// refused is mended by writing it anew.)
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

    /// Does what the toast offers. What is sent again is the form as it has
    /// become by then.
    pub(super) fn act(self, step: Step) {
        browser::focus(SAVE);
        if matches!(step.change, Change::Write(..)) && step.undoes.is_none() {
            self.toast.set(None);
            self.save();
        } else {
            self.take(step);
        }
    }

    /// Wants what was left undecided: over what is kept by now, into the
    /// journal of today's session, or back in the form to be mended.
    pub(super) fn insist(self) {
        let Some(pending) = untrack(move || self.undecided()) else {
            return;
        };
        browser::focus(SAVE);
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

    /// Lets go of what was left undecided.
    pub(super) fn let_go(self) {
        if let Some(pending) = untrack(move || self.undecided()) {
            browser::focus(SAVE);
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
        self.read_device().await;
    }

    fn take(self, step: Step) {
        spawn_local(async move {
            self.carry_out(step).await;
        });
    }

    /// Carries a step out; while one is under way, another is not begun.
    /// Whether it was done, or will be by itself.
    async fn carry_out(self, step: Step) -> bool {
        if self.busy.get_untracked() {
            return false;
        }
        self.busy.set(true);
        self.steps.update_value(|steps| *steps += 1);
        self.toast.set(None);
        let before = untrack(move || self.kept());
        let (user_id, day) = (browser::journal(), self.day.get_untracked());
        let version = step.undoes.unwrap_or_else(|| self.version());
        let answer: Result<Written, Error> = match step.change.clone() {
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
        };
        let gets_there = match answer {
            Ok(written) => {
                self.done(&step, before, written.item);
                self.read_device().await;
                true
            }
            Err(error) => self.not_done(step, before, error).await,
        };
        self.busy.set(false);
        gets_there
    }

    /// `item` is what the server answered: the day as it now stands, or as it
    /// stood when it was taken out.
    fn done(self, step: &Step, before: Option<Entry>, item: Entry) {
        let typing = untrack(move || self.is_draft());
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
            known.learn(self.day.get_untracked(), version, entry);
            known
                .pending
                .retain(|pending| pending.day != self.day.get_untracked());
        });
        let text = done.text(self.lang(), self.day.get_untracked());
        self.after(step, typing, text, Change::back_to(before.as_ref()));
    }

    /// What follows a step that was done or is on its way: the form, the
    /// focus, the words and the way back.
    fn after(self, step: &Step, typing: bool, text: String, back: Change) {
        // Taking back a first save leaves its words in the form, and what is
        // typed meanwhile stays as well: as a draft.
        let first_save_undone = step.change == Change::Remove && step.undoes.is_some();
        let saved = matches!(step.change, Change::Write(..)) && step.undoes.is_none();
        if !typing && !first_save_undone && !saved {
            self.show_kept();
        }
        if step.change == Change::Remove {
            browser::focus(SAVE);
        }
        browser::tell_other_tabs();
        let lang = self.lang();
        self.say(if step.undoes.is_some() {
            Toast {
                text: words::undone(lang).into(),
                failed: false,
                action: None,
            }
        } else {
            let undo = Step {
                change: back,
                undoes: Some(self.version()),
            };
            Toast {
                text,
                failed: false,
                action: Some((words::undo(lang), undo)),
            }
        });
    }

    /// What follows a step that the journal did not take, or not yet.
    async fn not_done(self, step: Step, before: Option<Entry>, error: Error) -> bool {
        match error.kind {
            ErrorKind::Waiting => {
                let typing = untrack(move || self.is_draft());
                let saved = matches!(step.change, Change::Write(..)) && step.undoes.is_none();
                let words = (self.mood.get_untracked(), self.note.get_untracked());
                self.read_device().await;
                if step.change == Change::Remove && step.undoes.is_some() {
                    self.write_form(words.0, &words.1);
                }
                let text = words::waits(self.lang()).to_owned();
                let back = Change::back_to(before.as_ref());
                self.after(&step, typing && !saved, text, back);
                return true;
            }
            ErrorKind::Conflict => {
                self.read_again().await;
                if step.change.is_done(untrack(move || self.kept()).as_ref()) {
                    return true;
                }
                if untrack(move || self.undecided()).is_none() {
                    self.leave_undecided(&step.change);
                }
                return false;
            }
            // Gone already is what was wanted.
            ErrorKind::NotFound => self.read_again().await,
            _ => self.read_device().await,
        }
        // What the device keeps for the person to decide about is said where they decide.
        if untrack(move || self.undecided()).is_none() {
            self.say_refused(step, &error);
        }
        false
    }

    /// Where nothing but this page remembers what another device was quicker than.
    fn leave_undecided(self, change: &Change) {
        let (mood, note) = match change {
            Change::Write(mood, note) => (Some(*mood), note.clone()),
            Change::Remove => (None, String::new()),
        };
        let pending = Pending {
            journal: browser::journal().unwrap_or_default(),
            day: self.day.get_untracked(),
            mood,
            note,
            stage: Stage::Conflict,
            error: None,
        };
        self.known.update(|known| known.pending.push(pending));
    }

    fn say_refused(self, step: Step, error: &Error) {
        // What is wrong with no field of ours may be over in a moment; a proxy
        // that answers in the server's place speaks no language of ours at all.
        let text = match step.change {
            Change::Remove if error.field.is_none() => words::could_not_remove(self.lang()),
            _ => words::error(self.lang(), error),
        };
        let again = error
            .field
            .is_none()
            .then(|| (words::try_again(self.lang()), step));
        self.say_failed(text, again);
    }
}
