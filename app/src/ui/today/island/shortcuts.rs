//! Keyboard shortcuts.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast, web_sys::Element};

use super::{browser, day_editor::DayEditor, status_line::STATUS_LINE};
use crate::domain::Mood;

/// Handles a key: in the form 1 to 5 choose a face and Ctrl/⌘+Enter saves; anywhere
/// Escape closes the notice and the arrows change week. Single characters work only
/// in the form (WCAG 2.1.4), because speech input sends stray ones.
pub(super) fn on_key(editor: DayEditor, event: &ev::KeyboardEvent) {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let within = |selector: &str| {
        target
            .as_ref()
            .is_some_and(|target| target.closest(selector).ok().flatten().is_some())
    };
    let key = event.key();
    if key == "Enter" && (event.ctrl_key() || event.meta_key()) && within("form.day") {
        event.prevent_default();
        return editor.save();
    }
    if key == "Escape" && editor.notice.get_untracked().is_some() {
        if browser::has_focus(".status-button") {
            browser::focus(STATUS_LINE);
        }
        return editor.notice.set(None);
    }
    if event.ctrl_key() || event.meta_key() || event.alt_key() || within("textarea, select") {
        return;
    }
    // By key or by position: the French layout has its digits on the shifted level.
    let position = event.code();
    let is_digit = |mood: &Mood| {
        let digit = mood.score().to_string();
        key == digit || (!event.shift_key() && position.strip_prefix("Digit") == Some(&digit))
    };
    let digit = Mood::ALL.into_iter().find(is_digit);
    if let Some(mood) = digit.filter(|_| within("form.day")) {
        event.prevent_default();
        editor.choose(mood);
        editor.save();
    } else if key == "ArrowLeft" && !within("input") {
        browser::follow("a[rel=prev]:not([hidden])");
    } else if key == "ArrowRight" && !within("input") {
        browser::follow("a[rel=next]:not([hidden])");
    }
}
