//! Calendars of faces: a month by weeks, a year by months.

use chrono::Datelike;

use super::{
    Caption, Chart, Palette,
    document::{Anchor, Drawing, WIDTH},
};
use crate::{
    domain::{Day, Entry, Locale, Month, Year},
    i18n::dates,
};

/// A month: a column for each weekday, a row for each week. Days outside `span` have only their number.
#[must_use]
pub fn month_grid(
    palette: &Palette,
    caption: Caption<'_>,
    locale: Locale,
    month: Month,
    span: (Day, Day),
    entries: &[Entry],
) -> Chart {
    const COLUMN: f64 = WIDTH / 7.0;
    const ROW: f64 = 48.0;
    const TOP: f64 = 22.0;
    let mut drawing = Drawing::new(palette);
    let weeks = month.weeks(locale.first_weekday());
    // Any week in the middle of the month has all seven weekdays.
    for (column, day) in weeks.iter().skip(1).take(1).flatten().enumerate() {
        let name = day.map_or("", |day| dates::weekday_short(locale.lang, day));
        let middle = COLUMN * (column as f64 + 0.5);
        drawing.label(middle, 12.0, Anchor::Middle, name);
    }
    for (row, week) in weeks.iter().enumerate() {
        for (column, day) in week.iter().enumerate() {
            let Some(day) = *day else { continue };
            let x = COLUMN * (column as f64 + 0.5);
            let y = TOP + ROW * row as f64 + 16.0;
            if (span.0..=span.1).contains(&day) {
                mark(&mut drawing, find(entries, day), x, y, 28.0);
            }
            let number = day.date().day().to_string();
            drawing.label(x, y + 27.0, Anchor::Middle, &number);
        }
    }
    drawing.finish(caption, TOP + ROW * weeks.len() as f64)
}

/// A year: a row for each month, a column for each day of a month. Days outside `span` are left out.
#[must_use]
pub fn year_grid(
    palette: &Palette,
    caption: Caption<'_>,
    locale: Locale,
    year: Year,
    span: (Day, Day),
    entries: &[Entry],
) -> Chart {
    const LEFT: f64 = 36.0;
    const CELL: f64 = (WIDTH - LEFT) / 31.0;
    const ROW: f64 = 15.0;
    const TOP: f64 = 18.0;
    let mut drawing = Drawing::new(palette);
    for number in [1_u8, 5, 10, 15, 20, 25, 31] {
        let x = LEFT + CELL * (f64::from(number) - 0.5);
        drawing.label(x, 11.0, Anchor::Middle, &number.to_string());
    }
    for (row, month) in year.months().enumerate() {
        let y = TOP + ROW * (row as f64 + 0.5);
        let name = dates::month_short(locale.lang, month.first());
        drawing.label(0.0, y + 4.0, Anchor::Start, name);
        for number in 1..=31_u32 {
            let Some(day) = month.day(number) else {
                continue;
            };
            let x = LEFT + CELL * (f64::from(number) - 0.5);
            if (span.0..=span.1).contains(&day) {
                mark(&mut drawing, find(entries, day), x, y, 10.0);
            }
        }
    }
    drawing.finish(caption, TOP + 12.0 * ROW)
}

/// The face of a day; a hollow dot for an empty one.
fn mark(drawing: &mut Drawing<'_>, entry: Option<&Entry>, x: f64, y: f64, size: f64) {
    match entry {
        Some(entry) => drawing.face(entry.mood, x, y, size),
        None => {
            let edge = drawing.palette.edge;
            drawing.add(format_args!(
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{:.1}\" fill=\"none\" stroke=\"{edge}\"/>",
                size / 6.0
            ));
        }
    }
}

/// The entry of a day, among entries in order.
fn find(entries: &[Entry], day: Day) -> Option<&Entry> {
    let at = entries.binary_search_by_key(&day, |entry| entry.day).ok()?;
    entries.get(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        charts::tests::{day, entry},
        domain::{Lang, Mood},
    };

    const CAPTION: Caption<'_> = Caption {
        id: "grid",
        title: "T",
        description: "D",
    };

    #[test]
    fn a_month_has_all_its_days() {
        let locale = Locale::negotiate(Some(Lang::Fr), "fr-FR");
        let entries = [
            entry("2024-02-28", Mood::Good),
            entry("2024-02-29", Mood::Bad),
            entry("2024-03-01", Mood::Bad),
        ];
        let svg = month_grid(
            &Palette::PAGE,
            CAPTION,
            locale,
            Month::of(day("2024-02-10")),
            (day("2024-02-02"), day("2024-12-31")),
            &entries,
        )
        .svg;
        assert_eq!(svg.matches("<use").count(), 2);
        // 26 empty days; the first is outside the span, and has only its number.
        assert_eq!(svg.matches("<circle").count(), 26);
        assert_eq!(svg.matches("<text").count(), 7 + 29);
        // February 2024 begins on a Thursday: five weeks.
        assert!(svg.contains("viewBox=\"0 0 360 262\""), "{svg}");
    }

    #[test]
    fn a_year_has_all_its_days() {
        let locale = Locale::negotiate(Some(Lang::En), "en-GB");
        let entries = [
            entry("2023-12-31", Mood::Good),
            entry("2024-01-01", Mood::Good),
            entry("2024-12-31", Mood::Bad),
        ];
        let svg = year_grid(
            &Palette::PAPER,
            CAPTION,
            locale,
            Year::of(day("2024-06-30")),
            (day("2023-01-01"), day("2024-12-30")),
            &entries,
        )
        .svg;
        assert_eq!(svg.matches("<use").count(), 1);
        assert_eq!(svg.matches("stroke=\"#8d8d97\"").count(), 364);
    }
}
