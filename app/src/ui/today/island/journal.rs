//! The island's view: a day to write, and its week.

use leptos::prelude::*;

use super::{
    conflict::SyncConflict, day_editor::DayEditor, form::DayForm, local_view::LocalView,
    status_line::Notice, wake::wake,
};
use crate::{
    domain::{Week, WeekSummary},
    html, i18n,
    ui::{
        reactive::reactive,
        today::{
            day_head::DayHead, opening::Opening, week_chart::WeekChart, week_head::WeekHead,
            week_notes::WeekNotes,
        },
    },
};

/// A day and its week.
///
/// It has no properties: the framework would decode them with serde_json (see
/// [`crate::api::json`]). [`Opening`] takes their place.
#[island]
pub fn Journal() -> impl IntoView {
    let opening = Opening::current();
    let data = opening.attribute();
    let Opening {
        locale,
        today,
        day,
        earliest,
        entries,
        removed,
        mood,
        note,
        flash,
    } = opening;
    let face_missing = matches!(&flash, Some(flash) if flash.face_missing);
    let notice = flash
        .filter(|flash| !flash.face_missing)
        .map(|flash| Notice {
            text: flash.text,
            failed: flash.failed,
            ..Notice::default()
        });
    let week_start = Week::containing(day, locale.first_weekday()).start();
    let sent_note = note.clone();
    let editor = DayEditor {
        locale,
        today: RwSignal::new(today),
        day: RwSignal::new(day),
        earliest,
        local: RwSignal::new(LocalView {
            entries,
            removed,
            ..LocalView::default()
        }),
        loaded_weeks: StoredValue::new(vec![week_start]),
        mood: RwSignal::new(mood),
        note: RwSignal::new(note),
        face_missing: RwSignal::new(face_missing),
        busy: RwSignal::new(false),
        queue: StoredValue::new(Vec::new()),
        action_count: StoredValue::new(0),
        navigation_count: StoredValue::new(0),
        notice: RwSignal::new(notice),
    };
    Effect::new(move || wake(editor, mood, &sent_note));
    let lang = locale.lang;
    let entries = move || editor.week_entries();
    let summary = move || match WeekSummary::of(&entries()) {
        Some(summary) => html::escape(&i18n::week_summary(lang, &summary)),
        None if editor.week().end() >= editor.today.get() => i18n::empty_week(lang).into(),
        None => i18n::empty_past_week(lang).into(),
    };
    view! {
        <div class="journal" data-opening=data on:click=move |event| editor.on_link(&event)>
            <div class="writing">
                <DayHead
                    locale
                    day=editor.day
                    today=editor.today
                    offers_yesterday=move || editor.offers_yesterday()
                />
                <DayForm editor />
                <SyncConflict editor />
            </div>
            <section class="week" aria-labelledby="week dates">
                <WeekHead locale day=editor.day today=editor.today earliest />
                <WeekChart locale day=editor.day today=editor.today earliest entries />
                <p id="summary" inner_html=reactive(summary)></p>
                <WeekNotes lang entries today=editor.today />
            </section>
        </div>
    }
}
