//! The content of a month or a year on paper.

use super::sheets::{MARGIN, Sheets, WIDTH};
use crate::{
    charts::{Bar, Caption, Chart, Line, Palette, Series, bars, line, mix, month_grid, year_grid},
    domain::{
        Day, Entry, Locale, Month, Mood, Period,
        insight::{Coverage, Insight, TaggedDay},
    },
    i18n::{self, dates},
};

/// The width of the left column, with the charts.
const LEFT: f32 = 212.0;
/// The space between two columns.
const GUTTER: f32 = 24.0;

/// The maximum number of sentences about tags. The largest differences come first.
const MAX_TAGS: usize = 8;

/// Adds a period that has at least one day. `span` are its days that the document is about; `days` are
/// all days of the document.
pub fn period(
    sheets: &mut Sheets<impl Fn(usize) -> String>,
    locale: Locale,
    period: Period,
    span: (Day, Day),
    days: &[TaggedDay],
    entries: &[Entry],
) {
    let lang = locale.lang;
    let (start, end) = span;
    let mut insight = Insight::of(days, start, end, end);
    // Days before the document's first are not missing; days before the period's first are.
    let first = days.first().map_or(start, |day| day.day.max(start));
    insight.coverage = Coverage {
        written: entries.len(),
        days: usize::try_from(end.since(first) + 1).unwrap_or_default(),
    };
    let name = i18n::period_name(locale, period, end);
    let sentences = sentences(locale, &insight);
    sheets.begin(&name);
    sheets.small(&i18n::pdf_lead(locale, span));
    sheets.space(12.0);
    let (_, top) = sheets.position();

    let grid = grid(locale, period, span, &name, entries);
    let grid_text = days_in_words(locale, entries);
    let is_year = matches!(period, Period::Year(_));
    if is_year {
        sheets.chart(grid, grid_text);
        sheets.space(16.0);
    } else {
        sheets.move_to(MARGIN, LEFT, top);
        sheets.chart(grid, grid_text);
        sheets.space(10.0);
    }
    let (_, y) = sheets.position();
    let top = if is_year { y } else { top };
    sheets.move_to(MARGIN, LEFT, y);
    curve(sheets, locale, span, &name, &insight, entries);
    if is_year {
        sheets.space(10.0);
        weekdays(sheets, locale, &insight);
    }
    let (sheet, left_end) = sheets.position();
    sheets.move_to(MARGIN + LEFT + GUTTER, WIDTH - LEFT - GUTTER, top);
    moods(sheets, locale, &insight);
    sheets.space(10.0);
    for sentence in &sentences {
        sheets.paragraph(sentence);
        sheets.space(3.0);
    }
    sheets.space(3.0);
    sheets.small(i18n::pdf_method(lang));
    let (last, y) = sheets.position();
    let y = if last == sheet { y.max(left_end) } else { y };
    sheets.move_to(MARGIN, WIDTH, y + 16.0);
    notes(sheets, locale, end, entries);
    if sheets.take_boxes() {
        sheets.small(i18n::pdf_boxes(lang));
    }
}

/// The moods of all days, for those who can't see the grid.
fn days_in_words(locale: Locale, entries: &[Entry]) -> String {
    let lang = locale.lang;
    let mut text = i18n::days_written(lang, entries.len());
    for entry in entries {
        let mood = i18n::mood_name(lang, entry.mood);
        text.push_str("; ");
        text.push_str(&dates::day_and_month(locale, entry.day));
        text.push_str(", ");
        text.push_str(mood);
    }
    text
}

fn grid(locale: Locale, period: Period, span: (Day, Day), name: &str, entries: &[Entry]) -> Chart {
    let caption = Caption {
        id: "grid",
        title: name,
        description: "",
    };
    match period {
        Period::Year(year) => year_grid(&Palette::PAPER, caption, locale, year, span, entries),
        Period::Month(_) | Period::Day(_) => {
            let month = Month::of(period.first());
            month_grid(&Palette::PAPER, caption, locale, month, span, entries)
        }
    }
}

fn curve(
    sheets: &mut Sheets<impl Fn(usize) -> String>,
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
    sheets.chart(chart, format!("{title}. {description}"));
}

fn moods(sheets: &mut Sheets<impl Fn(usize) -> String>, locale: Locale, insight: &Insight) {
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
    let chart = mix(&Palette::PAPER, caption, lang, counts);
    sheets.chart(chart, description);
}

fn weekdays(sheets: &mut Sheets<impl Fn(usize) -> String>, locale: Locale, insight: &Insight) {
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
    sheets.chart(chart, format!("{title}. {description}"));
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
    let tags = insight.tags.associations.iter().take(MAX_TAGS);
    sentences.extend(tags.map(|tag| i18n::tag_sentence(lang, tag)));
    sentences.push(i18n::steadiness_sentence(lang, insight.steadiness.as_ref()));
    sentences.push(i18n::coverage_sentence(lang, insight.coverage));
    sentences
}

fn notes(
    sheets: &mut Sheets<impl Fn(usize) -> String>,
    locale: Locale,
    today: Day,
    entries: &[Entry],
) {
    let noted = entries.iter().filter(|entry| entry.note.is_some());
    for (at, entry) in noted.enumerate() {
        // A day's heading stays with its note.
        sheets.keep(if at == 0 { 60.0 } else { 32.0 });
        if at == 0 {
            sheets.section(i18n::pdf_notes(locale.lang));
        }
        let mood = i18n::mood_name(locale.lang, entry.mood);
        sheets.subsection(&format!(
            "{} · {mood}",
            dates::full(locale, entry.day, today)
        ));
        sheets.paragraph(entry.note_text());
        sheets.space(5.0);
    }
}
