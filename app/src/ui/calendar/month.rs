//! A month as a grid of faces.

use std::fmt::Write as _;

use chrono::Datelike;
use leptos::prelude::*;

use super::{
    counts::Counts,
    days::Days,
    head::{Head, Jump, SkipDays, Views},
};
use crate::{
    charts::{Caption, Line, Palette, Series, line},
    context::Visitor,
    domain::{Day, Entry, Month},
    html,
    i18n::{self, dates},
    ui::{
        components::{Face, SeenAt},
        signals::Lanes,
    },
};

/// The page of a month.
pub(super) fn month_view(
    visitor: &Visitor,
    month: Month,
    days: Days,
    lanes: Option<&Lanes>,
) -> impl IntoView + use<> {
    let lang = days.locale.lang;
    let emptiness = days.emptiness(visitor);
    let latest = days.entries.last().cloned();
    let today = days.today;
    let table = table(month, &days, lanes);
    let legend = lanes.and_then(Lanes::legend);
    let days = StoredValue::new(days);
    let beside = match emptiness {
        Some(text) => view! { <p class="emptiness">{text}</p> }.into_any(),
        None => view! {
            <Curve days />
            <Counts days />
            {latest.map(|entry| view! { <Latest days entry today /> })}
        }
        .into_any(),
    };
    view! {
        <Views days />
        <Head days />
        <SeenAt />
        <SkipDays lang />
        <div class="calendar">
            <table class="month" inner_html=table></table>
            <div class="beside" id="after-days" tabindex="-1">
                {legend.map(|text| view! { <p class="soft">{text}</p> })}
                {beside}
                <Jump days />
            </div>
        </div>
    }
}

/// The table's HTML: a row for each week, from the person's first weekday on.
fn table(month: Month, days: &Days, lanes: Option<&Lanes>) -> String {
    let lang = days.locale.lang;
    let weeks = month.weeks(days.locale.first_weekday());
    let name = dates::month_and_year(lang, month.first());
    let mut table = format!(
        "<caption class=\"hidden\">{}</caption><thead><tr>",
        i18n::days_of(lang, &name)
    );
    // Any week in the middle of the month has all seven weekdays.
    for day in weeks.get(1).into_iter().flatten().flatten() {
        // Writing to a String cannot fail.
        let _ = write!(
            table,
            "<th scope=\"col\"><abbr title=\"{}\">{}</abbr></th>",
            dates::weekday(lang, *day),
            dates::weekday_short(lang, *day)
        );
    }
    table.push_str("</tr></thead><tbody>");
    for week in weeks {
        table.push_str("<tr>");
        for day in &week {
            match day {
                Some(day) => table.push_str(&cell(*day, days)),
                None => table.push_str("<td></td>"),
            }
        }
        table.push_str("</tr>");
        if let Some(lanes) = lanes {
            table.push_str(&lanes.rows(&week));
        }
    }
    table + "</tbody>"
}

fn cell(day: Day, days: &Days) -> String {
    let state = days.state(day);
    let (tag, href) = match days.address(day, state) {
        Some(address) => ("a", format!(" href=\"{address}\"")),
        None => ("span", String::new()),
    };
    let (class, current) = if day == days.today {
        (" today", " aria-current=\"date\"")
    } else {
        ("", "")
    };
    format!(
        "<td><{tag} class=\"date-cell{class}\"{href}{current}>\
         <span class=\"number\" aria-hidden=\"true\">{}</span>{}\
         <span class=\"hidden\">{}</span></{tag}></td>",
        day.date().day(),
        days.picture(day, state),
        html::escape(&days.label(day, state)),
    )
}

/// The month's curve; its table is the month's.
#[component]
fn Curve(days: StoredValue<Days>) -> impl IntoView {
    days.with_value(|days| {
        let (locale, lang) = (days.locale, days.locale.lang);
        let moods = days.entries.iter().map(|entry| (entry.day, entry.mood));
        let (first, last) = (days.period.first(), days.period.last());
        let series = Series::of(moods, first, last, locale.first_weekday());
        let name = i18n::period_name(locale, days.period, days.today);
        let caption = Caption {
            id: "curve",
            title: &i18n::curve_of(lang, &name),
            description: &i18n::days_written(lang, days.entries.len()),
        };
        let of = Line {
            series: &series,
            trend: None,
        };
        let curve = line(&Palette::PAGE, caption, locale, &of);
        view! { <div class="month-curve" inner_html=curve.svg></div> }
    })
}

/// The month's last entry, with its note.
#[component]
fn Latest(days: StoredValue<Days>, entry: Entry, today: Day) -> impl IntoView {
    let locale = days.with_value(|days| days.locale);
    let lang = locale.lang;
    let note = entry.note_text().to_owned();
    let note = (!note.is_empty()).then(|| view! { <p dir="auto">{note}</p> });
    view! {
        <section class="latest" aria-labelledby="latest">
            <Face mood=entry.mood />
            <h2 id="latest">
                <a href=format!(
                    "/calendar/{}",
                    entry.day,
                )>
                    {dates::full(locale, entry.day, today)} <span class="hidden">" · "</span>
                    <span class="mood-name">{i18n::mood_name(lang, entry.mood)}</span>
                </a>
            </h2>
            {note}
        </section>
    }
}
