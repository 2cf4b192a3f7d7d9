//! The island's state: the day on the page, its form, and the known entries.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    action::Action,
    fields,
    local_view::LocalView,
    pending_change::{PendingChange, SyncState},
    status_line::{Button, Notice},
};
use crate::{
    domain::{Day, Entry, Lang, Locale, Mood, Note, Week},
    i18n,
};

/// The state of the island.
#[derive(Clone, Copy)]
pub(super) struct DayEditor {
    pub(super) locale: Locale,
    pub(super) today: RwSignal<Day>,
    pub(super) day: RwSignal<Day>,
    /// The first day that can still be written.
    pub(super) earliest: Day,
    pub(super) local: RwSignal<LocalView>,
    /// The first days of the weeks that have been loaded.
    pub(super) loaded_weeks: StoredValue<Vec<Day>>,
    /// The values of the form's fields, which own them.
    pub(super) mood: RwSignal<Option<Mood>>,
    pub(super) note: RwSignal<String>,
    /// Set when Save was pressed without a face.
    pub(super) face_missing: RwSignal<bool>,
    pub(super) busy: RwSignal<bool>,
    /// Saves requested while another was running; at most one per day.
    pub(super) queue: StoredValue<Vec<Action>>,
    /// The number of actions so far: a response requested before the latest one is
    /// out of date.
    pub(super) action_count: StoredValue<u32>,
    /// The number of navigations so far: only the latest one counts.
    pub(super) navigation_count: StoredValue<u32>,
    pub(super) notice: RwSignal<Option<Notice>>,
}

impl DayEditor {
    pub(super) const fn lang(self) -> Lang {
        self.locale.lang
    }

    pub(super) fn is_today(self) -> bool {
        self.day.get() == self.today.get()
    }

    pub(super) fn week_of(self, day: Day) -> Week {
        Week::containing(day, self.locale.first_weekday())
    }

    pub(super) fn week(self) -> Week {
        self.week_of(self.day.get())
    }

    /// The entry on the page: saved, or waiting to be sent.
    pub(super) fn entry(self) -> Option<Entry> {
        self.local.with(|local| local.shown(self.day.get()))
    }

    /// The entries of the week, oldest first.
    pub(super) fn week_entries(self) -> Vec<Entry> {
        self.local.with(|local| local.week(self.week()))
    }

    /// The version on the server that a change of `day` is based on.
    pub(super) fn version(self, day: Day) -> u64 {
        self.local.with_untracked(|local| local.server_state(day).0)
    }

    /// True if the entry on the page has not been sent yet.
    pub(super) fn is_waiting(self) -> bool {
        self.local.with(|local| local.is_waiting(self.day.get()))
    }

    /// True if today's page offers yesterday: it can be written and has no entry,
    /// and the journal is not empty.
    pub(super) fn offers_yesterday(self) -> bool {
        let yesterday = self.today.get().plus(-1);
        self.is_today()
            && self.earliest <= yesterday
            && self
                .local
                .with(|local| !local.entries.is_empty() && local.shown(yesterday).is_none())
    }

    /// The unresolved change to show: this day's or, on Today, one of a day that
    /// can't be opened.
    pub(super) fn unresolved(self) -> Option<PendingChange> {
        let (day, today) = (self.day.get(), self.today.get());
        let has_no_page = |pending: &&PendingChange| {
            day == today
                && !(self.earliest..=today).contains(&pending.day)
                && pending.state != SyncState::Waiting
        };
        self.local.with(|local| {
            let own = local.unresolved(day);
            own.or_else(|| local.pending.iter().find(has_no_page))
                .cloned()
        })
    }

    /// True if the form differs from the entry.
    pub(super) fn is_draft(self) -> bool {
        let entry = self.entry();
        let note = self.note.with(|note| Note::parse(note));
        self.mood.get() != entry.as_ref().map(|entry| entry.mood)
            || note != Ok(entry.and_then(|entry| entry.note))
    }

    /// Updates the known entries. The form follows unless it holds a draft.
    pub(super) fn update_local(self, change: impl FnOnce(&mut LocalView)) {
        let is_draft = untrack(move || self.is_draft());
        self.local.update(change);
        if !is_draft {
            self.show_entry();
        }
    }
}

// --- The form -----------------------------------------------------------------------------

impl DayEditor {
    /// Reads the fields.
    pub(super) fn read_form(self) {
        self.mood.set(fields::mood());
        if let Some(note) = fields::note() {
            self.note.set(note);
        }
    }

    /// Handles an edit by the person: reads the fields and clears the notice.
    pub(super) fn on_edit(self) {
        let before = (self.mood.get_untracked(), self.note.get_untracked());
        self.read_form();
        // A tap fires two events, click and change.
        if before != (self.mood.get_untracked(), self.note.get_untracked()) {
            self.notice.set(None);
        }
        if self.mood.get_untracked().is_some() {
            self.face_missing.set(false);
        }
    }

    /// Sets the fields.
    pub(super) fn write_form(self, mood: Option<Mood>, note: &str) {
        fields::set(mood, note);
        self.read_form();
    }

    /// Sets the fields to the entry.
    pub(super) fn show_entry(self) {
        let entry = untrack(move || self.entry());
        self.write_form(
            entry.as_ref().map(|entry| entry.mood),
            entry.as_ref().map_or("", Entry::note_text),
        );
    }

    /// Chooses a face as a tap would, without saving it, and focuses it.
    pub(super) fn choose(self, mood: Mood) {
        if self.mood.get_untracked() != Some(mood) {
            self.notice.set(None);
        }
        self.face_missing.set(false);
        self.write_form(Some(mood), &self.note.get_untracked());
        fields::focus(mood);
    }

    /// Discards the draft, with an offer to restore it.
    fn discard_draft(self) {
        let (mood, note) = (self.mood.get_untracked(), self.note.get_untracked());
        self.show_entry();
        self.face_missing.set(false);
        self.notify(Notice {
            text: i18n::discarded(self.lang()).into(),
            button: Some(self.undo_button(move || {
                self.write_form(mood, &note);
                self.notice.set(None);
            })),
            ..Notice::default()
        });
    }
}

// --- The status line ----------------------------------------------------------------------

impl DayEditor {
    pub(super) fn notify(self, notice: Notice) {
        self.notice.set(Some(notice));
    }

    pub(super) fn notify_failed(self, text: &str, button: Option<Button>) {
        self.notify(Notice {
            text: text.to_owned(),
            failed: true,
            button,
            ..Notice::default()
        });
    }

    pub(super) fn undo_button(self, on_press: impl Fn() + Send + Sync + 'static) -> Button {
        Button {
            label: i18n::undo(self.lang()),
            on_press: Arc::new(on_press),
        }
    }

    /// The button of the notice or, without a notice, the one that discards the draft.
    pub(super) fn button(self) -> Option<Button> {
        match self.notice.get() {
            Some(notice) => notice.button,
            None => self.is_draft().then(|| Button {
                label: i18n::discard(self.lang()),
                on_press: Arc::new(move || self.discard_draft()),
            }),
        }
    }
}
