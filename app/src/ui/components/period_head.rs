//! The head of a period's page: its name between links to its neighbours.

use leptos::prelude::*;

use crate::{domain::Lang, i18n};

/// A neighbour of a period: its address, and the link's name.
pub type Neighbour = (String, &'static str);

/// The period's name, and links to the periods before and after.
#[component]
pub fn PeriodHead(
    lang: Lang,
    name: String,
    #[prop(optional_no_strip)] before: Option<Neighbour>,
    #[prop(optional_no_strip)] after: Option<Neighbour>,
) -> impl IntoView {
    let link = |to: Option<Neighbour>, rel, d| {
        to.map(|(address, label)| {
            view! {
                <a rel=rel href=address aria-label=label title=label>
                    <svg viewBox="0 0 16 16" aria-hidden="true">
                        <path d=d></path>
                    </svg>
                </a>
            }
        })
    };
    view! {
        <div class="period">
            <h1>{name}</h1>
            <nav aria-label=i18n::calendar_around(
                lang,
            )>{link(before, "prev", "M10 3L5 8l5 5")} {link(after, "next", "M6 3l5 5-5 5")}</nav>
        </div>
    }
}
