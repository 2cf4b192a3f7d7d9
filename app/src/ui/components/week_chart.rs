//! The week as a line of faces, each at the height of its mood.

use std::fmt::Write;

use leptos::prelude::*;

use super::face_html;
use crate::{
    domain::{Day, Entry, Lang},
    ui::{dates, html, words},
};

/// Seven columns, each a link to its day. Empty days stay empty: the line is
/// dotted across them, and no value is made up. It is one string of HTML: as a
/// view it would add four kilobytes to the WASM.
#[component]
pub fn WeekChart(
    /// The language of the labels.
    lang: Lang,
    /// The first day of the week.
    week_start: Day,
    /// Its entries, oldest first.
    entries: Vec<Entry>,
    /// The person's date.
    today: Day,
    /// The day the page is about.
    chosen: Day,
    /// The first day that can still be written.
    earliest: Day,
) -> impl IntoView {
    let (solid, dotted) = line(week_start, &entries);
    let columns: String = (0..7)
        .map(|offset| {
            let day = week_start.plus(offset);
            let entry = entries.iter().find(|entry| entry.day == day);
            let label = html::escape(&label(lang, day, today, entry));
            // A day that cannot be written is a place, not a way: no address.
            let is_open = earliest <= day && day <= today;
            let href = is_open.then(|| day_address(day, today));
            column(&Column {
                is_today: day == today,
                is_chosen: day == chosen,
                href,
                entry,
                weekday: dates::weekday_short(lang, day),
                label,
            })
        })
        .collect();
    let chart = format!(
        "<svg class=\"line\" viewBox=\"0 0 700 400\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
         <path class=\"solid\" d=\"{solid}\"></path><path class=\"dotted\" d=\"{dotted}\"></path></svg>\
         <ol class=\"slots\" aria-describedby=\"summary\">{columns}</ol>"
    );
    view! { <div class="chart" inner_html=chart></div> }
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

/// The page about a day; today's has no parameter, so that it stays today's.
pub fn day_address(day: Day, today: Day) -> String {
    if day == today {
        "/".into()
    } else {
        format!("/?day={day}")
    }
}

fn label(lang: Lang, day: Day, today: Day, entry: Option<&Entry>) -> String {
    let said = match entry {
        Some(entry) => words::mood_name(lang, entry.mood),
        None if day > today => words::still_to_come(lang),
        None => words::nothing_written(lang),
    };
    let note = match entry {
        Some(entry) if entry.note.is_some() => words::with_a_note(lang),
        _ => "",
    };
    format!(
        "{}{}{said}{note}",
        dates::weekday_and_number(lang, day),
        words::colon(lang)
    )
}

/// The curve through the written days, in a box of 700 × 400: solid between
/// neighbours, dotted across a gap. Each piece leaves and arrives level, so
/// the curve never rises above what was felt.
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
