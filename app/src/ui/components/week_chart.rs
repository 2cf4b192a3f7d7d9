//! The week as a line of faces, each at the height of its mood.

use std::fmt::Write;

use leptos::prelude::*;

use super::Face;
use crate::{
    domain::{Day, Entry, Lang, Week},
    ui::{dates, words},
};

/// Seven columns, each a link to its day. Empty days stay empty: the line is
/// dotted across them, and no value is made up.
#[component]
pub fn WeekChart(
    /// The language of the labels.
    lang: Lang,
    /// Which week.
    week: Week,
    /// Its entries.
    entries: Vec<Entry>,
    /// The person's date.
    today: Day,
    /// The day the page is about.
    chosen: Day,
    /// The first day that can still be written.
    earliest: Day,
) -> impl IntoView {
    let (solid, dotted) = line(week, &entries);
    let columns = week
        .days()
        .map(|day| {
            let entry = entries.iter().find(|entry| entry.day == day);
            let mut class = String::from("slot");
            for (name, is) in [("today", day == today), ("chosen", day == chosen)] {
                if is {
                    class.push(' ');
                    class.push_str(name);
                }
            }
            let mark = match entry {
                Some(entry) => view! { <Face mood=entry.mood/> }.into_any(),
                None => view! { <span class="hollow"></span> }.into_any(),
            };
            let column = view! {
                <span class="plot" aria-hidden="true">
                    <span class="mark" data-score=entry.map(|entry| entry.mood.score())>{mark}</span>
                </span>
                <span class="weekday" aria-hidden="true">{dates::weekday_short(lang, day)}</span>
                <span class="hidden">{label(lang, day, today, entry)}</span>
            };
            if day > today || day < earliest {
                view! { <li class=class><span class="column">{column}</span></li> }.into_any()
            } else {
                let current = (day == chosen).then_some("date");
                view! {
                    <li class=class>
                        <a class="column" href=address(day, today) aria-current=current>{column}</a>
                    </li>
                }
                .into_any()
            }
        })
        .collect_view();
    view! {
        <div class="chart">
            <svg class="line" viewBox="0 0 700 400" preserveAspectRatio="none" aria-hidden="true">
                <defs>
                    <linearGradient id="hues" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="0" y2="400">
                        <stop offset="0" class="hue great"></stop>
                        <stop offset=".25" class="hue good"></stop>
                        <stop offset=".5" class="hue okay"></stop>
                        <stop offset=".75" class="hue bad"></stop>
                        <stop offset="1" class="hue awful"></stop>
                    </linearGradient>
                </defs>
                <path class="solid" d=solid></path>
                <path class="dotted" d=dotted></path>
            </svg>
            <ol class="slots">{columns}</ol>
        </div>
    }
}

/// The page about a day; today's has no parameter, so that it stays today's.
fn address(day: Day, today: Day) -> String {
    if day == today { "/".into() } else { format!("/?day={day}") }
}

fn label(lang: Lang, day: Day, today: Day, entry: Option<&Entry>) -> String {
    let said = match entry {
        Some(entry) => words::mood_name(lang, entry.mood),
        None if day > today => words::still_to_come(lang),
        None => words::nothing_written(lang),
    };
    let number = chrono::Datelike::day(&day.date());
    format!("{} {number}: {said}", dates::weekday(lang, day))
}

/// The curve through the written days, in a box of 700 × 400: solid between
/// neighbours, dotted across a gap. Each piece leaves and arrives level, so
/// the curve never rises above what was felt.
fn line(week: Week, entries: &[Entry]) -> (String, String) {
    let (mut solid, mut dotted) = (String::new(), String::new());
    let point = |entry: &Entry| {
        (50 + 100 * entry.day.since(week.start()), 100 * (5 - i64::from(entry.mood.score())))
    };
    for pair in entries.windows(2) {
        let ((x0, y0), (x1, y1)) = (point(&pair[0]), point(&pair[1]));
        let path = if x1 - x0 == 100 { &mut solid } else { &mut dotted };
        let middle = (x0 + x1) / 2;
        // Writing to a String cannot fail.
        let _ = write!(path, "M{x0} {y0}C{middle} {y0} {middle} {y1} {x1} {y1}");
    }
    (solid, dotted)
}

#[cfg(test)]
mod tests {
    use chrono::Weekday;

    use super::*;
    use crate::domain::Mood;

    fn entry(day: Day, mood: Mood) -> Entry {
        Entry { day, mood, note: None, version: 1, created_at: 0, updated_at: 0, expires_at: 1 }
    }

    #[test]
    fn a_gap_is_dotted_and_neighbours_are_joined() {
        let week = Week::containing(Day::parse("day", "2026-11-20").unwrap(), Weekday::Mon);
        let [monday, tuesday, _, thursday, ..] = week.days();
        let entries =
            [entry(monday, Mood::Great), entry(tuesday, Mood::Awful), entry(thursday, Mood::Okay)];
        let (solid, dotted) = line(week, &entries);
        assert_eq!(solid, "M50 0C100 0 100 400 150 400");
        assert_eq!(dotted, "M150 400C250 400 250 200 350 200");
        assert_eq!(line(week, &entries[..1]), (String::new(), String::new()));
    }
}
