//! The pointer to help.

use leptos::prelude::*;

use super::span::Span;
use crate::{domain::Lang, i18n};

/// A directory of free helplines by country. It is a link: the page itself asks no other site.
const HELPLINES: &str = "https://findahelpline.com";

/// Says that help exists when many days are awful, unless the person switched it off.
#[component]
pub(super) fn Help(
    lang: Lang,
    span: Span,
    /// True if many of the last days were awful.
    is_due: bool,
    /// True if it is switched off.
    is_hidden: bool,
) -> impl IntoView {
    let link = |word| format!("{}&help={word}", span.address());
    match (is_due, is_hidden) {
        (true, false) => Some(
            view! {
                <aside class="help" aria-labelledby="help-heading">
                    <h2 id="help-heading">{i18n::help_title(lang)}</h2>
                    <p>{i18n::help_text(lang)}</p>
                    <p>{i18n::help_danger(lang)}</p>
                    <p>
                        <a href=HELPLINES rel="noreferrer">
                            {i18n::help_link(lang)}
                        </a>
                    </p>
                    <a class="remove" href=link("hide")>
                        {i18n::hide_help(lang)}
                    </a>
                </aside>
            }
            .into_any(),
        ),
        (_, true) => Some(
            view! {
                <p class="shown-again">
                    <a href=link("show")>{i18n::show_help(lang)}</a>
                </p>
            }
            .into_any(),
        ),
        (false, false) => None,
    }
}
