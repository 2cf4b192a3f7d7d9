//! The moments of a day, on Today and on the day's page. They name their day, so they stay true when the
//! island turns to another.

use leptos::prelude::*;

use super::when;
use crate::{
    api::{
        moments::{Moments, list_moments},
        number::Number,
    },
    context::Visitor,
    domain::{
        Day,
        moment::{Location, Moment},
    },
    error::Error,
    i18n::{self, dates},
};

/// The moments of a day, the latest first.
///
/// # Errors
/// Unavailable.
pub(in crate::ui) async fn moments_of_day(day: Day) -> Result<Vec<Moment>, Error> {
    moments_between(day, day).await
}

/// The moments of a span, the latest first.
///
/// # Errors
/// Unavailable.
pub(in crate::ui) async fn moments_between(start: Day, end: Day) -> Result<Vec<Moment>, Error> {
    let (mut moments, mut after) = (Vec::new(), None);
    loop {
        let bounds = [start, end].map(|day| Number(Some(day.to_string())));
        let [start, end] = bounds;
        let page = list_moments(None, start, end, Number(after), Number(None), Number(None));
        let Moments { items, next, .. } = page.await?;
        moments.extend(items);
        after = next;
        if after.is_none() {
            return Ok(moments);
        }
    }
}

/// The moments of a day; nothing if there are none.
#[component]
pub fn DayMoments(visitor: Visitor, day: Day, moments: Vec<Moment>) -> impl IntoView {
    let (locale, today) = (visitor.locale, visitor.today);
    (!moments.is_empty()).then(|| {
        let heading = i18n::moments_of(locale.lang, &dates::full(locale, day, today));
        let items = moments
            .into_iter()
            .map(|moment| {
                let time = moment.date.instant().map(|_| when(&visitor, &moment));
                view! { <Line time moment /> }
            })
            .collect_view();
        view! {
            <section class="day-moments" class:is-today=day == today aria-labelledby="day-moments">
                <h2 id="day-moments">{heading}</h2>
                <ul>{items}</ul>
            </section>
        }
    })
}

/// The moments of a week, each with its date; nothing if there are none.
#[component]
pub fn WeekMoments(visitor: Visitor, moments: Vec<Moment>) -> impl IntoView {
    (!moments.is_empty()).then(|| {
        let items = moments
            .into_iter()
            .map(|moment| view! { <Line time=Some(when(&visitor, &moment)) moment /> })
            .collect_view();
        view! {
            <section class="day-moments" aria-labelledby="week-moments">
                <h2 id="week-moments">{i18n::moments_of_week(visitor.locale.lang)}</h2>
                <ul>{items}</ul>
            </section>
        }
    })
}

#[component]
fn Line(#[prop(optional_no_strip)] time: Option<String>, moment: Moment) -> impl IntoView {
    let place = moment.location.as_ref().map(Location::as_str);
    let more = [time.as_deref(), place].into_iter().flatten();
    let more = more.collect::<Vec<_>>().join(" · ");
    let more = (!more.is_empty()).then(|| {
        view! {
            <span class="soft" dir="auto">
                {more}
            </span>
        }
    });
    view! {
        <li>
            <a href=format!("/moments/{}", moment.id) dir="auto">
                {moment.title.as_str().to_owned()}
            </a>
            {more}
        </li>
    }
}
