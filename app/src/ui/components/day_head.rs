//! The question of a day, and its date.

use leptos::prelude::*;

use super::day_address;
use crate::{
    domain::{Day, Locale},
    ui::{dates, html, words},
};

/// "How was today?", or the same about an earlier day.
#[must_use]
pub fn question(locale: Locale, day: Day, today: Day) -> String {
    match today.since(day) {
        0 => words::how_was_today(locale.lang).into(),
        1 => words::how_was_yesterday(locale.lang).into(),
        2..=6 => words::how_was_weekday(locale.lang, dates::weekday(locale.lang, day)),
        _ => words::how_was_date(locale.lang, &dates::day_and_month(locale, day)),
    }
}

/// The date, the question, and the way to today or to an empty yesterday.
#[component]
pub fn DayHead<F>(
    /// The language and the form of dates.
    locale: Locale,
    /// The day the page is about.
    day: RwSignal<Day>,
    /// The person's date.
    today: RwSignal<Day>,
    /// Tells whether to offer yesterday, which has no entry.
    yesterday_is_open: F,
) -> impl IntoView
where
    F: Fn() -> bool + Send + Sync + Copy + 'static,
{
    let lang = locale.lang;
    view! {
        <p class="date">
            <span inner_html=move || html::escape(&dates::full(locale, day.get(), today.get()))></span>
            <a class="back" href="/" hidden=move || { day.get() == today.get() }>{words::back_to_today(lang)}</a>
            <a
                class="back"
                href=move || day_address(today.get().plus(-1), today.get())
                hidden=move || !yesterday_is_open()
            >
                {words::yesterday(lang)}
            </a>
        </p>
        <h1
            id="question"
            tabindex="-1"
            aria-live="polite"
            inner_html=move || html::escape(&question(locale, day.get(), today.get()))
        ></h1>
    }
}
