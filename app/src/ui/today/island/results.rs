//! The result of an action: saved, waiting to be sent, in conflict, or failed.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    action::{Action, Change},
    browser,
    day_editor::DayEditor,
    drafts,
    pending_change::{PendingChange, SyncState},
    status_line::{Button, Notice, STATUS_LINE},
};
use crate::{
    domain::Entry,
    error::{Error, ErrorKind},
    i18n::{self, dates},
    rejection::Meaning,
    ui::outcome::Done,
};

impl DayEditor {
    /// Handles success. `item` is the server's response: the saved entry, or the
    /// removed one.
    pub(super) fn on_success(self, action: &Action, before: Option<Entry>, item: Entry) {
        let was_draft = untrack(move || self.is_draft());
        let (done, before, version, entry) = match action.change {
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
        self.local.update(|local| {
            local.merge(action.day, version, entry);
            local.pending.retain(|pending| pending.day != action.day);
        });
        let text = done.text(self.lang(), action.day);
        self.settle(action, was_draft, text, before.as_ref());
    }

    /// Updates form, focus and notice after an action that succeeded or waits to be
    /// sent. `was_draft`: the form was a draft before the response came.
    fn settle(self, action: &Action, was_draft: bool, text: String, before: Option<&Entry>) {
        browser::tell_other_tabs();
        if !self.is_on_page(action) {
            // The draft is saved now, or waits to be sent.
            if let Change::Write(mood, note) = &action.change
                && drafts::read(action.day) == Some((Some(*mood), note.clone()))
            {
                drafts::discard(action.day);
            }
            return;
        }
        let is_save = action.is_save();
        // A saved form was a draft; only text typed since makes it one again.
        let has_new_draft = if is_save {
            untrack(move || self.is_draft())
        } else {
            was_draft
        };
        if has_new_draft {
            // Text typed since then stays, as a draft.
        } else if action.is_undo_of_first_save() {
            // The note stays in the form.
            self.write_form(None, &self.note.get_untracked());
        } else if !is_save {
            self.show_entry();
        }
        // The focused button disappears.
        if action.change == Change::Remove || browser::has_focus("form.day .save") {
            browser::focus(STATUS_LINE);
        }
        match action.change {
            Change::Write(mood, _)
                if is_save && before.is_none_or(|before| before.mood != mood) =>
            {
                browser::glide(mood);
            }
            _ => {}
        }
        if action.undoes.is_some() {
            self.notify(Notice {
                text: i18n::undone(self.lang()).into(),
                ..Notice::default()
            });
        } else if !(is_save && has_new_draft) {
            let version = self.version(action.day);
            let undo = Action {
                day: action.day,
                change: Change::restoring(before),
                undoes: Some(version),
            };
            self.notify(Notice {
                text,
                button: Some(self.undo_button(move || self.dispatch(undo.clone()))),
                based_on: Some((action.day, version)),
                ..Notice::default()
            });
        }
    }

    /// Handles an action that failed or waits to be sent. Returns true if it waits,
    /// or if the day is already as it would make it.
    pub(super) async fn on_error(
        self,
        action: &Action,
        before: Option<Entry>,
        error: Error,
    ) -> bool {
        let week = self.week_of(action.day);
        match error.kind {
            ErrorKind::Waiting => {
                let was_draft = untrack(move || self.is_draft());
                let (mood, note) = (self.mood.get_untracked(), self.note.get_untracked());
                self.load_from_device(week).await;
                if action.is_undo_of_first_save() && self.is_on_page(action) {
                    self.write_form(mood, &note);
                }
                let text = i18n::waits(self.lang()).to_owned();
                self.settle(action, was_draft, text, before.as_ref());
                return true;
            }
            ErrorKind::Conflict => {
                self.load_week(week).await;
                let entry = self.local.with_untracked(|local| local.shown(action.day));
                if action.change.is_done(entry.as_ref()) {
                    return true;
                }
                if !self.has_unresolved(action) {
                    self.add_conflict(action);
                }
                return false;
            }
            // Removed already, as requested.
            ErrorKind::NotFound => {
                self.load_week(week).await;
            }
            _ => {
                self.load_from_device(week).await;
            }
        }
        // A change in the outbox is reported in the conflict box.
        if !self.has_unresolved(action) {
            self.report(action, &error);
        }
        false
    }

    fn has_unresolved(self, action: &Action) -> bool {
        self.local
            .with_untracked(|local| local.unresolved(action.day).is_some())
    }

    /// Holds a conflicting change in this page, where there is no outbox.
    fn add_conflict(self, action: &Action) {
        let (mood, note) = match &action.change {
            Change::Write(mood, note) => (Some(*mood), note.clone()),
            Change::Remove => (None, String::new()),
        };
        let pending = PendingChange {
            journal: browser::journal().unwrap_or_default(),
            day: action.day,
            mood,
            note,
            state: SyncState::Conflict,
            error: None,
        };
        self.local.update(|local| local.pending.push(pending));
    }

    /// Reports a failed action in the status line.
    fn report(self, action: &Action, error: &Error) {
        let lang = self.lang();
        let session_expired = Meaning::of(error) == Meaning::SessionExpired;
        // Without cookies every page begins a new session.
        let cookies_are_refused = session_expired && browser::refuses_cookies();
        if session_expired && !cookies_are_refused {
            drafts::carry(action.day);
        }
        let text = match action.change {
            _ if cookies_are_refused => i18n::not_saved_without_cookies(lang),
            Change::Remove if error.field.is_none() => i18n::could_not_remove(lang),
            _ => i18n::error(lang, error),
        };
        // An error without a field may be temporary.
        let retry = error.field.is_none().then(|| {
            let action = action.clone();
            Button {
                label: i18n::try_again(lang),
                on_press: Arc::new(move || self.retry(action.clone())),
            }
        });
        let text = if self.is_on_page(action) {
            text.to_owned()
        } else {
            let day = dates::weekday_and_number(lang, action.day);
            format!("{day}{}{text}", i18n::colon(lang))
        };
        self.notify(Notice {
            text,
            failed: true,
            button: retry,
            based_on: action.undoes.map(|version| (action.day, version)),
        });
    }
}
