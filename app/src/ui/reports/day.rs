//! The report of a day.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{day_address, how, signals_list, week_address};
use crate::{
    context::Visitor,
    domain::{Day, Entry, Lang, report::DayReport},
    i18n::{self, dates},
    ui::{
        calendar::empty_day,
        components::{Face, PeriodHead, SeenAt},
        moments::DayMoments,
        search::NoteText,
    },
};

/// The page of a day's report.
pub(super) fn day_view(visitor: &Visitor, report: DayReport) -> impl IntoView + use<> {
    let (locale, today, day) = (visitor.locale, visitor.today, report.day);
    let lang = locale.lang;
    let name = dates::full(locale, day, today);
    let neighbour = |to: Day, label| (day_address(to), label);
    let (previous, next) = (day.plus(-1), day.plus(1));
    let before = (visitor.earliest..day).contains(&previous);
    let before = before.then(|| neighbour(previous, i18n::previous_day(lang)));
    let after = (day < today).then(|| neighbour(next, i18n::next_day(lang)));
    let explanation = explanation(lang, &report);
    let content = match &report.entry {
        Some(entry) => written(lang, entry, &report).into_any(),
        None => empty_day(visitor, day).into_any(),
    };
    let signals = report
        .signals
        .iter()
        .map(|of| i18n::signal_of_day(lang, of));
    let signals = signals_list(lang, signals.collect());
    let in_calendar = format!("/calendar/{day}");
    let comments = (report.comments > 0).then(|| {
        view! {
            <a class="back" href=format!("{in_calendar}#comments")>
                {i18n::comments_of_day(lang, report.comments)}
            </a>
        }
    });
    let week = (day <= today).then(|| {
        view! {
            <a class="back" href=week_address(day)>
                {i18n::week_report(lang)}
            </a>
        }
    });
    view! {
        <Title text=i18n::report_of(lang, &name) />
        <PeriodHead lang name before after />
        <SeenAt />
        <article class="one-day">{content} {signals}</article>
        <DayMoments visitor=visitor.clone() day moments=report.moments />
        {how(lang, explanation)}
        {comments}
        {week}
        <a class="back" href=in_calendar>
            {i18n::day_in_calendar(lang)}
        </a>
    }
}

/// The face, the sentence and the note.
fn written(lang: Lang, entry: &Entry, report: &DayReport) -> impl IntoView + use<> {
    let sentence = i18n::day_sentence(lang, entry.day, entry.mood, &report.usual);
    let note = entry.note.clone().map(|note| {
        view! {
            <p class="words" dir="auto">
                <NoteText note />
            </p>
        }
    });
    view! {
        <Face mood=entry.mood />
        <p class="insight-lead">{sentence}</p>
        {note}
    }
}

/// The usual levels, and the rules of the sentences.
fn explanation(lang: Lang, report: &DayReport) -> Vec<String> {
    let mut texts = Vec::new();
    if report.entry.is_some() {
        let (usual, weekday) = (&report.usual, dates::weekday(lang, report.day));
        texts.push(i18n::usual_sentence(lang, &usual.weekday, Some(weekday)));
        texts.push(i18n::usual_sentence(lang, &usual.all, None));
        texts.push(i18n::how_usual(lang).to_owned());
    }
    if !report.signals.is_empty() {
        texts.push(i18n::how_signal_of_day(lang).to_owned());
    }
    texts
}
