//! Saving, removing and undoing.

use leptos::{prelude::*, server_fn::ServerFn, task::spawn_local};

use super::{
    action::{Action, Change},
    browser,
    day_editor::DayEditor,
};
use crate::{
    api::{
        client,
        moods::{RemoveMood, SaveMood, Written},
        number::Number,
    },
    domain::Note,
    error::Error,
    i18n,
};

impl DayEditor {
    /// Saves the form, unless it is invalid or unchanged: a second click must not
    /// withdraw the first one's Undo.
    pub(super) fn save(self) {
        let note = self.note.get_untracked();
        let Some(mood) = self.mood.get_untracked() else {
            self.face_missing.set(true);
            return browser::focus("#mood-awful");
        };
        if let Err(error) = Note::parse(&note) {
            return self.notify_failed(i18n::error(self.lang(), &error.into()), None);
        }
        if self.must_resolve_first() {
            return;
        }
        if untrack(move || self.is_draft()) {
            let action = Action {
                day: self.day.get_untracked(),
                change: Change::Write(mood, note),
                undoes: None,
            };
            if self.busy.get_untracked() {
                self.queue.update_value(|queue| {
                    queue.retain(|waiting| waiting.day != action.day);
                    queue.push(action);
                });
            } else {
                self.dispatch(action);
            }
        }
    }

    /// Removes the day's entry.
    pub(super) fn remove(self) {
        if self.must_resolve_first() {
            return;
        }
        self.dispatch(Action {
            day: self.day.get_untracked(),
            change: Change::Remove,
            undoes: None,
        });
    }

    /// Retries an action. A save sends the form as it is now.
    pub(super) fn retry(self, action: Action) {
        if action.is_save() && self.is_on_page(&action) {
            self.notice.set(None);
            self.save();
        } else {
            self.dispatch(action);
        }
    }

    pub(super) fn dispatch(self, action: Action) {
        spawn_local(async move {
            self.run(action).await;
        });
    }

    /// Runs an action, unless another one is running. Returns true if it succeeded
    /// or waits to be sent.
    pub(super) async fn run(self, action: Action) -> bool {
        if self.busy.get_untracked() {
            return false;
        }
        self.busy.set(true);
        self.action_count.update_value(|count| *count += 1);
        self.notice.set(None);
        let day = action.day;
        let before = self.local.with_untracked(|local| local.shown(day));
        let version = action.undoes.unwrap_or_else(|| self.version(day));
        let succeeded = match send(&action, version).await {
            Ok(written) => {
                self.on_success(&action, before, written.item);
                self.load_from_device(self.week_of(day)).await;
                true
            }
            Err(error) => self.on_error(&action, before, error).await,
        };
        self.busy.set(false);
        self.run_next(&action, succeeded);
        succeeded
    }

    /// Runs the next action of the queue. After a failure, actions for the same day
    /// are dropped, because the person has to decide first.
    fn run_next(self, last: &Action, succeeded: bool) {
        self.queue.update_value(|queue| {
            queue.retain(|action| succeeded || action.day != last.day);
        });
        let next = self.queue.with_value(|queue| queue.first().cloned());
        if let Some(next) = next {
            self.queue.update_value(|queue| {
                queue.remove(0);
            });
            self.dispatch(next);
        }
    }

    pub(super) fn is_on_page(self, action: &Action) -> bool {
        self.day.get_untracked() == action.day
    }
}

/// Sends an action to the server, based on a version of its day.
async fn send(action: &Action, version: u64) -> Result<Written, Error> {
    let (user_id, day) = (browser::journal(), action.day);
    match action.change.clone() {
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
