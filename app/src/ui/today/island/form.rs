//! The form of a day: five faces, a note, and the status line.
//!
//! It works without the island. Save is its only submit button, so that Enter
//! saves; Remove submits a form of its own.

use leptos::{ev, prelude::*};

use super::{
    day_editor::DayEditor,
    status_line::{StatusLine, status_html},
};
use crate::{
    domain::{Mood, Note},
    html, i18n,
    ui::{components::Face, reactive::reactive},
};

/// The number of characters from which on the counter is shown.
const COUNTER_FROM: usize = Note::MAX_CHARS - 50;

/// Five faces, a note, Save and Remove.
#[component]
pub(super) fn DayForm(editor: DayEditor) -> impl IntoView {
    let lang = editor.lang();
    let (mood, note) = (editor.mood.get_untracked(), editor.note.get_untracked());
    // A tap saves. Arrow keys only choose: they pass over faces on the way to one.
    let on_click = move |event: ev::MouseEvent| {
        if event.detail() > 0 {
            editor.on_edit();
            editor.save();
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
                        on:change=move |_| editor.on_edit()
                        on:click=on_click
                    />
                    <Face mood=of />
                    <span>{i18n::mood_name(lang, of)}</span>
                </label>
            }
        })
        .collect_view();
    let count = move || editor.note.with(|note| Note::count(note));
    let over = move || count() > Note::MAX_CHARS;
    let counter = move || {
        Some(count())
            .filter(|count| *count >= COUNTER_FROM)
            .map(|count| i18n::characters(lang, count))
            .unwrap_or_default()
    };
    let save_label = move || match (editor.busy.get(), editor.entry()) {
        (true, _) => i18n::saving(lang).to_owned(),
        (false, Some(_)) => i18n::update(lang).to_owned(),
        (false, None) => i18n::save(lang).to_owned(),
    };
    let status = move || {
        let entry = editor.entry();
        let (is_draft, is_waiting) = (editor.is_draft(), editor.is_waiting());
        editor
            .notice
            .with(|notice| status_html(lang, is_draft, is_waiting, entry.as_ref(), notice.as_ref()))
    };
    view! {
        <form
            class="day"
            method="post"
            action="/mood"
            // The island stores drafts; a browser would restore an older one.
            autocomplete="off"
            // The page reports a missing face itself, in its own language.
            novalidate
            aria-busy=reactive(move || editor.busy.get().to_string())
            on:submit=move |event| {
                event.prevent_default();
                editor.read_form();
                editor.save();
            }
        >
            <input type="hidden" name="day" value=reactive(move || editor.day.get().to_string()) />
            <fieldset class="moods" aria-labelledby="question" aria-describedby="face-missing">
                {faces}
            </fieldset>
            <p
                id="face-missing"
                class="face-missing"
                role="alert"
                hidden=reactive(move || !editor.face_missing.get())
            >
                {i18n::choose_a_face(lang)}
            </p>
            <div class="note">
                <label class="hidden" for="note">
                    {i18n::note(lang)}
                </label>
                <textarea
                    id="note"
                    name="note"
                    rows="1"
                    dir="auto"
                    placeholder=reactive(move || {
                        i18n::note_hint(lang, editor.mood.get()).to_owned()
                    })
                    aria-describedby="count"
                    aria-invalid=reactive(move || over().to_string())
                    on:input=move |_| editor.on_edit()
                    inner_html=escaped(&note)
                ></textarea>
            </div>
            <p id="count" class="count" class:over=reactive(over) inner_html=reactive(counter)></p>
            <div class="foot">
                <button
                    class="button save"
                    class:idle=reactive(move || !(editor.is_draft() || editor.busy.get()))
                    inner_html=reactive(save_label)
                ></button>
                <StatusLine status button=move || editor.button() />
                <button
                    class="remove"
                    form="remove"
                    hidden=reactive(move || editor.entry().is_none() || editor.is_draft())
                >
                    {i18n::remove(lang)}
                </button>
            </div>
        </form>
        <form
            id="remove"
            method="post"
            // With a version: a resent form must not remove a newer entry.
            action=reactive(move || {
                let day = editor.day.get();
                let version = editor.local.with(|local| local.server_state(day).0);
                format!("/mood?day={day}&baseVersion={version}&_method=delete")
            })
            on:submit=move |event| {
                event.prevent_default();
                editor.remove();
            }
        ></form>
    }
}

/// The content of a `<textarea>` as HTML, because an empty text node is rendered
/// as a space. In the browser it is there already.
fn escaped(note: &str) -> String {
    if cfg!(feature = "ssr") {
        html::escape(note)
    } else {
        String::new()
    }
}
