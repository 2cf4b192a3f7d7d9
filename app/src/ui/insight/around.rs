//! The signals that go with better or worse days.

use leptos::prelude::*;

use super::{charts::heads, statement::Statement, table::Table};
use crate::{
    api::signal_days::SignalDays,
    charts::{Caption, Palette, scatter},
    context::Context,
    domain::{
        Lang, Mood,
        insight::{SignalAssociation, SignalFindings, TaggedDay},
        signal::Signal,
    },
    i18n::{self, numbers},
};

/// The cards about the chosen signals; nothing if the operator configured no signals. Without
/// `signals`, they can't be read at the moment.
pub(super) fn around(
    context: &Context,
    days: &[TaggedDay],
    signals: Option<Vec<SignalDays>>,
) -> impl IntoView + use<> {
    let lang = context.request.visitor.locale.lang;
    if context.services.settings.signals.is_empty() {
        return None;
    }
    let Some(signals) = signals else {
        let card = card(lang, i18n::signals_unreachable(lang).to_owned());
        return Some(card.view(lang, ()).into_any());
    };
    if signals.is_empty() {
        let card = card(lang, i18n::no_signal_chosen(lang).to_owned());
        let link = view! { <a href="/settings#signals">{i18n::choose_signals(lang)}</a> };
        return Some(card.view(lang, link).into_any());
    }
    let values: Vec<_> = signals
        .iter()
        .map(|of| (of.signal.id.clone(), of.days.clone()))
        .collect();
    let findings = SignalFindings::of(days, &values);
    let lead = card(lang, i18n::signals_sentence(lang, &findings));
    let cards = findings
        .associations
        .iter()
        .enumerate()
        .filter_map(|(at, of)| {
            let with = signals.iter().find(|with| with.signal.id == of.signal)?;
            Some(claim(lang, at, &with.signal, of, findings.compared).view(lang, ()))
        })
        .collect_view();
    Some(
        view! {
            {lead.view(lang, ())}
            {cards}
        }
        .into_any(),
    )
}

/// The card with the verdict.
fn card(lang: Lang, sentence: String) -> Statement {
    Statement {
        id: "around".into(),
        title: i18n::around_you(lang).into(),
        chart: String::new(),
        sentences: vec![sentence],
        how: vec![i18n::how_signals(lang).to_owned()],
        table: Table::default(),
    }
}

/// The card of an association.
fn claim(
    lang: Lang,
    at: usize,
    signal: &Signal,
    of: &SignalAssociation,
    compared: usize,
) -> Statement {
    let name = signal.name(lang);
    let title = i18n::association_title(lang, name, of.measure, of.when);
    let sentence = i18n::signal_sentence(lang, name, of);
    let groups = of.groups();
    let value = |value| i18n::value_with_unit(lang, signal, of.measure, value);
    let lowest = groups.first().map_or_else(String::new, |of| value(of.low));
    let highest = groups.last().map_or_else(String::new, |of| value(of.high));
    let id = format!("around-{}", at + 1);
    let caption = Caption {
        id: &format!("{id}-chart"),
        title: &title,
        description: i18n::scatter_description(lang),
    };
    let moods: Vec<_> = groups.iter().map(|of| of.moods).collect();
    let chart = scatter(&Palette::PAGE, caption, &moods, [&lowest, &highest]).svg;
    let rows = groups.iter().map(|of| {
        let days: usize = of.moods.iter().sum();
        let scores = Mood::ALL.into_iter().zip(of.moods);
        let sum: f64 = scores
            .map(|(mood, days)| f64::from(mood.score()) * days as f64)
            .sum();
        let (low, high) = (value(of.low), value(of.high));
        let range = if low == high {
            low
        } else {
            format!("{low} … {high}")
        };
        vec![
            range,
            numbers::decimal(lang, sum / days as f64, 1),
            numbers::count(lang, days),
            i18n::days_by_mood(lang, of.moods),
        ]
    });
    let table = Table {
        caption: title.clone(),
        head: heads(&[
            i18n::value_column(lang),
            i18n::mean_mood_column(lang),
            i18n::days_column(lang),
            i18n::moods_column(lang),
        ]),
        rows: rows.collect(),
    };
    Statement {
        title,
        id,
        chart,
        sentences: vec![sentence],
        how: vec![
            i18n::signal_figures(lang, of, compared),
            i18n::how_signals(lang).to_owned(),
        ],
        table,
    }
}
