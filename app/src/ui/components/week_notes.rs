//! The words of a week, as a list.

use leptos::prelude::*;

use super::{Face, day_address};
use crate::{
    domain::{Day, Entry, Lang},
    ui::{dates, html, words},
};

/// The days that have a note, oldest first, each a link to its day.
#[component]
pub fn WeekNotes(
    /// The language of the labels.
    lang: Lang,
    /// The entries of the week, oldest first.
    entries: RwSignal<Vec<Entry>>,
    /// The person's date.
    today: RwSignal<Day>,
) -> impl IntoView {
    let noted = move || {
        let mut entries = entries.get();
        entries.retain(|entry| entry.note.is_some());
        entries
    };
    let item = move |entry: Entry| {
        let name = html::escape(&dates::weekday_and_number(lang, entry.day));
        view! {
            <li>
                <a href=day_address(entry.day, today.get())>
                    <Face mood=entry.mood/>
                    <span inner_html=name></span>
                    <span class="hidden">{words::mood_name(lang, entry.mood)}</span>
                </a>
                <p dir="auto" inner_html=html::escape(entry.note_text())></p>
            </li>
        }
    };
    view! {
        <div class="notes" hidden=move || noted().is_empty()>
            <h3>{words::notes_of_week(lang)}</h3>
            <ol>{move || noted().into_iter().map(item).collect_view()}</ol>
        </div>
    }
}
