//! The island of the main page: five faces, a note, the week.

use leptos::{ev, prelude::*};

use super::{browser, desk::Desk, toast::ToastRegion};
use crate::{
    domain::{Day, Entry, Lang, Mood, Note},
    ui::{
        components::{Face, WeekChart, WeekTable},
        words,
    },
};

/// A day to write and its week to see. What the week's card begins with comes
/// from the server as its children.
#[island]
pub fn Journal(
    /// The language of the words.
    lang: Lang,
    /// The person's date.
    today: Day,
    /// The day the page is about.
    day: Day,
    /// The first day of its week.
    week_start: Day,
    /// The first day that can still be written.
    earliest: Day,
    /// What is kept of the week, oldest first.
    entries: Vec<Entry>,
    /// The face that is chosen as the page opens.
    mood: Option<Mood>,
    /// The note as the page opens.
    note: String,
    /// The head of the week's card.
    children: Children,
) -> impl IntoView {
    let desk = Desk {
        lang,
        today,
        day,
        week_start,
        entries: RwSignal::new(entries),
        mood: RwSignal::new(mood),
        note: RwSignal::new(note),
        form: NodeRef::new(),
        textarea: NodeRef::new(),
        busy: RwSignal::new(false),
        steps: StoredValue::new(0),
        toast: RwSignal::new(None),
    };
    Effect::new(move || wake(desk));
    view! {
        <DayForm desk/>
        <section class="week" aria-labelledby="week">
            {children()}
            {move || view! {
                <WeekChart lang week_start entries=desk.entries.get() today chosen=day earliest/>
            }}
            <p class="invite" hidden=move || desk.entries.with(|entries| !entries.is_empty())>
                {words::empty_week(lang)}
            </p>
            <WeekTable lang entries=desk.entries/>
        </section>
        <ToastRegion desk/>
    }
}

/// Takes over from plain HTML: what was typed meanwhile, a draft kept from
/// before, and the keys.
fn wake(desk: Desk) {
    desk.read_form();
    if !untrack(move || desk.is_draft())
        && let Some((mood, note)) = browser::kept_draft(desk.day)
    {
        desk.write_form(mood, &note);
    }
    Effect::new(move || {
        let draft = desk.is_draft();
        browser::mark_draft(draft);
        if draft {
            browser::keep_draft(desk.day, desk.mood.get(), &desk.note.get());
        } else {
            browser::drop_draft(desk.day);
        }
    });
    if desk.day == desk.today {
        Effect::new(move || browser::set_icon(desk.kept().map(|entry| entry.mood)));
    }
    window_event_listener(ev::keydown, move |event| key(desk, &event));
    window_event_listener_untyped("visibilitychange", move |_| desk.refresh());
    window_event_listener_untyped("pageshow", move |_| desk.refresh());
    window_event_listener(ev::storage, move |event| {
        // Told by a value that comes and goes: once is enough.
        if event.key().as_deref() == Some(browser::CHANGED) && event.new_value().is_some() {
            desk.refresh();
        }
    });
}

/// 1 to 5 choose a face, the arrows change week, Ctrl/⌘+Enter saves.
fn key(desk: Desk, event: &ev::KeyboardEvent) {
    use leptos::{wasm_bindgen::JsCast, web_sys::Element};
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let within = |selector: &str| {
        target
            .as_ref()
            .is_some_and(|target| target.closest(selector).ok().flatten().is_some())
    };
    let key = event.key();
    if key == "Enter" && (event.ctrl_key() || event.meta_key()) && within("form.day") {
        event.prevent_default();
        return desk.save();
    }
    if event.ctrl_key() || event.meta_key() || event.alt_key() || within("textarea, select") {
        return;
    }
    // By the key as well as by its place: in the French layout the digits are
    // on the shifted level.
    let place = event.code();
    let is_digit = |mood: &Mood| {
        let digit = mood.score().to_string();
        key == digit || (!event.shift_key() && place.strip_prefix("Digit") == Some(&digit))
    };
    if let Some(mood) = Mood::ALL.into_iter().find(is_digit) {
        event.prevent_default();
        desk.choose(mood);
    } else if key == "ArrowLeft" && !within("input") {
        browser::follow("a[rel=prev]");
    } else if key == "ArrowRight" && !within("input") {
        browser::follow("a[rel=next]");
    }
}

/// Five faces and a few words.
#[component]
fn DayForm(desk: Desk) -> impl IntoView {
    let lang = desk.lang;
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
            match desk.kept() {
                None => "",
                Some(entry) if entry.version == 1 => words::saved(lang),
                Some(_) => words::updated(lang),
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
            <input type="hidden" name="day" value=desk.day.to_string()/>
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
                >
                    {state}
                </p>
                <button
                    class="remove"
                    hidden=move || desk.kept().is_none()
                    formnovalidate
                    formaction=format!("/mood?day={}&_method=delete", desk.day)
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
