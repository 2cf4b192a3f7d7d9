//! Keyboard shortcuts of the main page.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast, web_sys::Element};

use super::{
    browser,
    desk::{Desk, STATE_LINE},
};
use crate::domain::Mood;

/// In the form 1 to 5 choose a face and Ctrl/⌘+Enter saves; Escape closes what the
/// state line says; anywhere the arrows change week. Single characters work in
/// the form alone (WCAG 2.1.4), because speech input sends stray ones.
pub(super) fn press(desk: Desk, event: &ev::KeyboardEvent) {
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
        return desk.save();
    }
    if key == "Escape" && desk.notice.get_untracked().is_some() {
        if browser::has_focus(".act") {
            browser::focus(STATE_LINE);
        }
        return desk.notice.set(None);
    }
    if event.ctrl_key() || event.meta_key() || event.alt_key() || within("textarea, select") {
        return;
    }
    // By the key as well as by its place: in the French layout the digits are
    // on the shifted level.
    let place = event.code();
    let is_digit = |mood: &Mood| {
        let digit = mood.score().to_string();
        key == digit || (!event.shift_key() && place.strip_prefix("Digit") == Some(&digit))
    };
    let digit = Mood::ALL.into_iter().find(is_digit);
    if let Some(mood) = digit.filter(|_| within("form.day")) {
        event.prevent_default();
        desk.choose(mood);
    } else if key == "ArrowLeft" && !within("input") {
        browser::follow("a[rel=prev]:not([hidden])");
    } else if key == "ArrowRight" && !within("input") {
        browser::follow("a[rel=next]:not([hidden])");
    }
}
