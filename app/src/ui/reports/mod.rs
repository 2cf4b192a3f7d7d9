//! The reports of days and weeks, to read.

mod day;
mod page;
mod week;

use leptos::prelude::*;

pub use self::page::ReportPage;
use crate::{
    domain::{Day, Lang},
    i18n,
};

/// The address of the report of a day.
fn day_address(day: Day) -> String {
    format!("/reports/{day}")
}

/// The address of the report of the week with a day.
pub(super) fn week_address(day: Day) -> String {
    format!("/reports/{day}?of=week")
}

/// The explanation of a report, paragraph by paragraph; nothing without any.
fn how(lang: Lang, paragraphs: Vec<String>) -> impl IntoView {
    (!paragraphs.is_empty()).then(|| {
        let paragraphs = paragraphs.into_iter().map(|text| view! { <p>{text}</p> });
        view! {
            <details class="how">
                <summary>{i18n::how_do_we_know(lang)}</summary>
                {paragraphs.collect_view()}
            </details>
        }
    })
}

/// The signals, a line for each; nothing without any.
fn signals_list(lang: Lang, signals: Vec<String>) -> impl IntoView {
    (!signals.is_empty()).then(|| {
        let items = signals.into_iter().map(|text| view! { <li>{text}</li> });
        view! {
            <ul class="around soft" aria-label=i18n::around_you(lang)>
                {items.collect_view()}
            </ul>
        }
    })
}
