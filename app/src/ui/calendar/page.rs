//! The pages of the calendar, by their address.

use futures::future::{OptionFuture, join4};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{day::day_view, days::Days, month::month_view, year::year_view};
use crate::{
    api::moods::mood_week,
    context::Context,
    domain::{Day, Month, Period, comment::Section},
    error::Error,
    i18n,
    ui::{
        comments::Shown, components::Unreachable, moments::moments_between,
        not_found::NotFoundPage, page_context::locale, signals::Lanes,
    },
};

/// A year, a month or a day; this month at `/calendar`.
#[component]
pub fn CalendarPage() -> impl IntoView {
    let context = Context::current();
    let today = context
        .as_ref()
        .map_or(Day::in_utc(0), |context| context.request.visitor.today);
    let Some(period) = requested(today) else {
        return view! { <NotFoundPage /> }.into_any();
    };
    let comments = match period {
        Period::Day(day) => Some(Shown::read(Section::Day(day))),
        Period::Year(_) | Period::Month(_) => None,
    };
    Suspend::new(async move {
        let lanes = match (&context, period) {
            (Ok(context), Period::Month(month)) => Some(Lanes::read(context, month)),
            _ => None,
        };
        let entries = mood_week(None, period.first().to_string(), period.last().to_string());
        let moments = moments_between(period.first(), period.last());
        let (entries, moments, comments, lanes) = join4(
            entries,
            moments,
            OptionFuture::from(comments),
            OptionFuture::from(lanes),
        )
        .await;
        // Their store logs a failure; the month does without.
        let lanes = lanes.and_then(Result::ok);
        let (context, entries, moments) =
            match context.and_then(|context| Ok((context, entries?.items, moments?))) {
                Ok(read) => read,
                Err(error) => return unavailable(&error, period).into_any(),
            };
        let visitor = &context.request.visitor;
        let days = Days::new(visitor, period, entries, &moments);
        match period {
            Period::Year(year) => year_view(visitor, year, days).into_any(),
            Period::Month(month) => month_view(visitor, month, days, lanes.as_ref()).into_any(),
            Period::Day(day) => day_view(visitor, day, days, moments, comments).into_any(),
        }
    })
    .into_any()
}

/// The period that the address or the form names; none if it is malformed.
fn requested(today: Day) -> Option<Period> {
    let path = use_params_map().with_untracked(|params| params.get("period"));
    let query = |name: &str| use_query_map().with_untracked(|query| query.get(name));
    match (path, query("year"), query("month")) {
        (Some(period), _, _) => Period::parse(&period),
        (None, None, _) => Some(Period::Month(Month::of(today))),
        (None, Some(year), Some(month)) if !month.is_empty() => {
            Period::parse(&format!("{year}-{month}"))
        }
        (None, Some(year), _) => Period::parse(&year),
    }
}

fn unavailable(error: &Error, period: Period) -> impl IntoView + use<> {
    let lang = locale().lang;
    let (title, text) = (i18n::resting(lang), i18n::resting_more(lang));
    let address = format!("/calendar/{period}");
    view! {
        <Title text=title />
        <Unreachable lang kind=error.kind title text address />
    }
}
