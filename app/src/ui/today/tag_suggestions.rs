//! Suggestions of tags while one is typed in the note.

use leptos::prelude::*;

use crate::{
    domain::{Entry, Lang},
    i18n,
    ui::scripts::TAGS,
};

/// The list of suggestions and its script, if the days that the page has read have a tag. A first visit
/// has neither.
#[component]
pub fn TagSuggestions(
    lang: Lang,
    /// True if the person uses tags.
    applies: bool,
) -> impl IntoView {
    applies.then(|| {
        view! {
            <ul
                id="tag-list"
                class="tag-list"
                role="listbox"
                aria-label=i18n::your_tags(lang)
                hidden
            ></ul>
            <p class="tag-status hidden" role="status" data-open=i18n::tags_suggested(lang)></p>
            <script inner_html=TAGS></script>
        }
    })
}

/// True if a note of these days has a tag.
pub fn have_tags(entries: &[Entry]) -> bool {
    let mut notes = entries.iter().filter_map(|entry| entry.note.as_ref());
    notes.any(|note| !note.tags().is_empty())
}
