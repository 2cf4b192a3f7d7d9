//! The page of shares: a form for a new link, and the active ones. Works without JavaScript.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{CALL, address, created::Created, form::ShareForm, list::ShareList};
use crate::{
    api::{moods::mood_week, shares::ShareCreated},
    charts::{Caption, Line, Palette, Series, line},
    context::{Context, Visitor},
    domain::{Day, DayRange, Month, Mood, Period, Week, Year},
    i18n,
    ui::page_context::PageContext,
};

/// A new link, and those of the journal. The days are chosen by the address, this week by default.
#[component]
pub fn SharingPage() -> impl IntoView {
    let visitor = Context::current().ok()?.request.visitor;
    let lang = visitor.locale.lang;
    let days = chosen(&visitor);
    let created = PageContext::response::<ShareCreated>(CALL);
    let created = created.map(|created| view! { <Created visitor=visitor.clone() created /> });
    Some(view! {
        <Title text=i18n::sharing(lang) />
        <h1>{i18n::sharing(lang)}</h1>
        <p class="lead">{i18n::sharing_more(lang)}</p>
        {created}
        <nav class="views" aria-label=i18n::share_days(lang)>
            {spans(&visitor, days)}
        </nav>
        {preview(visitor.clone(), days)}
        <ShareForm visitor=visitor.clone() days />
        <section id="shares" aria-labelledby="shares-heading">
            <h2 id="shares-heading">{i18n::your_shares(lang)}</h2>
            <ShareList visitor />
        </section>
        <a class="back" href="/settings#data">
            {i18n::back_to_settings(lang)}
        </a>
    })
}

/// The days that the form or the address names.
fn chosen(visitor: &Visitor) -> DayRange {
    let day = |name: &str| {
        let posted = PageContext::field(CALL, name);
        let text = posted.or_else(|| use_query_map().with_untracked(|query| query.get(name)));
        text.and_then(|text| Day::parse(&text).ok())
    };
    let days = day("start").zip(day("end"));
    let days = days.and_then(|(start, end)| DayRange::new(start, end).ok());
    days.unwrap_or_else(|| week(visitor))
}

fn week(visitor: &Visitor) -> DayRange {
    let week = Week::containing(visitor.today, visitor.locale.first_weekday());
    within_a_year(week.start(), week.end(), visitor)
}

/// A range of at most a year; today alone if it is longer.
fn within_a_year(start: Day, end: Day, visitor: &Visitor) -> DayRange {
    let range = DayRange::new(start, end);
    range.unwrap_or_else(|_| DayRange::of(visitor.today))
}

/// Links that choose this week, month or year.
fn spans(visitor: &Visitor, days: DayRange) -> impl IntoView + use<> {
    let (lang, today) = (visitor.locale.lang, visitor.today);
    let of = |period: Period| within_a_year(period.first(), period.last(), visitor);
    let month = of(Period::Month(Month::of(today)));
    let year = of(Period::Year(Year::of(today)));
    [
        (week(visitor), i18n::share_week(lang)),
        (month, i18n::share_month(lang)),
        (year, i18n::share_year(lang)),
    ]
    .map(|(span, name)| {
        view! {
            <a href=address(span) aria-current=(span == days).then_some("true")>
                {name}
            </a>
        }
    })
    .collect_view()
}

/// The curve of the days, which a reader sees at least.
fn preview(visitor: Visitor, days: DayRange) -> impl IntoView {
    let (start, end) = (days.start(), days.end());
    Suspend::new(async move {
        let entries = mood_week(None, start.to_string(), end.to_string()).await;
        let entries = entries.ok().map(|week| week.items);
        entries
            .filter(|entries| !entries.is_empty())
            .map(|entries| {
                let moods = entries.iter().map(|entry| (entry.day, entry.mood));
                let curve = curve(&visitor, days, moods, entries.len());
                view! { <div class="share-curve" inner_html=curve></div> }
            })
    })
}

/// The curve of some days, as SVG.
pub(super) fn curve(
    visitor: &Visitor,
    days: DayRange,
    moods: impl IntoIterator<Item = (Day, Mood)>,
    number: usize,
) -> String {
    let locale = visitor.locale;
    let series = Series::of(moods, days.start(), days.end(), locale.first_weekday());
    let name = i18n::share_span(locale, days, visitor.today);
    let caption = Caption {
        id: "curve",
        title: &i18n::curve_of(locale.lang, &name),
        description: &i18n::days_written(locale.lang, number),
    };
    let of = Line {
        series: &series,
        trend: None,
    };
    line(&Palette::PAGE, caption, locale, &of).svg
}
