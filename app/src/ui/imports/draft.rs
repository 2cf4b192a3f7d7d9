//! A draft: what a file would change, what it asks, and what is left out.

use leptos::prelude::*;

use super::{
    parts::{Counts, UndoForm},
    questions::{
        ColumnsQuestion, DatesQuestion, LongNotesQuestion, MoodQuestions, RetentionQuestion,
    },
};
use crate::{
    api::imports::{ImportItem, MAX_LISTED},
    context::Visitor,
    domain::{Lang, Note},
    i18n::{self, dates},
    ports::Existing,
    transfer::{Reason, plan::PlannedDay},
    ui::components::{Face, ShownJournal},
};

/// The preview of a file.
#[component]
pub(super) fn DraftPreview(visitor: Visitor, item: ImportItem) -> impl IntoView {
    let lang = visitor.locale.lang;
    let heading = format!("import-{}", item.id);
    let has = |reason: Reason| item.refused.iter().any(|refused| refused.reason == reason);
    let questions = view! {
        <MoodQuestions lang item=item.clone() />
        {(!item.header.is_empty()).then(|| view! { <ColumnsQuestion lang item=item.clone() /> })}
        {item.asks_dates.then(|| view! { <DatesQuestion lang id=item.id.clone() /> })}
        {has(Reason::Expired).then(|| view! { <RetentionQuestion visitor=visitor.clone() /> })}
        {(has(Reason::NoteTooLong) || item.shortens)
            .then(|| view! { <LongNotesQuestion lang item=item.clone() /> })}
    };
    let days = item.added + item.changed + item.kept + item.unchanged;
    let extras = item.moments + item.comments;
    let is_asking = !item.unknown_moods.is_empty()
        || item.asks_dates
        || (!item.header.is_empty() && item.columns.is_none());
    let apply = if is_asking {
        view! { <p class="strong">{i18n::answer_first(lang)}</p> }.into_any()
    } else if days == 0 && extras == 0 {
        view! { <p class="strong">{i18n::nothing_to_import(lang)}</p> }.into_any()
    } else if days == item.unchanged && extras == 0 {
        view! { <p class="strong">{i18n::nothing_new(lang)}</p> }.into_any()
    } else {
        view! { <ApplyForm lang item=item.clone() /> }.into_any()
    };
    let moments =
        (item.moments > 0).then(|| view! { <p>{i18n::moments_in_file(lang, item.moments)}</p> });
    let comments =
        (item.comments > 0).then(|| view! { <p>{i18n::comments_in_file(lang, item.comments)}</p> });
    let sample = item.sample.clone();
    let discard = item.id.clone();
    view! {
        <section class="setting preview" aria-labelledby=heading.clone()>
            <h2 id=heading
                .clone()>{i18n::preview(lang)} " – " {i18n::format_name(item.format)}</h2>
            <Counts lang item=item.clone() />
            {moments}
            {comments}
            {questions}
            {apply}
            <UndoForm id=discard label=i18n::discard_file(lang) heading=heading.clone() />
            <Sample visitor days=sample />
            <Refused lang item />
        </section>
    }
}

/// Imports the days. Days that the journal has already are a choice.
#[component]
fn ApplyForm(lang: Lang, item: ImportItem) -> impl IntoView {
    let choices = (item.changed + item.kept > 0).then(|| {
        let choices = Existing::ALL.map(|rule| {
            let label = match rule {
                Existing::Keep => i18n::existing_keep(lang),
                Existing::Replace => i18n::existing_replace(lang),
                Existing::Newer => i18n::existing_newer(lang),
            };
            let is_chosen = item.existing == rule.as_str();
            view! {
                <label>
                    <input type="radio" name="existing" value=rule.as_str() checked=is_chosen />
                    {label}
                </label>
            }
        });
        view! {
            <fieldset>
                <legend>{i18n::existing_days(lang)}</legend>
                {choices}
            </fieldset>
        }
    });
    view! {
        <form method="post" action="/import/apply?_back=/imports">
            <ShownJournal />
            <input type="hidden" name="id" value=item.id />
            {choices}
            <div class="choice">
                <button class="button">{i18n::import_now(lang)}</button>
            </div>
        </form>
    }
}

/// Some of the days.
#[component]
fn Sample(visitor: Visitor, days: Vec<PlannedDay>) -> impl IntoView {
    let locale = visitor.locale;
    let rows = days.into_iter().map(|day| {
        let note = day.note.as_ref().map_or("", Note::as_str).to_owned();
        view! {
            <li>
                <Face mood=day.mood />
                <div>
                    <p class="strong">
                        {dates::full(locale, day.day, visitor.today)} " – "
                        {i18n::mood_name(locale.lang, day.mood)}
                    </p>
                    <p class="note" dir="auto">
                        {note}
                    </p>
                </div>
            </li>
        }
    });
    let rows: Vec<_> = rows.collect();
    (!rows.is_empty()).then(|| {
        view! {
            <h3>{i18n::sample(locale.lang)}</h3>
            <ul class="sample">{rows}</ul>
        }
    })
}

/// The refused lines with their reasons.
#[component]
fn Refused(lang: Lang, item: ImportItem) -> impl IntoView {
    let has_more = item.refused_lines > u64::try_from(MAX_LISTED).unwrap_or(u64::MAX);
    let rows = item.refused.into_iter().map(|refused| {
        view! {
            <tr>
                <td>{refused.line}</td>
                <td>{i18n::refusal(lang, refused.reason)}</td>
            </tr>
        }
    });
    let rows: Vec<_> = rows.collect();
    (!rows.is_empty()).then(|| {
        view! {
            <details>
                <summary>{i18n::lines_refused(lang, item.refused_lines)}</summary>
                <table>
                    <caption>{i18n::refused_lines(lang)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{i18n::line(lang)}</th>
                            <th scope="col">{i18n::refused_reason(lang)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
                {has_more.then(|| view! { <p>{i18n::more_refused(lang)}</p> })}
            </details>
        }
    })
}
