//! The head of the week's card: its title, its dates, and links to the weeks around it.

use leptos::prelude::*;

use super::address;
use crate::{
    domain::{Day, Locale, Week},
    html,
    i18n::{self, dates},
    ui::reactive::reactive,
};

/// Title, dates, and links to the previous and the next week.
#[component]
pub fn WeekHead(
    /// The language, the form of dates, and the first day of weeks.
    locale: Locale,
    /// The day on the page.
    day: RwSignal<Day>,
    /// Today.
    today: RwSignal<Day>,
    /// The first day that can still be written.
    earliest: Day,
) -> impl IntoView {
    let lang = locale.lang;
    let week = move || Week::containing(day.get(), locale.first_weekday());
    let title = move || {
        let this_week = Week::containing(today.get(), locale.first_weekday());
        match this_week.start().since(week().start()) {
            0 => i18n::this_week(lang),
            7 => i18n::last_week(lang),
            _ => i18n::week(lang),
        }
        .to_owned()
    };
    view! {
        <header>
            <h2 id="week" inner_html=reactive(title)></h2>
            <p
                id="dates"
                inner_html=reactive(move || html::escape(&dates::week_range(locale, week())))
            ></p>
            <nav aria-label=i18n::weeks(lang)>
                <a
                    rel="prev"
                    href=reactive(move || address::of(
                        day.get().plus(-7).max(earliest),
                        today.get(),
                    ))
                    hidden=reactive(move || week().start() <= earliest)
                    aria-label=i18n::previous_week(lang)
                >
                    <Chevron d="M10 3L5 8l5 5" />
                </a>
                <a
                    rel="next"
                    href=reactive(move || address::of(
                        day.get().plus(7).min(today.get()),
                        today.get(),
                    ))
                    hidden=reactive(move || week().end() >= today.get())
                    aria-label=i18n::next_week(lang)
                >
                    <Chevron d="M6 3l5 5-5 5" />
                </a>
            </nav>
        </header>
    }
}

#[component]
fn Chevron(d: &'static str) -> impl IntoView {
    view! {
        <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d=d></path>
        </svg>
    }
}
