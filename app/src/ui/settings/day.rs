//! The person's day: its end and its time zone.

use leptos::prelude::*;

use crate::{
    context::Context,
    domain::{DayEnd, Lang, Locale, calendar::zones},
    i18n,
};

/// Sets the hour at which the day ends, by a cookie; needs no JavaScript.
#[component]
pub(super) fn DayEndForm(locale: Locale, day_end: DayEnd, status: &'static str) -> impl IntoView {
    let lang = locale.lang;
    let options = DayEnd::ALL
        .map(|end| {
            let name = i18n::hour(locale, end.hour());
            view! {
                <option value=end.hour() selected=end == day_end>
                    {name}
                </option>
            }
        })
        .collect_view();
    view! {
        <form class="setting" action="/settings">
            <h3>
                <label for="dayend">{i18n::day_ends_at(lang)}</label>
            </h3>
            <p>{i18n::day_ends_more(lang)}</p>
            <div class="choice">
                <select id="dayend" name="dayend">
                    {options}
                </select>
                <SubmitChoice name="dayend" text=i18n::save(lang) status />
            </div>
        </form>
    }
}

/// Sets the time zone, by a cookie; by default it is the browser's.
#[component]
pub(super) fn TimeZoneForm(lang: Lang, context: Context, status: &'static str) -> impl IntoView {
    let chosen = context.request.visitor.chosen_zone.unwrap_or_default();
    let places = zones::places();
    // IANA's fixed offsets count west: `Etc/GMT-2` is two hours ahead of UTC.
    let offsets = (-12..=14).map(|hours: i32| match hours {
        0 => ("UTC".to_owned(), "UTC".to_owned()),
        _ => (format!("Etc/GMT{:+}", -hours), format!("UTC{hours:+03}:00")),
    });
    let offsets: Vec<_> = offsets.collect();
    let is_listed = places.contains(&chosen.as_str())
        || chosen.is_empty()
        || offsets.iter().any(|(zone, _)| *zone == chosen);
    let option = |zone: String, name: String| {
        let selected = zone == chosen;
        view! {
            <option value=zone selected=selected>
                {name}
            </option>
        }
    };
    // A zone set by URL may have a former name, which the list does not contain.
    let other = (!is_listed).then(|| option(chosen.clone(), chosen.clone()));
    let area = |zone: &'static str| zone.split('/').next().unwrap_or_default();
    let areas = places
        .chunk_by(|one, next| area(one) == area(next))
        .map(|zones| {
            let name = i18n::area(lang, zones.first().map_or("", |zone| area(zone)));
            let options = zones
                .iter()
                .filter_map(|zone| Some((zone, zone.split_once('/')?.1.replace('_', " "))))
                .map(|(zone, place)| option((*zone).to_owned(), place))
                .collect_view();
            view! { <optgroup label=name>{options}</optgroup> }
        })
        .collect_view();
    let offsets = offsets
        .into_iter()
        .map(|(zone, name)| option(zone, name))
        .collect_view();
    let hint = (!context.request.visitor.time_zone_known).then(|| {
        view! {
            <noscript>
                <p>{i18n::time_zone_hint(lang)}</p>
            </noscript>
        }
    });
    view! {
        <form class="setting" action="/settings">
            <h3>
                <label for="tz">{i18n::time_zone(lang)}</label>
            </h3>
            <p>{i18n::time_zone_more(lang)}</p>
            {hint}
            <div class="choice">
                <select id="tz" name="tz">
                    <option value="">{i18n::time_zone_automatic(lang)}</option>
                    {other}
                    {areas}
                    <optgroup label="UTC">{offsets}</optgroup>
                </select>
                <SubmitChoice name="tz" text=i18n::set_time_zone(lang) status />
            </div>
        </form>
    }
}

/// The button of a form that sets a cookie. Once saved, it gets the focus back and is
/// described as saved.
#[component]
pub fn SubmitChoice(name: &'static str, text: &'static str, status: &'static str) -> impl IntoView {
    let id = format!("{name}-saved");
    view! {
        <input type="hidden" name="saved" value=name />
        <button class="button" autofocus=!status.is_empty() aria-describedby=id.clone()>
            {text}
        </button>
        <p id=id role="status">
            {status}
        </p>
    }
}
