//! The few things the island asks of the browser itself. On the server none of
//! them is ever called.

use leptos::{
    prelude::{document, window},
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlElement, Storage, VisibilityState},
};

use crate::domain::{Day, Mood};

fn find(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

/// Follows the link, if the page has it.
pub(super) fn follow(selector: &str) {
    if let Some(link) = find(selector).and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        link.click();
    }
}

/// Puts the focus where it is useful, when what had it goes away.
pub(super) fn focus(selector: &str) {
    if let Some(element) = find(selector).and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Whether the pointer or the focus is on the element.
pub(super) fn is_attended(selector: &str) -> bool {
    find(selector)
        .is_some_and(|element| element.matches(":hover, :focus-within").unwrap_or_default())
}

/// Whether the person can see the page at the moment.
pub(super) fn is_visible() -> bool {
    document().visibility_state() == VisibilityState::Visible
}

/// Makes the face the icon of the page; without one, the brand's.
pub(super) fn set_icon(mood: Option<Mood>) {
    if let Some(icon) = find("link[rel=icon]") {
        let mood = mood.unwrap_or(Mood::Good);
        let _ = icon.set_attribute("href", &format!("/faces/{}.svg", mood.as_str()));
    }
}

/// Tells the page's boot script whether something unsaved is on the page.
pub(super) fn mark_draft(present: bool) {
    if let Some(root) = document().document_element() {
        let _ = if present {
            root.set_attribute("data-draft", "true")
        } else {
            root.remove_attribute("data-draft")
        };
    }
}

/// This tab's own memory: gone when the tab is closed.
fn tab_memory() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

/// The name of a day's draft: another journal's, in the same tab, is not this one's.
fn draft_of(day: Day) -> String {
    format!("draft:{}:{day}", journal().unwrap_or_default())
}

/// Keeps a draft through a reload or a visit to another day.
pub(super) fn keep_draft(day: Day, mood: Option<Mood>, note: &str) {
    if let Some(memory) = tab_memory() {
        let mood = mood.map_or("", Mood::as_str);
        let _ = memory.set_item(&draft_of(day), &format!("{mood}\n{note}"));
    }
}

/// The draft kept for a day.
pub(super) fn kept_draft(day: Day) -> Option<(Option<Mood>, String)> {
    let text = tab_memory()?.get_item(&draft_of(day)).ok()??;
    let (mood, note) = text.split_once('\n')?;
    Some((mood.parse().ok(), note.to_owned()))
}

/// Lets go of a day's draft.
pub(super) fn drop_draft(day: Day) {
    if let Some(memory) = tab_memory() {
        let _ = memory.remove_item(&draft_of(day));
    }
}

/// What [`tell_other_tabs`] is heard by.
pub(super) const CHANGED: &str = "humeur:changed";

/// Lets the other open tabs know that the journal changed, without saying what.
pub(super) fn tell_other_tabs() {
    if let Ok(Some(shared)) = window().local_storage() {
        let _ = shared
            .set_item(CHANGED, "1")
            .and_then(|()| shared.remove_item(CHANGED));
    }
}

fn page_data(name: &str) -> Option<String> {
    document().document_element()?.get_attribute(name)
}

/// Whose journal the page is of.
pub(super) fn journal() -> Option<String> {
    page_data("data-journal")
}

/// The day it is, when this page was kept by the device and comes from there:
/// one that comes from the server knows better than the device's clock.
pub(super) fn today_of_kept_page() -> Option<Day> {
    page_data("data-kept")?;
    Day::parse("today", &page_data("data-date")?).ok()
}

/// `turn` of `ui/worker/device.js`: makes the parts of today's page that come
/// from the server those of another day, in a week that begins on `week_start`.
pub(super) fn turn_page(day: Day, week_start: Day) {
    #[cfg(feature = "hydrate")]
    page::turn(&day.to_string(), &week_start.to_string());
    #[cfg(not(feature = "hydrate"))]
    let _ = (day, week_start);
}

#[cfg(feature = "hydrate")]
mod page {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = humeur)]
        pub(super) fn turn(day: &str, week_start: &str);
    }
}

/// Whether the page's address says which day it is about.
pub(super) fn names_a_day() -> bool {
    let query = window().location().search().unwrap_or_default();
    query.contains("day=")
}

/// Writes over what an element says.
pub(super) fn set_text(selector: &str, text: &str) {
    if let Some(element) = find(selector) {
        element.set_text_content(Some(text));
    }
}

/// Loads the page again.
pub(super) fn reload() {
    let _ = window().location().reload();
}

/// Text that another app shared with this one, once.
pub(super) fn shared_text() -> Option<String> {
    let text = page_data("data-shared").filter(|text| !text.is_empty())?;
    let _ = document()
        .document_element()?
        .remove_attribute("data-shared");
    Some(text)
}
