//! The number of days of each mood.

use leptos::prelude::*;

use super::days::Days;
use crate::{domain::Mood, i18n, ui::components::Face};

/// The legend of a period: each face with its name and its number of days.
#[component]
pub(super) fn Counts(days: StoredValue<Days>) -> impl IntoView {
    days.with_value(|days| {
        let lang = days.locale.lang;
        let moods = Mood::ALL
            .map(|mood| {
                let count = days
                    .entries
                    .iter()
                    .filter(|entry| entry.mood == mood)
                    .count();
                view! {
                    <li>
                        <Face mood />
                        <span>{i18n::mood_name(lang, mood)}</span>
                        <b>{count}</b>
                    </li>
                }
            })
            .collect_view();
        view! {
            <section class="counts" aria-labelledby="counts">
                <h2 id="counts">{i18n::days_written(lang, days.entries.len())}</h2>
                <ul>
                    {moods} <li>
                        <i class="ring"></i>
                        <span>{i18n::calendar_unwritten(lang)}</span>
                        <b>{days.unwritten()}</b>
                    </li>
                </ul>
            </section>
        }
    })
}
