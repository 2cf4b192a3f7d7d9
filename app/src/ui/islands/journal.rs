//! The island of the main page: five faces, a note, the week.

use leptos::{ev, prelude::*};

use super::{
    browser,
    desk::Desk,
    drafts,
    form::DayForm,
    keys,
    notice::{Action, Notice},
    undecided::Undecided,
};
use crate::{
    domain::{Day, Entry, Locale, Mood, Tombstone, Week, WeekSummary},
    ui::{
        components::{DayHead, WeekChart, WeekHead, WeekNotes, question},
        html,
        known::{Known, Pending},
        outcome::Flash,
        words,
    },
};

/// A day to write and its week to see.
#[island]
pub fn Journal(
    /// The language, the form of dates, and the first day of weeks.
    locale: Locale,
    /// The person's date.
    today: Day,
    /// The day the page is about.
    day: Day,
    /// The first day that can still be written.
    earliest: Day,
    /// The entries of the week, and of yesterday, oldest first.
    entries: Vec<Entry>,
    /// The removed days among them, oldest first.
    removed: Vec<Tombstone>,
    /// The face that is chosen as the page opens.
    mood: Option<Mood>,
    /// The note as the page opens.
    note: String,
    /// The outcome of a form that was posted without the island.
    flash: Option<Flash>,
) -> impl IntoView {
    let lacks_face = matches!(&flash, Some(flash) if flash.lacks_face);
    let notice = flash.filter(|flash| !flash.lacks_face).map(|flash| Notice {
        text: flash.text,
        failed: flash.failed,
        action: None,
    });
    let week_start = Week::containing(day, locale.first_weekday()).start();
    let sent = note.clone();
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
        weeks: StoredValue::new(vec![week_start]),
        mood: RwSignal::new(mood),
        note: RwSignal::new(note),
        lacks_face: RwSignal::new(lacks_face),
        busy: RwSignal::new(false),
        queue: StoredValue::new(Vec::new()),
        steps: StoredValue::new(0),
        turns: StoredValue::new(0),
        notice: RwSignal::new(notice),
    };
    Effect::new(move || wake(desk, mood, &sent));
    let lang = locale.lang;
    let week = move || desk.known.with(|known| known.week(desk.week()));
    let entries = RwSignal::new(untrack(week));
    Effect::new(move || entries.set(week()));
    let summary = move || match entries.with(|entries| WeekSummary::of(entries)) {
        Some(summary) => html::escape(&words::week_summary(lang, &summary)),
        None if desk.week().end() >= desk.today.get() => words::empty_week(lang).into(),
        None => words::empty_past_week(lang).into(),
    };
    view! {
        <div class="journal" on:click=move |event| desk.follow(&event)>
            <div class="writing">
                <DayHead
                    locale
                    day=desk.day
                    today=desk.today
                    yesterday_is_open=move || desk.yesterday_is_open()
                />
                <DayForm desk/>
                <Undecided desk/>
            </div>
            <section class="week" aria-labelledby="week dates">
                <WeekHead locale day=desk.day today=desk.today earliest/>
                {move || {
                    let (today, chosen, week_start) = (desk.today.get(), desk.day.get(), desk.week().start());
                    view! { <WeekChart lang week_start entries=entries.get() today chosen earliest/> }
                }}
                <p id="summary" inner_html=summary></p>
                <WeekNotes lang entries today=desk.today/>
            </section>
        </div>
    }
}

/// Turns a stored page from an earlier day, opened offline, to today.
fn turn_kept_page(desk: Desk) {
    let today = desk.today.get_untracked();
    let Some(now) = browser::today_of_kept_page().filter(|now| *now != today) else {
        return;
    };
    desk.today.set(now);
    browser::set_today(now);
    // An address that names its day stays with it.
    if desk.day.get_untracked() == today && browser::day_in_address().is_none() {
        desk.day.set(now);
    }
    browser::set_title(&question(desk.locale, desk.day.get_untracked(), now));
    desk.show_kept();
}

/// Takes over from plain HTML: reads the form, restores a draft, reads unsent
/// changes from this device, and listens to the keyboard.
fn wake(desk: Desk, mood: Option<Mood>, note: &str) {
    drafts::expire(desk.today.get_untracked());
    desk.read_form();
    let chosen_early = desk.mood.get_untracked() != mood;
    let typed_early = desk.note.get_untracked() != note;
    turn_kept_page(desk);
    drafts::take_carried();
    if chosen_early || typed_early {
        desk.add_draft(chosen_early, typed_early);
    } else if !untrack(move || desk.is_draft()) {
        desk.open_form();
    }
    Effect::new(move |before: Option<Option<Day>>| {
        let day = desk.day.get();
        let draft = desk.is_draft();
        browser::mark_draft(draft);
        if draft {
            drafts::keep(day, desk.today.get(), desk.mood.get(), &desk.note.get());
        } else if before == Some(Some(day)) {
            // Not the draft of another tab: this one had none.
            drafts::discard(day);
        }
        draft.then_some(day)
    });
    Effect::new(move || {
        if desk.is_today() {
            browser::set_icon(desk.kept().map(|entry| entry.mood));
        }
    });
    // Nothing is undone that another device has changed since.
    Effect::new(move || {
        let notice = desk.notice.get();
        if let Some(Action::Take(step)) = notice.and_then(|notice| Some(notice.action?.1))
            && step
                .undoes
                .is_some_and(|version| desk.known.with(|known| known.truth(step.day).0) > version)
        {
            desk.notice.set(None);
        }
    });
    // What has to be decided is said once, and not over its own buttons.
    // Nor that it will be sent, once it was.
    Effect::new(move |waited: Option<bool>| {
        let waits = desk.waits();
        let own = |pending: Pending| browser::journal() == Some(pending.journal);
        if desk.undecided().is_some_and(own) || (waited == Some(true) && !waits) {
            desk.notice.set(None);
        }
        waits
    });
    leptos::task::spawn_local(async move {
        desk.read_device(untrack(move || desk.week())).await;
        // Appended to a waiting change or a draft, not replacing it.
        if let Some(text) = browser::shared_text() {
            let note = desk.note.get_untracked();
            desk.write_form(desk.mood.get_untracked(), format!("{note}\n{text}").trim());
        }
        // A tap before the island woke is a tap.
        if chosen_early {
            desk.save();
        }
        // Another day's page may stand in for one that was not kept.
        if browser::day_in_address().is_some() {
            desk.turn_to_address();
        }
    });
    window_event_listener(ev::keydown, move |event| keys::press(desk, &event));
    window_event_listener_untyped("popstate", move |_| desk.turn_to_address());
    for name in ["visibilitychange", "pageshow", "humeur:changed"] {
        window_event_listener_untyped(name, move |_| desk.refresh());
    }
    window_event_listener(ev::storage, move |event| {
        // The value is set and removed at once; react to the first event only.
        if event.key().as_deref() == Some(browser::CHANGED) && event.new_value().is_some() {
            desk.refresh();
        }
    });
}
