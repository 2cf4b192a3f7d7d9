//! Turning to another day without loading a page: at once within a loaded week,
//! otherwise after one request.

use leptos::{ev, prelude::*, task::spawn_local, wasm_bindgen::JsCast, web_sys::Element};

use super::{browser, day_editor::DayEditor, drafts};
use crate::{
    domain::Day,
    i18n,
    ui::today::{address, day_head::question},
};

impl DayEditor {
    /// Handles a click on a link to a day. The browser follows all other links, and
    /// opens new tabs.
    pub(super) fn on_link(self, event: &ev::MouseEvent) {
        let is_plain = event.button() == 0
            && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key());
        let link = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .and_then(|target| target.closest("a[href]").ok().flatten())
            .filter(|_| is_plain);
        let Some(link) = link else { return };
        let day = link
            .get_attribute("href")
            .and_then(|link| address::day(&link, self.today.get_untracked()));
        if let Some(day) = day {
            event.prevent_default();
            self.go_to(day, true);
        }
    }

    /// Turns to the day of the page's address, after a step back or forward.
    pub(super) fn go_to_address(self) {
        let today = self.today.get_untracked();
        let day = browser::day_in_address()
            .filter(|day| (self.earliest..=today).contains(day))
            .unwrap_or(today);
        self.go_to(day, false);
    }

    fn go_to(self, day: Day, is_new_entry: bool) {
        // Even if it is this day, which cancels a navigation that is still loading.
        self.navigation_count.update_value(|count| *count += 1);
        if day == self.day.get_untracked() {
            return;
        }
        let navigation = self.navigation_count.get_value();
        let week = self.week_of(day);
        if self
            .loaded_weeks
            .with_value(|weeks| weeks.contains(&week.start()))
        {
            self.show(day, is_new_entry);
            self.refresh();
            return;
        }
        spawn_local(async move {
            let was_loaded = self.load_week(week).await;
            if self.navigation_count.get_value() != navigation {
                return;
            }
            if was_loaded {
                self.show(day, is_new_entry);
            } else {
                self.notify_failed(i18n::week_unreachable(self.lang()), None);
                browser::show_address(
                    &address::of(self.day.get_untracked(), self.today.get_untracked()),
                    false,
                );
            }
        });
    }

    fn show(self, day: Day, is_new_entry: bool) {
        let today = self.today.get_untracked();
        let was_in_chart = browser::has_focus(".chart");
        self.notice.set(None);
        self.face_missing.set(false);
        self.day.set(day);
        self.open_form();
        browser::show_address(&address::of(day, today), is_new_entry);
        browser::set_title(&question(self.locale, day, today));
        if is_new_entry {
            browser::reveal("#question");
        }
        // The focused link may have been hidden or redrawn.
        browser::focus_if_lost(if was_in_chart {
            ".chosen .column"
        } else {
            "#question"
        });
    }

    /// Adds the day's draft to a form that was edited before the island started: its
    /// face if none was chosen, its note before the typed one.
    pub(super) fn add_draft(self, chosen: bool, typed: bool) {
        let Some((mood, note)) = drafts::read(self.day.get_untracked()) else {
            return;
        };
        let mood = if chosen {
            self.mood.get_untracked()
        } else {
            mood
        };
        let own = self.note.get_untracked();
        let note = if !typed || own == note {
            note
        } else {
            format!("{note}\n{own}").trim().to_owned()
        };
        self.write_form(mood, &note);
    }

    /// Sets the form to the day's draft, or else to its entry.
    pub(super) fn open_form(self) {
        match drafts::read(self.day.get_untracked()) {
            Some((mood, note)) => {
                self.write_form(mood, &note);
                // Saved since, perhaps by a plain form.
                if !untrack(move || self.is_draft()) {
                    drafts::discard(self.day.get_untracked());
                }
            }
            None => self.show_entry(),
        }
    }
}
