//! The page's charts, each with the table of its numbers.

use super::table::Table;
use crate::{
    charts::{
        self, Bar, Caption, Interval, Line, Palette, Series, Step, bars, intervals, line, mix,
    },
    domain::{
        Locale, Mood,
        insight::{self, Distribution, TagFindings, Trend, WeekdayPattern, When},
    },
    i18n::{self, dates, numbers},
};

/// A chart and its table.
pub(super) type Figure = (String, Table);

/// The distribution.
pub(super) fn moods(locale: Locale, distribution: &Distribution, description: &str) -> Figure {
    let lang = locale.lang;
    let counts = Mood::ALL.map(|mood| distribution.count(mood));
    let caption = Caption {
        id: "mix-chart",
        title: i18n::mix_title(lang),
        description,
    };
    let rows = Mood::ALL.into_iter().rev().map(|mood| {
        let count = distribution.count(mood);
        vec![
            i18n::mood_name(lang, mood).to_owned(),
            numbers::count(lang, count),
            numbers::percent(lang, count, distribution.days()),
        ]
    });
    let table = Table {
        caption: i18n::mix_title(lang).to_owned(),
        head: heads(&[
            i18n::mood_column(lang),
            i18n::days_column(lang),
            i18n::share_column(lang),
        ]),
        rows: rows.collect(),
    };
    (mix(&Palette::PAGE, caption, lang, counts).svg, table)
}

/// The curve, with the trend if there is one.
pub(super) fn curve(
    locale: Locale,
    series: &Series,
    trend: &Trend,
    mean: f64,
    description: &str,
) -> Figure {
    let lang = locale.lang;
    let caption = Caption {
        id: "curve-chart",
        title: i18n::curve_title(lang),
        description,
    };
    let of = Line::with_trend(series, trend, mean);
    let chart = line(&Palette::PAGE, caption, locale, &of).svg;
    let is_mean = series.step != Step::Day;
    let head = if is_mean {
        heads(&[
            i18n::from_column(lang),
            i18n::mean_column(lang),
            i18n::days_column(lang),
        ])
    } else {
        heads(&[i18n::date_column(lang), i18n::mood_column(lang)])
    };
    let rows = series.points.iter().map(|point| {
        let day = dates::with_year(locale, point.start);
        if is_mean {
            let mean = numbers::decimal(lang, point.mean, 1);
            vec![day, mean, numbers::count(lang, point.n)]
        } else {
            let mood = charts::nearest(point.mean);
            vec![day, i18n::mood_name(lang, mood).to_owned()]
        }
    });
    let table = Table {
        caption: i18n::curve_title(lang).to_owned(),
        head,
        rows: rows.collect(),
    };
    (chart, table)
}

/// The weekdays, from the first of a week.
pub(super) fn weekdays(locale: Locale, pattern: &WeekdayPattern) -> Figure {
    let lang = locale.lang;
    let caption = Caption {
        id: "weekdays-chart",
        title: i18n::weekdays_title(lang),
        description: i18n::bars_description(lang),
    };
    let rows = pattern.beginning(locale.first_weekday()).map(|of| {
        let number = |value| numbers::decimal(lang, value, 1);
        let mean = match (of.mean.map(number), of.interval) {
            (Some(mean), Some(insight::Interval { low, high, .. })) => {
                format!("{mean} ({} … {})", number(low), number(high))
            }
            (Some(mean), None) => mean,
            (None, _) => "–".to_owned(),
        };
        vec![
            i18n::weekday(lang, of.weekday).to_owned(),
            mean,
            numbers::count(lang, of.days),
        ]
    });
    let table = Table {
        caption: i18n::weekdays_title(lang).to_owned(),
        head: heads(&[
            i18n::weekday_column(lang),
            i18n::mean_interval_column(lang),
            i18n::days_column(lang),
        ]),
        rows: rows.to_vec(),
    };
    (
        bars(&Palette::PAGE, caption, &Bar::weekdays(locale, pattern)).svg,
        table,
    )
}

/// The tags that hold; empty if there are none.
pub(super) fn tags(locale: Locale, findings: &TagFindings) -> Figure {
    let lang = locale.lang;
    if findings.associations.is_empty() {
        return (String::new(), Table::default());
    }
    let caption = Caption {
        id: "tags-chart",
        title: i18n::tags_title(lang),
        description: i18n::tags_description(lang),
    };
    let drawn: Vec<_> = findings
        .associations
        .iter()
        .map(|of| Interval {
            label: match of.when {
                When::SameDay => format!("#{}", of.tag),
                When::DayAfter => format!("#{}, {}", of.tag, i18n::day_after(lang)),
            },
            difference: of.difference.estimate,
            interval: (of.difference.low, of.difference.high),
            n: of.days_with,
        })
        .collect();
    let rows = findings.associations.iter().zip(&drawn).map(|(of, row)| {
        let Interval {
            label,
            difference,
            interval: (low, high),
            ..
        } = row;
        let [difference, low, high] =
            [*difference, *low, *high].map(|value| numbers::signed(lang, value, 1));
        let [with, without] = [of.days_with, of.days_without].map(|n| numbers::count(lang, n));
        vec![
            label.clone(),
            format!("{difference} ({low} … {high})"),
            format!("{with} / {without}"),
        ]
    });
    let table = Table {
        caption: i18n::tags_title(lang).to_owned(),
        head: heads(&[
            i18n::tag_column(lang),
            i18n::difference_column(lang),
            i18n::with_column(lang),
        ]),
        rows: rows.collect(),
    };
    (intervals(&Palette::PAGE, caption, lang, &drawn).svg, table)
}

pub(super) fn heads(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
