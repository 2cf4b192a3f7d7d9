//! The head of the week's card: which week it is, and the ways to the others.

use leptos::prelude::*;

use crate::{
    domain::{Day, Locale, Week},
    ui::{dates, words},
};

/// Title, dates, and links one week back and forth.
#[component]
pub fn WeekHead(
    /// How dates are written, and where weeks begin.
    locale: Locale,
    /// The week that is shown.
    week: Week,
    /// The day the page is about.
    day: Day,
    /// The person's date.
    today: Day,
    /// The first day that can still be written.
    earliest: Day,
) -> impl IntoView {
    let lang = locale.lang;
    let this_week = Week::containing(today, locale.first_weekday());
    let title = match this_week.start().since(week.start()) {
        0 => words::this_week(lang),
        7 => words::last_week(lang),
        _ => words::week(lang),
    };
    let previous = (week.start() > earliest).then(|| {
        let href = super::day_address(day.plus(-7).max(earliest), today);
        view! {
            <a rel="prev" href=href aria-label=words::previous_week(lang)>
                <Chevron d="M10 3L5 8l5 5"/>
            </a>
        }
    });
    let next = (week.end() < today).then(|| {
        let href = super::day_address(day.plus(7).min(today), today);
        view! {
            <a rel="next" href=href aria-label=words::next_week(lang)>
                <Chevron d="M6 3l5 5-5 5"/>
            </a>
        }
    });
    view! {
        <header>
            <h2 id="week">{title}</h2>
            <p>{dates::week_range(locale, week)}</p>
            <nav aria-label=words::weeks(lang)>{previous} {next}</nav>
        </header>
    }
}

#[component]
fn Chevron(d: &'static str) -> impl IntoView {
    view! { <svg viewBox="0 0 16 16" aria-hidden="true"><path d=d></path></svg> }
}
