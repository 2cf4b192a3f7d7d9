//! The island of the main page: five faces, a note, the week.

use leptos::{ev, prelude::*};

use super::{browser, desk::Desk, form::DayForm, keys, toast::ToastRegion, undecided::Undecided};
use crate::{
    domain::{Day, Entry, Locale, Mood, Removed},
    ui::{
        components::{WeekChart, WeekTable},
        dates,
        known::{Known, Pending},
        words,
    },
};

/// A day to write and its week to see. What the week's card begins with comes
/// from the server as its children.
#[island]
pub fn Journal(
    /// Language, and how dates are written.
    locale: Locale,
    /// The person's date.
    today: Day,
    /// The day the page is about.
    day: Day,
    /// The first day that can still be written.
    earliest: Day,
    /// What is kept of the week, oldest first.
    entries: Vec<Entry>,
    /// What is no longer kept of it, oldest first.
    removed: Vec<Removed>,
    /// The face that is chosen as the page opens.
    mood: Option<Mood>,
    /// The note as the page opens.
    note: String,
    /// The head of the week's card.
    children: Children,
) -> impl IntoView {
    let desk = Desk {
        locale,
        today: RwSignal::new(today),
        day: RwSignal::new(day),
        earliest,
        known: RwSignal::new(Known {
            entries,
            removed,
            ..Known::default()
        }),
        mood: RwSignal::new(mood),
        note: RwSignal::new(note),
        form: NodeRef::new(),
        textarea: NodeRef::new(),
        busy: RwSignal::new(false),
        steps: StoredValue::new(0),
        toast: RwSignal::new(None),
    };
    Effect::new(move || wake(desk));
    let lang = locale.lang;
    let week = move || desk.known.with(|known| known.week(desk.week()));
    let entries = RwSignal::new(untrack(week));
    Effect::new(move || entries.set(week()));
    view! {
        <DayForm desk/>
        <Undecided desk/>
        <section class="week" aria-labelledby="week">
            {children()}
            {move || {
                let (today, chosen, week_start) = (desk.today.get(), desk.day.get(), desk.week().start());
                view! { <WeekChart lang week_start entries=entries.get() today chosen earliest/> }
            }}
            <p class="invite" hidden=move || entries.with(|entries| !entries.is_empty())>
                {words::empty_week(lang)}
            </p>
            <WeekTable lang entries/>
        </section>
        <ToastRegion desk/>
    }
}

/// A page that was kept since an earlier day, and is opened without network,
/// turns to the day it is now.
fn turn(desk: Desk) {
    let today = desk.today.get_untracked();
    let Some(now) = browser::today_of_kept_page().filter(|now| *now != today) else {
        return;
    };
    // An address that names its day stays with it.
    if desk.day.get_untracked() == today && !browser::names_a_day() {
        desk.day.set(now);
        browser::turn_page(now, untrack(move || desk.week().start()));
    } else {
        let (lang, day) = (desk.locale.lang, desk.day.get_untracked());
        let question = match now.since(day) {
            1 => words::how_was_yesterday(lang).into(),
            _ => words::how_was_weekday(lang, &dates::weekday_and_number(lang, day)),
        };
        browser::set_text("#question", &question);
    }
    desk.today.set(now);
    desk.show_kept();
}

/// Takes over from plain HTML: what was typed meanwhile, a draft kept from
/// before, what this device has to send, and the keys.
fn wake(desk: Desk) {
    desk.read_form();
    turn(desk);
    if !untrack(move || desk.is_draft())
        && let Some((mood, note)) = browser::kept_draft(desk.day.get_untracked())
    {
        desk.write_form(mood, &note);
    }
    Effect::new(move || {
        let draft = desk.is_draft();
        browser::mark_draft(draft);
        if draft {
            browser::keep_draft(desk.day.get(), desk.mood.get(), &desk.note.get());
        } else {
            browser::drop_draft(desk.day.get());
        }
    });
    if untrack(move || desk.is_today()) {
        Effect::new(move || browser::set_icon(desk.kept().map(|entry| entry.mood)));
    }
    // What has to be decided is said once, and not over its own buttons.
    // Nor that it will be sent, once it was.
    Effect::new(move |waited: Option<bool>| {
        let waits = desk.waits();
        let own = |pending: Pending| browser::journal() == Some(pending.journal);
        if desk.undecided().is_some_and(own) || (waited == Some(true) && !waits) {
            desk.toast.set(None);
        }
        waits
    });
    leptos::task::spawn_local(async move {
        desk.read_device().await;
        // After what waits or was being written, not in its place.
        if let Some(text) = browser::shared_text() {
            let note = desk.note.get_untracked();
            desk.write_form(desk.mood.get_untracked(), format!("{note}\n{text}").trim());
        }
    });
    window_event_listener(ev::keydown, move |event| keys::press(desk, &event));
    for name in ["visibilitychange", "pageshow", "humeur:changed"] {
        window_event_listener_untyped(name, move |_| desk.refresh());
    }
    window_event_listener(ev::storage, move |event| {
        // Told by a value that comes and goes: once is enough.
        if event.key().as_deref() == Some(browser::CHANGED) && event.new_value().is_some() {
            desk.refresh();
        }
    });
}
