//! The head of a period's page: its name, its neighbours, and the way to another month.

use leptos::prelude::*;
use leptos_meta::Title;

use super::days::Days;
use crate::{
    domain::{DayRange, Lang, Month, Period, Year},
    i18n::{self, dates},
    ui::{components::PeriodHead, sharing},
};

/// Journals that keep days for ever may have imported some of the last twenty years.
const YEARS_BACK: i32 = 20;

/// The period's name, between links to the periods before and after.
#[component]
pub(super) fn Head(days: StoredValue<Days>) -> impl IntoView {
    days.with_value(|days| {
        let (lang, period) = (days.locale.lang, days.period);
        let name = i18n::period_name(days.locale, period, days.today);
        let before = period.previous().filter(|at| at.last() >= days.earliest);
        let after = period.next().filter(|at| at.first() <= days.today);
        let (previous, next) = match period {
            Period::Year(_) => (i18n::previous_year(lang), i18n::next_year(lang)),
            Period::Month(_) => (i18n::previous_month(lang), i18n::next_month(lang)),
            Period::Day(_) => (i18n::previous_day(lang), i18n::next_day(lang)),
        };
        let address = |of: Period| format!("/calendar/{of}");
        view! {
            <Title text=name.clone() />
            <PeriodHead
                lang
                name
                before=before.map(|at| (address(at), previous))
                after=after.map(|at| (address(at), next))
            />
        }
    })
}

/// Links to the month and the year of the period.
#[component]
pub(super) fn Views(days: StoredValue<Days>) -> impl IntoView {
    days.with_value(|days| {
        let lang = days.locale.lang;
        let last = days.period.last().min(days.today).max(days.period.first());
        let (month, is_month) = match days.period {
            Period::Month(month) => (month, true),
            Period::Year(_) | Period::Day(_) => (Month::of(last), false),
        };
        let year = Year::of(days.period.first());
        let is_year = matches!(days.period, Period::Year(_));
        let link = |to: String, is_current: bool, name| {
            view! {
                <a href=to aria-current=is_current.then_some("page")>
                    {name}
                </a>
            }
        };
        view! {
            <nav class="views" aria-label=i18n::calendar_views(lang)>
                {link(format!("/calendar/{month}"), is_month, i18n::calendar_month(lang))}
                {link(format!("/calendar/{year}"), is_year, i18n::calendar_year(lang))}
            </nav>
        }
    })
}

/// Leads to any month or year.
#[component]
pub(super) fn Jump(days: StoredValue<Days>) -> impl IntoView {
    days.with_value(|days| {
        let lang = days.locale.lang;
        let shown = Year::of(days.period.first());
        let month = match days.period {
            Period::Month(month) => Some(month.number()),
            Period::Year(_) | Period::Day(_) => None,
        };
        let months = shown
            .months()
            .map(|option| {
                option_of(
                    &format!("{:02}", option.number()),
                    dates::month(lang, option.first()),
                    month == Some(option.number()),
                )
            })
            .collect_view();
        let today = Year::of(days.today).number();
        let first = Year::of(days.earliest).number().max(today - YEARS_BACK);
        let years = (first.min(shown.number())..=today.max(shown.number()))
            .rev()
            .filter(|year| (first..=today).contains(year) || *year == shown.number())
            .map(|year| {
                option_of(
                    &format!("{year:04}"),
                    &year.to_string(),
                    year == shown.number(),
                )
            })
            .collect_view();
        let days = DayRange::new(days.period.first(), days.period.last());
        let share = days.ok().map(|days| {
            view! {
                <a class="back" href=sharing::address(days)>
                    {i18n::sharing_link(lang)}
                </a>
            }
        });
        view! {
            <form class="jump" action="/calendar" aria-label=i18n::calendar_jump(lang)>
                <label class="hidden" for="jump-month">
                    {i18n::calendar_month(lang)}
                </label>
                <select id="jump-month" name="month">
                    {option_of("", i18n::calendar_whole_year(lang), month.is_none())}
                    {months}
                </select>
                <label class="hidden" for="jump-year">
                    {i18n::calendar_year(lang)}
                </label>
                <select id="jump-year" name="year">
                    {years}
                </select>
                <button class="button">{i18n::calendar_show(lang)}</button>
            </form>
            <a class="back" href="/search">
                {i18n::search_notes(lang)}
            </a>
            {share}
        }
    })
}

fn option_of(value: &str, name: &str, is_selected: bool) -> impl IntoView + use<> {
    let (value, name) = (value.to_owned(), name.to_owned());
    view! {
        <option value=value selected=is_selected>
            {name}
        </option>
    }
}

/// Skips the many links of a table.
#[component]
pub(super) fn SkipDays(lang: Lang) -> impl IntoView {
    view! {
        <a class="skip in-place" href="#after-days">
            {i18n::skip_days(lang)}
        </a>
    }
}
