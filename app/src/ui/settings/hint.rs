//! Lines of Today about the life of the journal. They are outside the island, so they add nothing to
//! its WASM, and name their day, so they stay true when the island turns to another.

use leptos::prelude::*;

use crate::{
    context::Visitor,
    domain::{Day, Entry, Locale, Retention},
    i18n,
};

/// The number of days in a row after which the hint appears.
pub const HINT_DAYS: i64 = 7;

/// Says until when the page's day is kept.
#[component]
pub fn KeptUntil(
    locale: Locale,
    day: Day,
    today: Day,
    /// The expiry of the day's entry, or of one that is written now.
    expires_at: i64,
) -> impl IntoView {
    let last = Retention::last_day(expires_at);
    view! {
        <p class="kept-until" class:is-today=day == today>
            {i18n::kept_until(locale, day, last, today)}
        </p>
    }
}

/// After a week of entries, says that an anonymous journal lives in this browser only.
#[component]
pub fn KeepHint(
    visitor: Visitor,
    /// The entries that the page has read.
    entries: Vec<Entry>,
) -> impl IntoView {
    let lang = visitor.locale.lang;
    let first = visitor.today.plus(1 - HINT_DAYS);
    let week = entries
        .iter()
        .filter(|entry| (first..=visitor.today).contains(&entry.day));
    let applies = !visitor.has_account()
        && !visitor.hides_hint
        && i64::try_from(week.count()) == Ok(HINT_DAYS);
    applies.then(|| {
        view! {
            <aside class="keep-hint" aria-label=i18n::keep_them_safe(lang)>
                <p>{i18n::week_of_entries(lang)}</p>
                <a class="button" href="/settings#account">
                    {i18n::keep_them_safe(lang)}
                </a>
                <a class="remove" href="/?keep=later">
                    {i18n::hint_later(lang)}
                </a>
            </aside>
        }
    })
}
