//! The form of a day: five faces, a few words, and how they stand.
//!
//! It works without the island: Save is its only submit button, so that Enter
//! saves; removing is a form of its own.

use leptos::{ev, prelude::*};

use super::{desk::Desk, notice::StateLine};
use crate::{
    domain::{Mood, Note},
    ui::{components::Face, html, words},
};

/// The counter shows from this many characters on.
const NEAR_LIMIT: usize = Note::MAX_CHARS - 50;

/// Five faces and a few words.
#[component]
pub(super) fn DayForm(desk: Desk) -> impl IntoView {
    let lang = desk.lang();
    let (mood, note) = (desk.mood.get_untracked(), desk.note.get_untracked());
    // A pointer means it; the arrow keys only look around.
    let tapped = move |event: ev::MouseEvent| {
        if event.detail() > 0 {
            desk.edited();
            desk.save();
        }
    };
    let faces = Mood::ALL
        .map(|of| {
            let word = of.as_str();
            view! {
                <label class=format!("mood {word}")>
                    <input
                        type="radio"
                        name="mood"
                        id=format!("mood-{word}")
                        value=word
                        checked=mood == Some(of)
                        aria-keyshortcuts=of.score()
                        on:change=move |_| desk.edited()
                        on:click=tapped
                    />
                    <Face mood=of/>
                    <span>{words::mood_name(lang, of)}</span>
                </label>
            }
        })
        .collect_view();
    let count = move || desk.note.with(|note| Note::count(note));
    let over = move || count() > Note::MAX_CHARS;
    let counter = move || {
        Some(count())
            .filter(|count| *count >= NEAR_LIMIT)
            .map(|count| words::characters(lang, count))
            .unwrap_or_default()
    };
    let button = move || match (desk.busy.get(), desk.kept()) {
        (true, _) => words::saving(lang),
        (false, Some(_)) => words::update(lang),
        (false, None) => words::save(lang),
    };
    view! {
        <form
            class="day"
            method="post"
            action="/mood"
            // Drafts are kept by the island: what a browser would put back may be older.
            autocomplete="off"
            // The page says what is missing, in its own language.
            novalidate
            aria-busy=move || desk.busy.get().to_string()
            on:submit=move |event| {
                event.prevent_default();
                desk.read_form();
                desk.save();
            }
        >
            <input type="hidden" name="day" value=move || desk.day.get().to_string()/>
            <fieldset class="moods" aria-labelledby="question" aria-describedby="lacks-face">
                {faces}
            </fieldset>
            <p
                id="lacks-face"
                class="lack"
                role="alert"
                hidden=move || !desk.lacks_face.get()
            >
                {words::choose_a_face(lang)}
            </p>
            <div class="note">
                <label class="hidden" for="note">{words::note(lang)}</label>
                <textarea
                    id="note"
                    name="note"
                    rows="1"
                    dir="auto"
                    placeholder=move || words::note_hint(lang, desk.mood.get())
                    aria-describedby="count"
                    aria-invalid=move || over().to_string()
                    on:input=move |_| desk.edited()
                    inner_html=escaped(&note)
                ></textarea>
            </div>
            <p id="count" class="count" class:over=over inner_html=counter></p>
            <div class="foot">
                <button class="button save" class:idle=move || !(desk.is_draft() || desk.busy.get()) inner_html=button></button>
                <StateLine desk/>
                <button class="remove" form="remove" hidden=move || desk.kept().is_none() || desk.is_draft()>
                    {words::remove(lang)}
                </button>
            </div>
        </form>
        <form
            id="remove"
            method="post"
            // Sent again by a reload, it removes nothing that was written since.
            action=move || {
                let day = desk.day.get();
                let version = desk.known.with(|known| known.truth(day).0);
                format!("/mood?day={day}&baseVersion={version}&_method=delete")
            }
            on:submit=move |event| {
                event.prevent_default();
                desk.remove();
            }
        ></form>
    }
}

/// The text of a `<textarea>` in HTML; as markup, because an empty text node
/// would show as a space. In the browser the text is there already.
fn escaped(note: &str) -> String {
    if cfg!(feature = "ssr") {
        html::escape(note)
    } else {
        String::new()
    }
}
