//! The statements of the page.

use leptos::prelude::*;

use super::{
    charts::{self, heads},
    span::Span,
    statement::Statement,
    table::Table,
};
use crate::{
    charts::{Series, Step},
    domain::{
        Day, Lang, Locale,
        insight::{Insight, TaggedDay},
    },
    i18n::{self, dates, numbers},
};

/// The statements about a span with at least one day.
pub(super) fn cards<A: IntoView + 'static>(
    locale: Locale,
    span: Span,
    days: &[TaggedDay],
    (start, today): (Day, Day),
    insight: &Insight,
    hides_presence: bool,
    around: A,
) -> impl IntoView + use<A> {
    let lang = locale.lang;
    let first = locale.first_weekday();
    let moods = days.iter().map(|day| (day.day, day.mood));
    let series = Series::of(moods, start, today, first);
    let tags = insight
        .tags
        .associations
        .iter()
        .map(|of| i18n::tag_sentence(lang, of))
        .map(|text| view! { <li>{text}</li> })
        .collect_view();
    let has_tags = !insight.tags.associations.is_empty();
    let tags = has_tags.then(|| view! { <ul class="findings">{tags}</ul> });
    view! {
        {moods_card(locale, insight).view(lang, ())}
        {curve_card(locale, &series, insight).view(lang, ())}
        {weekdays_card(locale, insight).view(lang, ())}
        {tags_card(locale, insight).view(lang, tags)}
        {around}
        {steadiness_card(lang, insight).view(lang, ())}
        {months_card(lang, insight).view(lang, ())}
        {presence(lang, span, insight, hides_presence)}
    }
}

fn moods_card(locale: Locale, insight: &Insight) -> Statement {
    let lang = locale.lang;
    let mut sentences: Vec<String> = Vec::new();
    let mut how = vec![i18n::how_mix(lang).to_owned()];
    if let Some(mean) = &insight.mean {
        sentences.push(i18n::mean_sentence(lang, mean));
        if mean.interval.is_some() {
            how.push(i18n::worth(lang, mean));
        }
    }
    if let Some(median) = insight.distribution.median() {
        sentences.push(i18n::median_sentence(lang, median));
    }
    let (chart, table) = charts::moods(locale, &insight.distribution, &sentences.join(" "));
    Statement {
        id: "mix".into(),
        title: i18n::mix_title(lang).into(),
        chart,
        sentences,
        how,
        table,
    }
}

fn curve_card(locale: Locale, series: &Series, insight: &Insight) -> Statement {
    let lang = locale.lang;
    let sentence = i18n::trend_sentence(lang, &insight.trend);
    let mean = insight.mean.map_or(3.0, |mean| mean.value);
    let steps = match series.step {
        Step::Day => None,
        Step::Week => Some(i18n::curve_of_weeks(lang)),
        Step::Month => Some(i18n::curve_of_months(lang)),
    };
    let mut how: Vec<String> = steps.map(str::to_owned).into_iter().collect();
    how.push(i18n::how_trend(lang).to_owned());
    how.push(with_p(lang, insight.trend.p, i18n::step_meaning(lang)));
    let (chart, table) = charts::curve(locale, series, &insight.trend, mean, &sentence);
    Statement {
        id: "curve".into(),
        title: i18n::curve_title(lang).into(),
        chart,
        sentences: vec![sentence],
        how,
        table,
    }
}

fn weekdays_card(locale: Locale, insight: &Insight) -> Statement {
    let lang = locale.lang;
    let (chart, table) = charts::weekdays(locale, &insight.weekdays);
    Statement {
        id: "weekdays".into(),
        title: i18n::weekdays_title(lang).into(),
        chart,
        sentences: vec![i18n::weekdays_sentence(lang, &insight.weekdays)],
        how: vec![with_p(lang, insight.weekdays.p, i18n::how_weekdays(lang))],
        table,
    }
}

fn tags_card(locale: Locale, insight: &Insight) -> Statement {
    let lang = locale.lang;
    let (chart, table) = charts::tags(locale, &insight.tags);
    let n = insight.distribution.days();
    Statement {
        id: "tags".into(),
        title: i18n::tags_title(lang).into(),
        chart,
        sentences: vec![i18n::tags_sentence(lang, &insight.tags, n)],
        how: vec![
            i18n::how_tags(lang).to_owned(),
            i18n::step_meaning(lang).to_owned(),
        ],
        table,
    }
}

fn steadiness_card(lang: Lang, insight: &Insight) -> Statement {
    Statement {
        id: "steadiness".into(),
        title: i18n::steadiness_title(lang).into(),
        chart: String::new(),
        sentences: vec![i18n::steadiness_sentence(lang, insight.steadiness.as_ref())],
        how: vec![
            i18n::how_steadiness(lang).to_owned(),
            i18n::step_meaning(lang).to_owned(),
        ],
        table: Table::default(),
    }
}

fn months_card(lang: Lang, insight: &Insight) -> Statement {
    let months = &insight.months;
    let rows = [months.this, months.last].map(|month| {
        let mean = month.mean.map(|mean| numbers::decimal(lang, mean, 1));
        vec![
            dates::month_and_year(lang, month.month),
            mean.unwrap_or_else(|| "–".into()),
            numbers::count(lang, month.days),
        ]
    });
    Statement {
        id: "months".into(),
        title: i18n::months_title(lang).into(),
        chart: String::new(),
        sentences: vec![i18n::months_sentence(lang, months)],
        how: vec![
            with_p(lang, months.p, i18n::how_months(lang)),
            i18n::step_meaning(lang).to_owned(),
        ],
        table: Table {
            caption: i18n::months_title(lang).to_owned(),
            head: heads(&[
                i18n::month_column(lang),
                i18n::mean_column(lang),
                i18n::days_column(lang),
            ]),
            rows: rows.to_vec(),
        },
    }
}

/// Days written and days in a row, or the link that shows them again.
fn presence(lang: Lang, span: Span, insight: &Insight, is_hidden: bool) -> impl IntoView + use<> {
    if is_hidden {
        let href = format!("{}&presence=show", span.address());
        return view! {
            <p class="shown-again">
                <a href=href>{i18n::show_presence(lang)}</a>
            </p>
        }
        .into_any();
    }
    let href = format!("{}&presence=hide", span.address());
    let mut sentences = vec![i18n::coverage_sentence(lang, insight.coverage)];
    sentences.extend(i18n::streak_sentence(lang, insight.streak));
    let statement = Statement {
        id: "presence".into(),
        title: i18n::presence_title(lang).into(),
        chart: String::new(),
        sentences,
        how: vec![i18n::how_presence(lang).to_owned()],
        table: Table::default(),
    };
    let hide = view! {
        <a class="remove" href=href>
            {i18n::hide_presence(lang)}
        </a>
    };
    statement.view(lang, hide).into_any()
}

/// An explanation, and the p-value of the test if there was one.
fn with_p(lang: Lang, p: Option<f64>, text: &str) -> String {
    match p {
        Some(p) => format!("{text} ({})", i18n::p_value(lang, p)),
        None => text.to_owned(),
    }
}
