//! What is on the desk: the day being written, what is kept of its week, and
//! the steps that lead from one to the other.

use std::time::Duration;

use leptos::{html, prelude::*, task::spawn_local, web_sys::HtmlInputElement};

use super::{browser, toast::Toast};
use crate::{
    api::moods::{mood_week, remove_mood, save_mood},
    domain::{Day, Entry, Lang, Mood, Note},
    error::{Error, ErrorKind},
    ui::{outcome::Done, words},
};

/// How long good news stays: long enough to read it and reach for Undo.
const TOAST_TIME: Duration = Duration::from_secs(10);

/// The button that stays, whatever else goes.
pub(super) const SAVE: &str = "form.day .save";

/// Something to be done to the day, now or when the person taps the toast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) change: Change,
    /// Whether it takes back an earlier step.
    pub(super) undoes: bool,
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
}

/// The state of the island.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) lang: Lang,
    pub(super) today: Day,
    pub(super) day: Day,
    pub(super) week_start: Day,
    /// The week as the journal keeps it.
    pub(super) entries: RwSignal<Vec<Entry>>,
    /// The form as it stands on the page. The inputs own their values: what is
    /// typed before the island wakes must not be lost.
    pub(super) mood: RwSignal<Option<Mood>>,
    pub(super) note: RwSignal<String>,
    pub(super) form: NodeRef<html::Form>,
    pub(super) textarea: NodeRef<html::Textarea>,
    pub(super) busy: RwSignal<bool>,
    /// How many steps have been taken: an answer that set out before one of
    /// them is out of date.
    pub(super) steps: StoredValue<u32>,
    pub(super) toast: RwSignal<Option<Toast>>,
}

impl Desk {
    /// The day as the journal keeps it.
    pub(super) fn kept(self) -> Option<Entry> {
        self.entries
            .with(|entries| entries.iter().find(|entry| entry.day == self.day).cloned())
    }

    /// Whether the form says something that is not kept yet.
    pub(super) fn is_draft(self) -> bool {
        let kept = self.kept();
        let note = self.note.with(|note| Note::parse(note));
        self.mood.get() != kept.as_ref().map(|entry| entry.mood)
            || note != Ok(kept.and_then(|entry| entry.note))
    }

    fn inputs(self) -> impl Iterator<Item = (Mood, HtmlInputElement)> {
        use leptos::wasm_bindgen::JsCast;
        let elements = self.form.get_untracked().map(|form| form.elements());
        Mood::ALL.into_iter().filter_map(move |mood| {
            let input = elements
                .as_ref()?
                .named_item(&format!("mood-{}", mood.as_str()))?;
            Some((mood, input.dyn_into().ok()?))
        })
    }

    /// Takes over what the inputs hold.
    pub(super) fn read_form(self) {
        self.mood.set(
            self.inputs()
                .find(|(_, input)| input.checked())
                .map(|(mood, _)| mood),
        );
        if let Some(textarea) = self.textarea.get_untracked() {
            self.note.set(textarea.value());
        }
    }

    /// Puts a mood and a note into the inputs.
    pub(super) fn write_form(self, mood: Option<Mood>, note: &str) {
        for (of, input) in self.inputs() {
            input.set_checked(Some(of) == mood);
        }
        if let Some(textarea) = self.textarea.get_untracked() {
            textarea.set_value(note);
        }
        self.read_form();
    }

    /// Puts a kept day into the inputs.
    fn show(self, kept: Option<&Entry>) {
        self.write_form(
            kept.map(|entry| entry.mood),
            kept.map_or("", Entry::note_text),
        );
    }

    /// Chooses a face as if it had been tapped, and leaves the focus on it.
    pub(super) fn choose(self, mood: Mood) {
        self.write_form(Some(mood), &self.note.get_untracked());
        if let Some((_, input)) = self.inputs().find(|(of, _)| *of == mood) {
            let _ = input.focus();
        }
    }

    /// Writes the form's day, unless the rules can tell already that it would
    /// be refused, or it is kept just so: a second click must not take the
    /// first one's Undo away.
    pub(super) fn save(self) {
        let note = self.note.get_untracked();
        let Some(mood) = self.mood.get_untracked() else {
            return self.say_failed(words::choose_a_face(self.lang), None);
        };
        if let Err(error) = Note::parse(&note) {
            return self.say_failed(words::error(self.lang, &error), None);
        }
        if untrack(move || self.is_draft()) {
            self.take(Step {
                change: Change::Write(mood, note),
                undoes: false,
            });
        }
    }

    /// Takes the day out.
    pub(super) fn remove(self) {
        self.take(Step {
            change: Change::Remove,
            undoes: false,
        });
    }

    /// Does what the toast offers. What is sent again is the form as it has
    /// become by then.
    pub(super) fn act(self, step: Step) {
        browser::focus(SAVE);
        if matches!(step.change, Change::Write(..)) && !step.undoes {
            self.toast.set(None);
            self.save();
        } else {
            self.take(step);
        }
    }

    /// Carries a step out; while one is under way, another is not begun.
    pub(super) fn take(self, step: Step) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.steps.update_value(|steps| *steps += 1);
        self.toast.set(None);
        spawn_local(async move {
            let answer = match step.change.clone() {
                Change::Write(mood, note) => {
                    save_mood(None, self.day.to_string(), mood.as_str().into(), Some(note)).await
                }
                Change::Remove => remove_mood(self.day.to_string()).await,
            };
            match answer {
                Ok(written) => self.done(&step, written.item),
                Err(error) => self.refused(step, &error),
            }
            self.busy.set(false);
        });
    }

    /// `item` is what the server answered: the day as it now stands, or as it
    /// stood when it was taken out.
    fn done(self, step: &Step, item: Entry) {
        let before = self.kept();
        let typing = untrack(move || self.is_draft());
        let version = before.as_ref().map_or(0, |entry| entry.version);
        let (done, back, now) = match step.change {
            Change::Remove => (Done::Removed, Some(Change::back_to(Some(&item))), None),
            Change::Write(..) => {
                let done = if item.version == 1 {
                    Done::Saved
                } else {
                    Done::Updated
                };
                // Another device wrote in between: what it said is not known here,
                // and to offer it back would be a lie.
                let known = item.version == version + 1;
                (
                    done,
                    known.then(|| Change::back_to(before.as_ref())),
                    Some(item),
                )
            }
        };
        self.keep(now);
        // Taking back a first save leaves its words in the form, and what is
        // typed meanwhile stays as well: as a draft.
        let first_save_undone = step.change == Change::Remove && step.undoes;
        let saved = matches!(step.change, Change::Write(..)) && !step.undoes;
        if !typing && !first_save_undone && !saved {
            self.show(untrack(move || self.kept()).as_ref());
        }
        if done == Done::Removed {
            browser::focus(SAVE);
        }
        browser::tell_other_tabs();
        let (text, action) = if step.undoes {
            (words::undone(self.lang).to_owned(), None)
        } else {
            let undo = back.map(|change| {
                (
                    words::undo(self.lang),
                    Step {
                        change,
                        undoes: true,
                    },
                )
            });
            (done.text(self.lang, self.day), undo)
        };
        self.say(Toast {
            text,
            failed: false,
            action,
        });
    }

    fn refused(self, step: Step, error: &Error) {
        // Gone already is what was wanted.
        if error.kind == ErrorKind::NotFound {
            self.keep(None);
        }
        // What is wrong with no field of ours may be over in a moment; a proxy
        // that answers in the server's place speaks no language of ours at all.
        let text = match step.change {
            Change::Remove if error.field.is_none() => words::could_not_remove(self.lang),
            _ => words::error(self.lang, error),
        };
        let again = error
            .field
            .is_none()
            .then(|| (words::try_again(self.lang), step));
        self.say_failed(text, again);
    }

    fn keep(self, now: Option<Entry>) {
        self.entries.update(|entries| {
            entries.retain(|entry| entry.day != self.day);
            if let Some(entry) = now {
                let place = entries.partition_point(|other| other.day < entry.day);
                entries.insert(place, entry);
            }
        });
    }

    fn say_failed(self, text: &str, action: Option<(&'static str, Step)>) {
        self.say(Toast {
            text: text.to_owned(),
            failed: true,
            action,
        });
    }

    fn say(self, toast: Toast) {
        let passing = !toast.failed;
        self.toast.set(Some(toast));
        if passing {
            self.hide_later(self.toast.get_untracked());
        }
    }

    /// Good news leaves after a while; not while somebody attends to it.
    fn hide_later(self, toast: Option<Toast>) {
        set_timeout(
            move || {
                if self.toast.get_untracked() != toast {
                    return;
                }
                if browser::is_attended(".toast") {
                    self.hide_later(toast);
                } else {
                    self.toast.set(None);
                }
            },
            TOAST_TIME,
        );
    }

    /// Reads the week again, after another tab or device may have written it.
    /// The form follows, unless something is being written in it.
    pub(super) fn refresh(self) {
        if self.busy.get_untracked() || !browser::is_visible() {
            return;
        }
        let steps = self.steps.get_value();
        spawn_local(async move {
            let (start, end) = (
                self.week_start.to_string(),
                self.week_start.plus(6).to_string(),
            );
            if let Ok(read) = mood_week(start, end).await
                && self.steps.get_value() == steps
            {
                let draft = untrack(move || self.is_draft());
                self.entries.set(read.items);
                if !draft {
                    self.show(untrack(move || self.kept()).as_ref());
                }
            }
        });
    }
}
