//! The week in words, for those who read rather than see it, and for the notes.

use leptos::prelude::*;

use crate::{
    domain::{Entry, Lang},
    ui::{dates, words},
};

/// A table of the written days: day, mood, note. Not there in an empty week.
#[component]
pub fn WeekTable(
    /// The language of the words.
    lang: Lang,
    /// The entries, oldest first.
    entries: RwSignal<Vec<Entry>>,
) -> impl IntoView {
    let row = move |entry: Entry| {
        let note = entry.note_text().to_owned();
        view! {
            <tr>
                <th scope="row">{dates::weekday_and_number(lang, entry.day)}</th>
                <td>{words::mood_name(lang, entry.mood)}</td>
                <td class="words">{note}</td>
            </tr>
        }
    };
    view! {
        <details class="table" hidden=move || entries.with(Vec::is_empty)>
            <summary>{words::read_the_week(lang)}</summary>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{words::day(lang)}</th>
                        <th scope="col">{words::mood(lang)}</th>
                        <th scope="col">{words::note(lang)}</th>
                    </tr>
                </thead>
                <tbody>{move || entries.get().into_iter().map(row).collect_view()}</tbody>
            </table>
        </details>
    }
}
