//! A year in pixels: twelve months of thirty-one places.

use std::fmt::Write as _;

use leptos::prelude::*;

use super::{
    counts::Counts,
    days::{Days, State},
    head::{Head, Jump, SkipDays, Views},
};
use crate::{
    context::Visitor,
    domain::{Day, Year},
    html,
    i18n::{self, dates},
    ui::components::SeenAt,
};

/// The page of a year.
pub(super) fn year_view(visitor: &Visitor, year: Year, days: Days) -> impl IntoView + use<> {
    let lang = days.locale.lang;
    let emptiness = days.emptiness(visitor);
    let label = i18n::days_of(lang, &year.number().to_string());
    let table = table(year, &days);
    let days = StoredValue::new(days);
    let legend = match emptiness {
        Some(text) => view! { <p class="emptiness">{text}</p> }.into_any(),
        None => view! { <Counts days /> }.into_any(),
    };
    view! {
        <Views days />
        <Head days />
        <SeenAt />
        <SkipDays lang />
        <div class="calendar-year">
            <table class="year" role="table" aria-label=label inner_html=table></table>
            <div class="beside" id="after-days" tabindex="-1">
                {legend}
                <Jump days />
            </div>
        </div>
    }
}

/// The table's HTML: a row for each month. The style sheet lays the rows out as columns on a narrow
/// screen, so the roles are named: a browser forgets those of a table that is laid out as a grid. A caption
/// has no place among them.
fn table(year: Year, days: &Days) -> String {
    let lang = days.locale.lang;
    let mut table =
        String::from("<thead role=\"rowgroup\"><tr role=\"row\"><td role=\"cell\"></td>");
    // Writing to a String cannot fail.
    for number in 1..=31 {
        let _ = write!(
            table,
            "<th scope=\"col\" role=\"columnheader\">{number}</th>"
        );
    }
    table.push_str("</tr></thead><tbody role=\"rowgroup\">");
    for month in year.months() {
        let name = dates::month(lang, month.first());
        let _ = write!(
            table,
            "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\">\
             <a href=\"/calendar/{month}\" aria-label=\"{}\"><span>{}</span><span>{}</span></a></th>",
            dates::month_and_year(lang, month.first()),
            name.chars().next().unwrap_or_default(),
            dates::month_short(lang, month.first()),
        );
        for number in 1..=31 {
            match month.day(number) {
                Some(day) => table.push_str(&cell(day, days)),
                None => table.push_str("<td role=\"cell\"></td>"),
            }
        }
        table.push_str("</tr>");
    }
    table + "</tbody>"
}

fn cell(day: Day, days: &Days) -> String {
    let state = days.state(day);
    let picture = days.picture(day, state);
    let current = if day == days.today {
        " aria-current=\"date\""
    } else {
        ""
    };
    let content = match (days.address(day, state), state) {
        (Some(address), _) => {
            let label = html::escape(&days.label(day, state));
            format!(
                "<a href=\"{address}\" aria-label=\"{label}\" title=\"{label}\"{current}>{picture}</a>"
            )
        }
        (None, State::Expired) => format!(
            "{picture}<span class=\"hidden\">{}</span>",
            i18n::nothing_written(days.locale.lang)
        ),
        (None, _) => picture,
    };
    format!("<td role=\"cell\">{content}</td>")
}
