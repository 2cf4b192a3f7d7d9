//! Parts that drafts and finished imports have in common.

use leptos::prelude::*;

use crate::{api::imports::ImportItem, domain::Lang, i18n, ui::components::ShownJournal};

/// The address that answers a draft's questions and leads back.
const ANSWERS: &str = "/import/answers?_back=/imports";
/// Discards or undoes an import.
const UNDO: &str = "/import?_method=delete&_back=/imports%3Fundone%3D1";

/// A form that answers a question of a draft.
#[component]
pub(super) fn AnswerForm(id: String, children: Children) -> impl IntoView {
    view! {
        <form class="question" method="post" action=ANSWERS>
            <ShownJournal />
            <input type="hidden" name="id" value=id />
            {children()}
        </form>
    }
}

/// A button that discards or undoes an import.
#[component]
pub(super) fn UndoForm(id: String, label: &'static str, heading: String) -> impl IntoView {
    view! {
        <form method="post" action=UNDO>
            <ShownJournal />
            <input type="hidden" name="id" value=id />
            <button class="remove" aria-describedby=heading>
                {label}
            </button>
        </form>
    }
}

/// The days by what happens to them.
#[component]
pub(super) fn Counts(lang: Lang, item: ImportItem) -> impl IntoView {
    let counts = [
        (item.added, i18n::days_added(lang, item.added)),
        (item.changed, i18n::days_changed(lang, item.changed)),
        (item.kept, i18n::days_kept(lang, item.kept)),
        (item.unchanged, i18n::days_unchanged(lang, item.unchanged)),
        (
            item.refused_lines,
            i18n::lines_refused(lang, item.refused_lines),
        ),
    ];
    let counts = counts.into_iter().filter(|(count, _)| *count > 0);
    let counts = counts.map(|(_, text)| view! { <li>{text}</li> });
    view! { <ul class="tally">{counts.collect_view()}</ul> }
}
