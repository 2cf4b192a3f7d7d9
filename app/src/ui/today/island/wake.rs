//! The start of the island in a page that is in use: it takes over the form, and
//! listens from then on.

use leptos::{ev, prelude::*, task::spawn_local};

use super::{browser, conflict::is_own, day_editor::DayEditor, drafts, shortcuts};
use crate::{
    domain::{Day, Mood},
    ui::today::day_head::question,
};

/// Takes over the form, which was sent with `mood` and `note` and may have been
/// edited since.
pub(super) fn wake(editor: DayEditor, mood: Option<Mood>, note: &str) {
    drafts::expire(editor.today.get_untracked());
    editor.read_form();
    let was_chosen = editor.mood.get_untracked() != mood;
    let was_typed = editor.note.get_untracked() != note;
    update_stored_page(editor);
    drafts::take_carried();
    if was_chosen || was_typed {
        editor.add_draft(was_chosen, was_typed);
    } else if !untrack(move || editor.is_draft()) {
        editor.open_form();
    }
    keep_draft(editor);
    keep_icon(editor);
    withdraw_notices(editor);
    spawn_local(async move {
        editor
            .load_from_device(untrack(move || editor.week()))
            .await;
        // Appended to a waiting change or a draft, not replacing it.
        if let Some(text) = browser::shared_text() {
            let note = editor.note.get_untracked();
            editor.write_form(
                editor.mood.get_untracked(),
                format!("{note}\n{text}").trim(),
            );
        }
        // A face that was tapped before the island started is saved now.
        if was_chosen {
            editor.save();
        }
        // Another day's page may stand in for one that is not stored.
        if browser::day_in_address().is_some() {
            editor.go_to_address();
        }
    });
    listen(editor);
}

/// Turns a stored page of an earlier day, opened offline, to today.
fn update_stored_page(editor: DayEditor) {
    let today = editor.today.get_untracked();
    let Some(now) = browser::today_of_stored_page().filter(|now| *now != today) else {
        return;
    };
    editor.today.set(now);
    browser::set_today(now);
    // A page whose address names its day stays on it.
    if editor.day.get_untracked() == today && browser::day_in_address().is_none() {
        editor.day.set(now);
    }
    browser::set_title(&question(editor.locale, editor.day.get_untracked(), now));
    editor.show_entry();
}

/// Stores the draft while there is one.
fn keep_draft(editor: DayEditor) {
    Effect::new(move |before: Option<Option<Day>>| {
        let day = editor.day.get();
        let is_draft = editor.is_draft();
        browser::mark_draft(is_draft);
        if is_draft {
            let (mood, note) = (editor.mood.get(), editor.note.get());
            drafts::store(day, editor.today.get(), mood, &note);
        } else if before == Some(Some(day)) {
            // Only a draft of this tab, not another tab's.
            drafts::discard(day);
        }
        is_draft.then_some(day)
    });
}

/// Shows today's face as the page's icon.
fn keep_icon(editor: DayEditor) {
    Effect::new(move || {
        if editor.is_today() {
            browser::set_icon(editor.entry().map(|entry| entry.mood));
        }
    });
}

/// Withdraws notices that no longer apply.
fn withdraw_notices(editor: DayEditor) {
    // Undo must not overwrite a newer change of another device.
    Effect::new(move || {
        let based_on = editor
            .notice
            .with(|notice| notice.as_ref().and_then(|notice| notice.based_on));
        if let Some((day, version)) = based_on
            && editor.local.with(|local| local.server_state(day).0) > version
        {
            editor.notice.set(None);
        }
    });
    // A conflict has a box of its own; "waiting to sync" ends once it is sent.
    Effect::new(move |was_waiting: Option<bool>| {
        let is_waiting = editor.is_waiting();
        if editor.unresolved().is_some_and(|pending| is_own(&pending))
            || (was_waiting == Some(true) && !is_waiting)
        {
            editor.notice.set(None);
        }
        is_waiting
    });
}

/// Listens to the keyboard, the history, and other tabs.
fn listen(editor: DayEditor) {
    window_event_listener(ev::keydown, move |event| shortcuts::on_key(editor, &event));
    window_event_listener_untyped("popstate", move |_| editor.go_to_address());
    for name in ["visibilitychange", "pageshow", "humeur:changed"] {
        window_event_listener_untyped(name, move |_| editor.refresh());
    }
    window_event_listener(ev::storage, move |event| {
        // The value is set and removed at once; only the first event counts.
        if event.key().as_deref() == Some(browser::CHANGED) && event.new_value().is_some() {
            editor.refresh();
        }
    });
}
