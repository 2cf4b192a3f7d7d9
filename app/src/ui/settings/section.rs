//! The sections of the settings, and the list that leads to them.

use leptos::prelude::*;

use crate::{domain::Lang, i18n};

/// A section: its anchor and its name.
pub(super) type Heading = (&'static str, fn(Lang) -> &'static str);

pub(super) const DAY: Heading = ("day", i18n::day_and_reminder);
pub(super) const LOOK: Heading = ("look", i18n::look_and_language);
pub(super) const JOURNAL: Heading = ("journal", i18n::journal_section);
pub(super) const SIGNALS: Heading = ("signals", i18n::around_you);
pub(super) const ACCOUNT: Heading = ("account", i18n::account_section);
pub(super) const KEYS: Heading = ("keys", i18n::keys_section);
pub(super) const DATA: Heading = ("data", i18n::your_data);

/// Links to the sections.
#[component]
pub(super) fn SectionList(
    lang: Lang,
    /// True if the operator configured signals.
    has_signals: bool,
) -> impl IntoView {
    let links = [DAY, LOOK, JOURNAL]
        .into_iter()
        .chain(has_signals.then_some(SIGNALS))
        .chain([ACCOUNT, KEYS, DATA])
        .map(|(id, name)| {
            view! {
                <li>
                    <a href=format!("#{id}")>{name(lang)}</a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="sections" aria-label=i18n::sections(lang)>
            <ul>{links}</ul>
        </nav>
    }
}

/// A section with its heading.
#[component]
pub(super) fn Section(lang: Lang, heading: Heading, children: Children) -> impl IntoView {
    let (id, name) = heading;
    let title = format!("{id}-title");
    let title_id = title.clone();
    view! {
        <section id=id aria-labelledby=title>
            <h2 id=title_id>{name(lang)}</h2>
            {children()}
        </section>
    }
}
