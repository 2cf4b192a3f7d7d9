//! Calendars of faces: a month by weeks, a year by months.

use chrono::Datelike;

use super::{
    Caption, Palette,
    document::{Anchor, Drawing, WIDTH},
};
use crate::{
    domain::{Day, Entry, Locale, Week},
    i18n::dates,
};

/// The month of `day`: a column for each weekday, a row for each week.
#[must_use]
pub fn month_grid(
    palette: &Palette,
    caption: Caption<'_>,
    locale: Locale,
    day: Day,
    entries: &[Entry],
) -> String {
    const COLUMN: f64 = WIDTH / 7.0;
    const ROW: f64 = 48.0;
    const TOP: f64 = 22.0;
    let mut drawing = Drawing::new(palette);
    let first = first_of_month(day);
    let days = i64::from(first.date().num_days_in_month());
    let start = Week::containing(first, locale.first_weekday()).start();
    for column in 0..7_i32 {
        let name = dates::weekday_short(locale.lang, start.plus(i64::from(column)));
        let middle = COLUMN * (f64::from(column) + 0.5);
        drawing.label(middle, 12.0, Anchor::Middle, name);
    }
    let before = first.since(start);
    for offset in 0..days {
        let day = first.plus(offset);
        let (column, row) = ((before + offset) % 7, (before + offset) / 7);
        let x = COLUMN * (column as f64 + 0.5);
        let y = TOP + ROW * row as f64 + 16.0;
        mark(&mut drawing, find(entries, day), x, y, 28.0);
        let number = day.date().day().to_string();
        drawing.label(x, y + 27.0, Anchor::Middle, &number);
    }
    let rows = (before + days + 6) / 7;
    drawing.finish(caption, TOP + ROW * rows as f64)
}

/// The year of `day`: a row for each month, a column for each day of a month.
#[must_use]
pub fn year_grid(
    palette: &Palette,
    caption: Caption<'_>,
    locale: Locale,
    day: Day,
    entries: &[Entry],
) -> String {
    const LEFT: f64 = 36.0;
    const CELL: f64 = (WIDTH - LEFT) / 31.0;
    const ROW: f64 = 15.0;
    const TOP: f64 = 18.0;
    let mut drawing = Drawing::new(palette);
    for number in [1_u8, 5, 10, 15, 20, 25, 31] {
        let x = LEFT + CELL * (f64::from(number) - 0.5);
        drawing.label(x, 11.0, Anchor::Middle, &number.to_string());
    }
    let mut month = first_of_month(day);
    while month.date().month0() > 0 {
        month = first_of_month(month.plus(-1));
    }
    for row in 0..12_i32 {
        let y = TOP + ROW * (f64::from(row) + 0.5);
        let name = dates::month_short(locale.lang, month);
        drawing.label(0.0, y + 4.0, Anchor::Start, name);
        for offset in 0..month.date().num_days_in_month() {
            let day = month.plus(i64::from(offset));
            let x = LEFT + CELL * (f64::from(offset) + 0.5);
            mark(&mut drawing, find(entries, day), x, y, 10.0);
        }
        month = month.plus_months(1);
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

fn first_of_month(day: Day) -> Day {
    day.plus(-i64::from(day.date().day0()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{Lang, Mood},
        ui::charts::tests::{day, entry},
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
        let svg = month_grid(&Palette::PAGE, CAPTION, locale, day("2024-02-10"), &entries);
        assert_eq!(svg.matches("<use").count(), 2);
        assert_eq!(svg.matches("<circle").count(), 27);
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
            day("2024-06-30"),
            &entries,
        );
        assert_eq!(svg.matches("<use").count(), 2);
        assert_eq!(svg.matches("stroke=\"#8d8d97\"").count(), 364);
    }
}
