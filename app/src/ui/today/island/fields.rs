//! The fields of the form, found by their names.
//!
//! The fields own their values: text typed before the island starts must not be lost.

use leptos::{
    wasm_bindgen::JsCast,
    web_sys::{HtmlFormElement, HtmlInputElement, HtmlTextAreaElement},
};

use super::browser;
use crate::domain::Mood;

fn field<T: JsCast>(name: &str) -> Option<T> {
    let form: HtmlFormElement = browser::find("form.day")?.dyn_into().ok()?;
    form.elements().named_item(name)?.dyn_into().ok()
}

fn moods() -> impl Iterator<Item = (Mood, HtmlInputElement)> {
    Mood::ALL.into_iter().filter_map(|mood| {
        let input = field(&format!("mood-{}", mood.as_str()))?;
        Some((mood, input))
    })
}

/// The chosen mood.
pub(super) fn mood() -> Option<Mood> {
    moods()
        .find(|(_, input)| input.checked())
        .map(|(mood, _)| mood)
}

/// The text of the note; none if the page has no such field.
pub(super) fn note() -> Option<String> {
    Some(field::<HtmlTextAreaElement>("note")?.value())
}

/// Sets the values of the fields.
pub(super) fn set(mood: Option<Mood>, note: &str) {
    for (of, input) in moods() {
        input.set_checked(Some(of) == mood);
    }
    if let Some(textarea) = field::<HtmlTextAreaElement>("note") {
        textarea.set_value(note);
    }
}

/// Focuses a face.
pub(super) fn focus(mood: Mood) {
    if let Some((_, input)) = moods().find(|(of, _)| *of == mood) {
        let _ = input.focus();
    }
}
