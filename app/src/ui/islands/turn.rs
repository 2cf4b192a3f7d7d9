//! Turning to another day without loading a page: at once within a week that
//! is known, after one call otherwise.

use leptos::{ev, prelude::*, task::spawn_local, wasm_bindgen::JsCast, web_sys::Element};

use super::{browser, desk::Desk, drafts};
use crate::{
    domain::Day,
    ui::{
        components::{day_address, question},
        words,
    },
};

impl Desk {
    /// Follows a link to a day. Every other link, and every click that asks for
    /// a new tab, stays the browser's.
    pub(super) fn follow(self, event: &ev::MouseEvent) {
        let plain = event.button() == 0
            && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key());
        let link = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .and_then(|target| target.closest("a[href]").ok().flatten())
            .filter(|_| plain);
        let Some(link) = link else { return };
        let day = match link.get_attribute("href").as_deref() {
            Some("/") => Some(self.today.get_untracked()),
            Some(address) => address
                .strip_prefix("/?day=")
                .and_then(|day| Day::parse(day).ok()),
            None => None,
        };
        if let Some(day) = day {
            event.prevent_default();
            self.turn_to(day, true);
        }
    }

    /// Turns to the day that the address names, after the person went back or
    /// forth.
    pub(super) fn turn_to_address(self) {
        let today = self.today.get_untracked();
        let day = browser::day_in_address()
            .filter(|day| (self.earliest..=today).contains(day))
            .unwrap_or(today);
        self.turn_to(day, false);
    }

    fn turn_to(self, day: Day, is_new_step: bool) {
        // Also where the person is already: a turn that is under way is given up.
        self.turns.update_value(|turns| *turns += 1);
        if day == self.day.get_untracked() {
            return;
        }
        let turn = self.turns.get_value();
        let week = self.week_of(day);
        if self.weeks.with_value(|weeks| weeks.contains(&week.start())) {
            self.show(day, is_new_step);
            self.refresh();
            return;
        }
        spawn_local(async move {
            let could_read = self.read_week(week).await;
            if self.turns.get_value() != turn {
                return;
            }
            if could_read {
                self.show(day, is_new_step);
            } else {
                self.say_failed(words::week_unreachable(self.lang()), None);
                browser::show_address(
                    &day_address(self.day.get_untracked(), self.today.get_untracked()),
                    false,
                );
            }
        });
    }

    fn show(self, day: Day, is_new_step: bool) {
        let today = self.today.get_untracked();
        let was_in_chart = browser::has_focus(".chart");
        self.notice.set(None);
        self.lacks_face.set(false);
        self.day.set(day);
        self.open_form();
        browser::show_address(&day_address(day, today), is_new_step);
        browser::set_title(&question(self.locale, day, today));
        if is_new_step {
            browser::reveal("#question");
        }
        // The link that led here may be gone, or drawn anew, and the focus with it.
        browser::focus_if_lost(if was_in_chart {
            ".chosen .column"
        } else {
            "#question"
        });
    }

    /// Adds the day's draft to a form that was written in before the island woke:
    /// its face where none was chosen, its words before those that were typed.
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

    /// Puts the day's draft into the form, or else the day as it is kept.
    pub(super) fn open_form(self) {
        match drafts::read(self.day.get_untracked()) {
            Some((mood, note)) => {
                self.write_form(mood, &note);
                // It was saved since, by this page's plain form perhaps.
                if !untrack(move || self.is_draft()) {
                    drafts::discard(self.day.get_untracked());
                }
            }
            None => self.show_kept(),
        }
    }
}
