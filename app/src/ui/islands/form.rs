//! The form of a day: five faces, a few words, and how they stand.

use leptos::prelude::*;

use super::desk::Desk;
use crate::{
    domain::{Mood, Note},
    ui::{components::Face, words},
};

/// Five faces and a few words.
#[component]
pub(super) fn DayForm(desk: Desk) -> impl IntoView {
    let lang = desk.lang();
    let (mood, note) = (desk.mood.get_untracked(), desk.note.get_untracked());
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
                        required
                        checked=mood == Some(of)
                        aria-keyshortcuts=of.score()
                        on:change=move |_| desk.read_form()
                    />
                    <Face mood=of/>
                    <span>{words::mood_name(lang, of)}</span>
                </label>
            }
        })
        .collect_view();
    let count = move || desk.note.with(|note| Note::count(note));
    let over = move || count() > Note::MAX_CHARS;
    let state = move || {
        if desk.is_draft() {
            words::draft(lang)
        } else {
            match (desk.waits(), desk.kept()) {
                (true, _) => words::waiting(lang),
                (false, None) => "",
                (false, Some(entry)) if entry.edited => words::updated(lang),
                (false, Some(_)) => words::saved(lang),
            }
        }
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
            node_ref=desk.form
            aria-busy=move || desk.busy.get().to_string()
            on:submit=move |event| {
                event.prevent_default();
                desk.save();
            }
        >
            <input type="hidden" name="day" value=move || desk.day.get().to_string()/>
            <fieldset class="moods" aria-labelledby="question">{faces}</fieldset>
            <div class="note">
                <label class="hidden" for="note">{words::note(lang)}</label>
                <textarea
                    id="note"
                    name="note"
                    rows="1"
                    placeholder=words::note_hint(lang)
                    aria-describedby="count"
                    aria-invalid=move || over().to_string()
                    node_ref=desk.textarea
                    on:input=move |_| desk.read_form()
                    inner_html=escaped(&note)
                ></textarea>
                <p id="count" class="count" class:over=over>
                    {move || count()} " " {words::characters_of(lang)} " 500 "
                    <span class="hidden">{words::characters(lang)}</span>
                </p>
            </div>
            <div class="foot">
                <p
                    class="state"
                    class:draft=move || desk.is_draft()
                    class:kept=move || desk.kept().is_some()
                    class:waiting=move || desk.waits()
                >
                    {state}
                </p>
                <button
                    class="remove"
                    hidden=move || desk.kept().is_none()
                    formnovalidate
                    formaction=move || format!("/mood?day={}&_method=delete", desk.day.get())
                    on:click=move |event| {
                        event.prevent_default();
                        desk.remove();
                    }
                >
                    {words::remove(lang)}
                </button>
                <button class="button save">{button}</button>
            </div>
        </form>
    }
}

/// The text of a `<textarea>` in HTML; as markup, because an empty text node
/// would show as a space. In the browser the text is there already.
fn escaped(note: &str) -> String {
    if cfg!(feature = "ssr") {
        note.replace('&', "&amp;").replace('<', "&lt;")
    } else {
        String::new()
    }
}
