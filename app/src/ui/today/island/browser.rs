//! Browser APIs that the island uses. The server never calls them.

use leptos::{
    prelude::{document, window},
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{Element, HtmlElement, VisibilityState},
};

use crate::domain::{Day, Mood};

pub(super) fn find(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

/// Follows the link, if the page has it.
pub(super) fn follow(selector: &str) {
    if let Some(link) = find(selector).and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        link.click();
    }
}

/// Focuses the element.
pub(super) fn focus(selector: &str) {
    if let Some(element) = find(selector).and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// True if the element, or one inside it, has the focus.
pub(super) fn has_focus(selector: &str) -> bool {
    find(selector).is_some_and(|element| element.matches(":focus-within").unwrap_or_default())
}

/// Scrolls to the element if any of it is out of view.
pub(super) fn reveal(selector: &str) {
    let Some(element) = find(selector) else {
        return;
    };
    let height = window()
        .inner_height()
        .ok()
        .and_then(|height| height.as_f64());
    let place = element.get_bounding_client_rect();
    if place.top() < 0.0 || height.is_some_and(|height| place.bottom() > height) {
        element.scroll_into_view();
    }
}

/// Focuses the element if the focus was lost.
pub(super) fn focus_if_lost(selector: &'static str) {
    leptos::prelude::request_animation_frame(move || {
        // When an element is hidden, the focus moves to the body.
        if document()
            .active_element()
            .is_none_or(|element| element.tag_name() == "BODY")
        {
            focus(selector);
        }
    });
}

/// True if the page is visible.
pub(super) fn is_visible() -> bool {
    document().visibility_state() == VisibilityState::Visible
}

/// Sets the page's icon to a face; by default the brand's.
pub(super) fn set_icon(mood: Option<Mood>) {
    if let Some(icon) = find("link[rel=icon]") {
        let mood = mood.unwrap_or(Mood::Good);
        let _ = icon.set_attribute("href", &format!("/faces/{}.svg", mood.as_str()));
    }
}

/// Tells the boot script that the page holds a draft, or no longer does.
pub(super) fn mark_draft(present: bool) {
    if let Some(root) = document().document_element() {
        let _ = if present {
            root.set_attribute("data-draft", "true")
        } else {
            root.remove_attribute("data-draft")
        };
    }
}

/// The storage key and event of [`tell_other_tabs`].
pub(super) const CHANGED: &str = "humeur:changed";

/// Tells other open tabs that the journal changed.
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

/// The identifier of the page's journal.
pub(super) fn journal() -> Option<String> {
    page_data("data-journal")
}

/// True if the boot script found that this browser refuses cookies.
pub(super) fn refuses_cookies() -> bool {
    page_data("data-cookies").as_deref() == Some("refused")
}

/// Today by the device's clock, if the page is a stored copy. (A page from the server
/// has the server's date.)
pub(super) fn today_of_stored_page() -> Option<Day> {
    page_data("data-kept")?;
    Day::parse(&page_data("data-date")?).ok()
}

/// Sets the page's date for its scripts.
pub(super) fn set_today(today: Day) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-today", &today.to_string());
    }
}

/// The day that the page's address names.
pub(super) fn day_in_address() -> Option<Day> {
    let query = window().location().search().ok()?;
    let mut pairs = query.trim_start_matches('?').split('&');
    let day = pairs.find_map(|pair| pair.strip_prefix("day="))?;
    Day::parse(day).ok()
}

/// Changes the page's address: as a new history entry, or in place of the current
/// one. The link to the other language is updated.
pub(super) fn show_address(address: &str, is_new_entry: bool) {
    let Ok(history) = window().history() else {
        return;
    };
    let _ = if is_new_entry {
        history.push_state_with_url(&JsValue::NULL, "", Some(address))
    } else {
        history.replace_state_with_url(&JsValue::NULL, "", Some(address))
    };
    if let Some(link) = find("a[hreflang]:not([aria-current])") {
        let lang = link.get_attribute("hreflang").unwrap_or_default();
        let joint = if address.contains('?') { '&' } else { '?' };
        let _ = link.set_attribute("href", &format!("{address}{joint}lang={lang}"));
    }
}

/// Sets the page's title.
pub(super) fn set_title(question: &str) {
    document().set_title(&format!("{question} · Humeur"));
}

/// `glide` of `app/browser/page/humeur.ts`: lets the chosen face glide to its place in
/// the week.
pub(super) fn glide(mood: Mood) {
    #[cfg(feature = "hydrate")]
    page::glide(mood.as_str());
    #[cfg(not(feature = "hydrate"))]
    let _ = mood;
}

#[cfg(feature = "hydrate")]
mod page {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = humeur)]
        pub(super) fn glide(mood: &str);
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
