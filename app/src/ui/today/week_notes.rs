//! The week's notes, as a list.

use std::fmt::Write;

use leptos::prelude::*;

use super::address;
use crate::{
    domain::{Day, Entry, Lang},
    html,
    i18n::{self, dates},
    ui::{components::face_html, reactive::reactive},
};

/// The days that have a note, oldest first, each with a link. The list is one
/// string of HTML: as a view it would add three kilobytes to the WASM.
#[component]
pub fn WeekNotes<F>(
    /// The language of the labels.
    lang: Lang,
    /// Returns the entries of the week, oldest first.
    entries: F,
    /// Today.
    today: RwSignal<Day>,
) -> impl IntoView
where
    F: Fn() -> Vec<Entry> + Send + Sync + Copy + 'static,
{
    let list = move || list(lang, &entries(), today.get());
    view! {
        <div class="notes" hidden=reactive(move || list().is_empty())>
            <h3>{i18n::notes_of_week(lang)}</h3>
            <ol inner_html=reactive(list)></ol>
        </div>
    }
}

fn list(lang: Lang, entries: &[Entry], today: Day) -> String {
    let mut items = String::new();
    for entry in entries.iter().filter(|entry| entry.note.is_some()) {
        let (mood, address) = (entry.mood, address::of(entry.day, today));
        // Writing to a String cannot fail.
        let _ = write!(
            items,
            "<li><a href=\"{address}\">{}<span>{}</span> <span class=\"hidden\">{}</span></a>\
             <p dir=\"auto\">{}</p></li>",
            face_html(mood),
            dates::weekday_and_number(lang, entry.day),
            i18n::mood_name(lang, mood),
            html::escape(entry.note_text()),
        );
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Mood, Note};

    #[test]
    fn only_days_with_a_note_are_listed_and_notes_are_text() {
        let today = Day::parse("2026-11-26").unwrap();
        let entry = |day: Day, note| Entry {
            day,
            mood: Mood::Good,
            note: Note::parse(note).unwrap(),
            version: 1,
            edited: false,
            created_at: 0,
            updated_at: 0,
            expires_at: 1,
        };
        let entries = [entry(today.plus(-1), ""), entry(today, "<b>&amp;</b>")];
        let html = list(Lang::En, &entries, today);
        assert_eq!(html.matches("<li>").count(), 1);
        assert!(
            html.contains("<a href=\"/\">") && html.contains("#good"),
            "{html}"
        );
        assert!(
            html.contains("<p dir=\"auto\">&lt;b>&amp;amp;&lt;/b></p>"),
            "{html}"
        );
        assert_eq!(list(Lang::En, &entries[..1], today), "");
    }
}
