//! The date of a day and its question.

use leptos::prelude::*;

use super::address;
use crate::{
    domain::{Day, Locale},
    html,
    i18n::{self, dates},
    ui::reactive::reactive,
};

/// "How was today?", or the same about an earlier day.
#[must_use]
pub fn question(locale: Locale, day: Day, today: Day) -> String {
    match today.since(day) {
        0 => i18n::how_was_today(locale.lang).into(),
        1 => i18n::how_was_yesterday(locale.lang).into(),
        2..=6 => i18n::how_was_weekday(locale.lang, dates::weekday(locale.lang, day)),
        _ => i18n::how_was_date(locale.lang, &dates::day_and_month(locale, day)),
    }
}

/// The date, the question, and links to today and to an empty yesterday.
#[component]
pub fn DayHead<F>(
    /// The language and the form of dates.
    locale: Locale,
    /// The day on the page.
    day: RwSignal<Day>,
    /// Today.
    today: RwSignal<Day>,
    /// Returns true if the page offers yesterday.
    offers_yesterday: F,
) -> impl IntoView
where
    F: Fn() -> bool + Send + Sync + Copy + 'static,
{
    let lang = locale.lang;
    view! {
        <p class="date">
            <span inner_html=reactive(move || html::escape(
                &dates::full(locale, day.get(), today.get()),
            ))></span>
            <a class="back" href="/" hidden=reactive(move || day.get() == today.get())>
                {i18n::back_to_today(lang)}
            </a>
            <a
                class="back"
                href=reactive(move || address::of(today.get().plus(-1), today.get()))
                hidden=reactive(move || !offers_yesterday())
            >
                {i18n::yesterday(lang)}
            </a>
        </p>
        <h1
            id="question"
            tabindex="-1"
            aria-live="polite"
            inner_html=reactive(move || html::escape(&question(locale, day.get(), today.get())))
        ></h1>
    }
}
