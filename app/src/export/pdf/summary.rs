//! The content of a month or a year on paper.

use super::sheets::{MARGIN, Sheets, WIDTH};
use crate::{
    charts::{Bar, Caption, Chart, Line, Palette, Series, bars, line, mix, month_grid, year_grid},
    domain::{
        Day, Entry, Locale, Month, Mood, Period,
        insight::{Insight, TaggedDay},
    },
    i18n::{self, dates},
};

/// The width of the left column, with the charts.
const LEFT: f32 = 212.0;
/// The space between two columns.
const GUTTER: f32 = 24.0;

/// Adds a period that has at least one day. `span` are its days that the document is about; `days` are
/// all days of the document.
pub fn period(
    sheets: &mut Sheets,
    locale: Locale,
    period: Period,
    span: (Day, Day),
    days: &[TaggedDay],
    entries: &[Entry],
) {
    let lang = locale.lang;
    let (start, end) = span;
    let insight = Insight::of(days, start, end, end);
    let name = i18n::period_name(locale, period, end);
    let sentences = sentences(locale, &insight);
    sheets.begin(&name);
    sheets.small(&i18n::pdf_lead(locale, span));
    sheets.space(12.0);
    let top = sheets.y();

    let grid = grid(locale, period, &name, entries);
    let grid_text = i18n::days_written(lang, entries.len());
    let is_year = matches!(period, Period::Year(_));
    if is_year {
        sheets.chart(grid, &grid_text);
        sheets.space(16.0);
    } else {
        sheets.move_to(MARGIN, LEFT, sheets.y());
        sheets.chart(grid, &grid_text);
        sheets.space(10.0);
    }
    let top = if is_year { sheets.y() } else { top };
    sheets.move_to(MARGIN, LEFT, sheets.y());
    curve(sheets, locale, span, &name, &insight, entries);
    if is_year {
        sheets.space(10.0);
        weekdays(sheets, locale, &insight);
    }
    let left_end = sheets.y();
    sheets.move_to(MARGIN + LEFT + GUTTER, WIDTH - LEFT - GUTTER, top);
    moods(sheets, locale, &insight);
    sheets.space(10.0);
    for sentence in &sentences {
        sheets.paragraph(sentence);
        sheets.space(3.0);
    }
    sheets.space(3.0);
    sheets.small(i18n::pdf_method(lang));
    sheets.move_to(MARGIN, WIDTH, sheets.y().max(left_end) + 16.0);
    notes(sheets, locale, end, entries);
}

fn grid(locale: Locale, period: Period, name: &str, entries: &[Entry]) -> Chart {
    let caption = Caption {
        id: "grid",
        title: name,
        description: "",
    };
    match period {
        Period::Year(year) => year_grid(&Palette::PAPER, caption, locale, year, entries),
        Period::Month(_) | Period::Day(_) => {
            let month = Month::of(period.first());
            month_grid(&Palette::PAPER, caption, locale, month, entries)
        }
    }
}

fn curve(
    sheets: &mut Sheets,
    locale: Locale,
    (start, end): (Day, Day),
    name: &str,
    insight: &Insight,
    entries: &[Entry],
) {
    let moods = entries.iter().map(|entry| (entry.day, entry.mood));
    let series = Series::of(moods, start, end, locale.first_weekday());
    let mean = insight.mean.map_or(3.0, |mean| mean.value);
    let title = i18n::curve_of(locale.lang, name);
    let description = i18n::trend_sentence(locale.lang, &insight.trend);
    let caption = Caption {
        id: "curve",
        title: &title,
        description: &description,
    };
    let of = Line::with_trend(&series, &insight.trend, mean);
    let chart = line(&Palette::PAPER, caption, locale, &of);
    sheets.chart(chart, &format!("{title}. {description}"));
}

fn moods(sheets: &mut Sheets, locale: Locale, insight: &Insight) {
    let lang = locale.lang;
    let counts = Mood::ALL.map(|mood| insight.distribution.count(mood));
    let parts =
        Mood::ALL.map(|mood| format!("{}: {}", i18n::mood_name(lang, mood), counts[mood as usize]));
    let description = parts.join(", ");
    let caption = Caption {
        id: "mix",
        title: i18n::mix_title(lang),
        description: &description,
    };
    sheets.chart(mix(&Palette::PAPER, caption, lang, counts), &description);
}

fn weekdays(sheets: &mut Sheets, locale: Locale, insight: &Insight) {
    let title = i18n::weekdays_title(locale.lang);
    let description = i18n::weekdays_sentence(locale.lang, &insight.weekdays);
    let caption = Caption {
        id: "weekdays",
        title,
        description: &description,
    };
    let chart = bars(
        &Palette::PAPER,
        caption,
        &Bar::weekdays(locale, &insight.weekdays),
    );
    sheets.chart(chart, &format!("{title}. {description}"));
}

/// The statements, as on the page of insight.
fn sentences(locale: Locale, insight: &Insight) -> Vec<String> {
    let lang = locale.lang;
    let mut sentences = Vec::new();
    sentences.extend(
        insight
            .mean
            .as_ref()
            .map(|mean| i18n::mean_sentence(lang, mean)),
    );
    sentences.extend(
        insight
            .distribution
            .median()
            .map(|median| i18n::median_sentence(lang, median)),
    );
    sentences.push(i18n::trend_sentence(lang, &insight.trend));
    sentences.push(i18n::weekdays_sentence(lang, &insight.weekdays));
    let tags = insight.tags.associations.iter();
    sentences.extend(tags.map(|tag| i18n::tag_sentence(lang, tag)));
    sentences.push(i18n::steadiness_sentence(lang, insight.steadiness.as_ref()));
    sentences.push(i18n::coverage_sentence(lang, insight.coverage));
    sentences
}

fn notes(sheets: &mut Sheets, locale: Locale, today: Day, entries: &[Entry]) {
    let noted = entries.iter().filter(|entry| entry.note.is_some());
    for (at, entry) in noted.enumerate() {
        // A day's heading stays with its note.
        sheets.keep(if at == 0 { 60.0 } else { 32.0 });
        if at == 0 {
            sheets.section(i18n::pdf_notes(locale.lang));
        }
        let mood = i18n::mood_name(locale.lang, entry.mood);
        sheets.small(&format!(
            "{} · {mood}",
            dates::full(locale, entry.day, today)
        ));
        sheets.paragraph(entry.note_text());
        sheets.space(5.0);
    }
}
