//! The week in words, for those who read rather than see it, and for the notes.

use leptos::prelude::*;

use crate::{
    domain::{Entry, Locale},
    ui::{dates, words},
};

/// A table of the written days: day, mood, note.
#[component]
pub fn WeekTable(
    /// How dates are written.
    locale: Locale,
    /// The entries, oldest first.
    entries: Vec<Entry>,
) -> impl IntoView {
    let lang = locale.lang;
    let rows = entries
        .into_iter()
        .map(|entry| {
            let note = entry.note.as_ref().map_or("", |note| note.as_str()).to_owned();
            view! {
                <tr>
                    <th scope="row">
                        {dates::weekday(lang, entry.day)} " " {dates::day_and_month(locale, entry.day)}
                    </th>
                    <td>{words::mood_name(lang, entry.mood)}</td>
                    <td class="words">{note}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <details class="table">
            <summary>{words::read_the_week(lang)}</summary>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{words::day(lang)}</th>
                        <th scope="col">{words::mood(lang)}</th>
                        <th scope="col">{words::note(lang)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
    }
}
