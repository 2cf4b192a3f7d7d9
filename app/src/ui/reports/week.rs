//! The report of a week.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{day_address, how, signals_list, week_address};
use crate::{
    charts::{Caption, Line, Palette, Series, line},
    context::Visitor,
    domain::{Lang, Locale, WeekSummary, report::WeekReport},
    i18n,
    ui::{
        components::{PeriodHead, SeenAt},
        moments::WeekMoments,
        search::{self, EntryItem},
    },
};

/// The page of a week's report.
pub(super) fn week_view(visitor: &Visitor, report: WeekReport) -> impl IntoView + use<> {
    let (locale, today, week) = (visitor.locale, visitor.today, report.week);
    let lang = locale.lang;
    let name = i18n::week_name(locale, week, today);
    let (previous, next) = (week.start().plus(-7), week.start().plus(7));
    let before = (visitor.earliest..week.start()).contains(&week.start().plus(-1));
    let before = before.then(|| (week_address(previous), i18n::previous_week(lang)));
    let after = (week.end() < today).then(|| (week_address(next), i18n::next_week(lang)));
    let (content, explanation) = match WeekSummary::of(&report.entries) {
        Some(summary) => {
            let content = view! {
                <p class="insight-lead">{i18n::week_summary(lang, &summary)}</p>
                <p>{i18n::week_change(lang, &report)}</p>
                <div class="figure" inner_html=curve(locale, &name, &report)></div>
                {tags(lang, &report)}
            };
            (content.into_any(), explanation(lang, &report))
        }
        None => {
            let text = emptiness(visitor, &report);
            let content = view! { <p class="emptiness">{text}</p> };
            (content.into_any(), signals_explanation(lang, &report))
        }
    };
    let signals = report
        .signals
        .iter()
        .map(|of| i18n::signal_of_week(lang, of));
    let signals = signals_list(lang, signals.collect());
    let days = report
        .entries
        .into_iter()
        .map(|entry| {
            let link = day_address(entry.day);
            view! { <EntryItem locale today=Some(today) link terms=None entry /> }
        })
        .collect::<Vec<_>>();
    let days = (!days.is_empty()).then(|| view! { <ol class="results">{days}</ol> });
    view! {
        <Title text=i18n::report_of(lang, &name) />
        <PeriodHead lang name before after />
        <SeenAt />
        <article class="one-week">{content} {signals}</article>
        {days}
        <WeekMoments visitor=visitor.clone() moments=report.moments />
        {how(lang, explanation)}
        <a class="back" href="/insight">
            {i18n::insight(lang)}
        </a>
    }
}

/// The sentence about a week without an entry.
fn emptiness(visitor: &Visitor, report: &WeekReport) -> &'static str {
    let lang = visitor.locale.lang;
    if report.week.start() > visitor.today {
        i18n::week_to_come(lang)
    } else if report.week.end() < visitor.earliest {
        i18n::week_expired(lang)
    } else {
        i18n::week_unwritten(lang)
    }
}

/// The week's curve; its days are listed below.
fn curve(locale: Locale, name: &str, report: &WeekReport) -> String {
    let moods = report.entries.iter().map(|entry| (entry.day, entry.mood));
    let (start, end) = (report.week.start(), report.week.end());
    let series = Series::of(moods, start, end, locale.first_weekday());
    let caption = Caption {
        id: "curve",
        title: &i18n::curve_of(locale.lang, name),
        description: &i18n::days_written(locale.lang, report.entries.len()),
    };
    let of = Line {
        series: &series,
        trend: None,
    };
    line(&Palette::PAGE, caption, locale, &of).svg
}

/// The most frequent tags; nothing without any.
fn tags(lang: Lang, report: &WeekReport) -> impl IntoView + use<> {
    let items = report.tags.iter().map(|(tag, days)| {
        let link = search::address(&[("tag", tag)]);
        view! {
            <li>
                <a href=link>
                    <bdi>{format!("#{tag}")}</bdi>
                </a>
                " "
                <span>{i18n::days(lang, *days)}</span>
            </li>
        }
    });
    let items = items.collect::<Vec<_>>();
    (!items.is_empty()).then(|| {
        view! {
            <ul class="tags" aria-label=i18n::tags_of_week(lang)>
                {items}
            </ul>
        }
    })
}

/// The mean, and the rules of the sentences.
fn explanation(lang: Lang, report: &WeekReport) -> Vec<String> {
    let mean = report.mean.map(|mean| i18n::mean_sentence(lang, &mean));
    let mut texts: Vec<_> = mean.into_iter().collect();
    let how = i18n::how_week(lang);
    texts.push(match report.comparison {
        Some(comparison) => format!("{how} ({})", i18n::p_value(lang, comparison.p)),
        None => how.to_owned(),
    });
    texts.extend(signals_explanation(lang, report));
    texts
}

fn signals_explanation(lang: Lang, report: &WeekReport) -> Vec<String> {
    let has_signals = !report.signals.is_empty();
    let text = has_signals.then(|| i18n::how_signal_of_week(lang).to_owned());
    text.into_iter().collect()
}
