//! The bar with the main pages: beside the brand, or at the lower edge of a phone.

use leptos::prelude::*;

use super::page_context::PageContext;
use crate::{domain::Lang, i18n};

/// The drawings, in a box of 24 × 24.
const TODAY: &str = "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17ZM8.5 14c1.5 2.3 5.5 2.3 7 0M9.3 9.6v.6M14.7 9.6v.6";
const CALENDAR: &str = "M5.5 5.5h13a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2v-11a2 2 0 0 1 2-2ZM3.5 10h17M8 3.5v3.5M16 3.5v3.5";
const INSIGHT: &str = "M4 4v14a2 2 0 0 0 2 2h14M8 14.5c2.5 0 2.5-6 5-6s2 3.5 3.5 3.5 2-4.5 3.5-4.5";
const MOMENTS: &str =
    "M12 3.8l2.5 5.2 5.7.7-4.2 3.9 1.1 5.6-5.1-2.8-5.1 2.8 1.1-5.6-4.2-3.9 5.7-.7Z";
const SETTINGS: &str = "M12 8.9a3.1 3.1 0 1 1 0 6.2 3.1 3.1 0 0 1 0-6.2ZM10.2 5.3L10.4 2.8H13.6L13.8 5.3L15.4 6L17.4 4.4L19.6 6.6L18 8.6L18.7 10.2L21.2 10.4V13.6L18.7 13.8L18 15.4L19.6 17.4L17.4 19.6L15.4 18L13.8 18.7L13.6 21.2H10.4L10.2 18.7L8.6 18L6.6 19.6L4.4 17.4L6 15.4L5.3 13.8L2.8 13.6V10.4L5.3 10.2L6 8.6L4.4 6.6L6.6 4.4L8.6 6Z";

/// The links to the main pages, and to the settings.
#[component]
pub fn Navigation(lang: Lang) -> impl IntoView {
    let page = PageContext::current();
    let current = move |address: &str| page.as_ref().and_then(|page| page.current_in(address));
    let links = [
        ("/", TODAY, i18n::nav_today(lang)),
        ("/calendar", CALENDAR, i18n::nav_calendar(lang)),
        ("/insight", INSIGHT, i18n::nav_insight(lang)),
        ("/moments", MOMENTS, i18n::moments(lang)),
    ];
    let settings = current("/settings");
    let links = links
        .map(|(address, drawing, name)| {
            view! {
                <a href=address aria-current=current(address)>
                    <Icon drawing />
                    <span>{name}</span>
                </a>
            }
        })
        .collect_view();
    view! {
        <nav class="pages" aria-label=i18n::nav_pages(lang)>
            {links}
        </nav>
        <a
            class="gear"
            href="/settings"
            aria-label=i18n::settings(lang)
            title=i18n::settings(lang)
            aria-current=settings
        >
            <Icon drawing=SETTINGS />
        </a>
    }
}

#[component]
fn Icon(drawing: &'static str) -> impl IntoView {
    view! {
        <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d=drawing></path>
        </svg>
    }
}
