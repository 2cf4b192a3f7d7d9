//! The week as a line of faces, each at the height of its mood.

use std::{fmt::Write, ops::RangeInclusive};

use leptos::prelude::*;

use super::address;
use crate::{
    domain::{Day, Entry, Lang, Locale, Week},
    html,
    i18n::{self, dates},
    ui::{components::face_html, reactive::reactive},
};

/// Seven columns, each a link to its day. Empty days have no point: the line is
/// dotted across them. The chart is one string of HTML: as a view it would add
/// four kilobytes to the WASM.
#[component]
pub fn WeekChart<F>(
    /// The language, and the first day of weeks.
    locale: Locale,
    /// The day on the page.
    day: RwSignal<Day>,
    /// Today.
    today: RwSignal<Day>,
    /// The first day that can still be written.
    earliest: Day,
    /// Returns the entries of the week, oldest first.
    entries: F,
) -> impl IntoView
where
    F: Fn() -> Vec<Entry> + Send + Sync + 'static,
{
    let chart = reactive(move || {
        let week = Week::containing(day.get(), locale.first_weekday());
        let open = earliest..=today.get();
        chart(locale.lang, week.start(), &entries(), day.get(), &open)
    });
    view! { <div class="chart" inner_html=chart></div> }
}

/// The chart as HTML. The days of `open` can be written; its last is today.
fn chart(
    lang: Lang,
    week_start: Day,
    entries: &[Entry],
    chosen: Day,
    open: &RangeInclusive<Day>,
) -> String {
    let today = *open.end();
    let (solid, dotted) = line(week_start, entries);
    let columns: String = (0..7)
        .map(|offset| {
            let day = week_start.plus(offset);
            let entry = entries.iter().find(|entry| entry.day == day);
            column(&Column {
                is_today: day == today,
                is_chosen: day == chosen,
                // A day that can't be written is no link.
                href: open.contains(&day).then(|| address::of(day, today)),
                entry,
                weekday: dates::weekday_short(lang, day),
                label: html::escape(&label(lang, day, today, entry)),
            })
        })
        .collect();
    format!(
        "<svg class=\"line\" viewBox=\"0 0 700 400\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
         <path class=\"solid\" d=\"{solid}\"></path><path class=\"dotted\" d=\"{dotted}\"></path></svg>\
         <ol class=\"slots\" aria-describedby=\"summary\">{columns}</ol>"
    )
}

/// A day of the chart.
struct Column<'a> {
    is_today: bool,
    is_chosen: bool,
    href: Option<String>,
    entry: Option<&'a Entry>,
    weekday: &'static str,
    label: String,
}

fn column(day: &Column) -> String {
    let (class, current) = match (day.is_today, day.is_chosen) {
        (true, true) => (" today chosen", " aria-current=\"date\""),
        (true, false) => (" today", " aria-current=\"date\""),
        (false, true) => (" chosen", " aria-current=\"true\""),
        (false, false) => ("", ""),
    };
    let (tag, href) = match &day.href {
        Some(href) => ("a", format!(" href=\"{href}\"")),
        None => ("span", String::new()),
    };
    let (score, face) = day.entry.map_or((0, String::new()), |entry| {
        (entry.mood.score(), face_html(entry.mood))
    });
    let noted = match day.entry {
        Some(entry) if entry.note.is_some() => " noted",
        _ => "",
    };
    format!(
        "<li class=\"slot{class}\"><{tag} class=\"column\"{href}{current}>\
         <span class=\"plot\" aria-hidden=\"true\"><span class=\"mark{noted}\" data-score=\"{score}\">{face}</span></span>\
         <span class=\"weekday\" aria-hidden=\"true\">{}</span><span class=\"hidden\">{}</span></{tag}></li>",
        day.weekday, day.label,
    )
}

fn label(lang: Lang, day: Day, today: Day, entry: Option<&Entry>) -> String {
    let state = match entry {
        Some(entry) => i18n::mood_name(lang, entry.mood),
        None if day > today => i18n::still_to_come(lang),
        None => i18n::nothing_written(lang),
    };
    let note = match entry {
        Some(entry) if entry.note.is_some() => i18n::with_a_note(lang),
        _ => "",
    };
    format!(
        "{}{}{state}{note}",
        dates::weekday_and_number(lang, day),
        i18n::colon(lang)
    )
}

/// The SVG paths through the days with an entry, in a box of 700 × 400: solid
/// between neighbours, dotted across a gap. Each piece starts and ends level, so
/// that the curve never overshoots a mood.
fn line(week_start: Day, entries: &[Entry]) -> (String, String) {
    let (mut solid, mut dotted) = (String::new(), String::new());
    let point = |entry: &Entry| {
        (
            50 + 100 * entry.day.since(week_start),
            100 * (5 - i64::from(entry.mood.score())),
        )
    };
    for pair in entries.windows(2) {
        let ((x0, y0), (x1, y1)) = (point(&pair[0]), point(&pair[1]));
        let path = if x1 - x0 == 100 {
            &mut solid
        } else {
            &mut dotted
        };
        let middle = (x0 + x1) / 2;
        // Writing to a String cannot fail.
        let _ = write!(path, "M{x0} {y0}C{middle} {y0} {middle} {y1} {x1} {y1}");
    }
    (solid, dotted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Mood;

    fn entry(day: Day, mood: Mood) -> Entry {
        Entry {
            day,
            mood,
            note: None,
            version: 1,
            edited: false,
            created_at: 0,
            updated_at: 0,
            expires_at: 1,
        }
    }

    #[test]
    fn a_gap_is_dotted_and_neighbours_are_joined() {
        let monday = Day::parse("2026-11-16").unwrap();
        let entries = [
            entry(monday, Mood::Great),
            entry(monday.plus(1), Mood::Awful),
            entry(monday.plus(3), Mood::Okay),
        ];
        let (solid, dotted) = line(monday, &entries);
        assert_eq!(solid, "M50 0C100 0 100 400 150 400");
        assert_eq!(dotted, "M150 400C250 400 250 200 350 200");
        assert_eq!(line(monday, &entries[..1]), (String::new(), String::new()));
    }
}
