//! Settings: end of the day, time zone and reminder.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    context::Context,
    domain::{DayEnd, Lang, Locale, calendar::zones},
    ui::{scripts::SETTINGS, shell::locale, words},
};

/// All settings but the language, which is at the foot of every page.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let locale = locale();
    let lang = locale.lang;
    let saved = use_query_map().with_untracked(|query| query.get("saved"));
    let saved = saved.unwrap_or_default();
    let context = Context::current().ok();
    // A save always follows a visit, whose cookie did not come back.
    let text = if context
        .as_ref()
        .is_some_and(|context| context.request.visitor.session_is_new)
    {
        words::setting_refused(lang)
    } else {
        words::saved(lang)
    };
    let said = move |name: &str| if saved == name { text } else { "" };
    let day_end = context
        .as_ref()
        .map_or_else(DayEnd::default, |context| context.request.visitor.day_end);
    let time_zone = context.map(|context| view! { <TimeZone lang context said=said("tz")/> });
    view! {
        <Title text=words::settings(lang)/>
        <h1>{words::settings(lang)}</h1>
        <DayEnds locale day_end said=said("dayend")/>
        {time_zone}
        <Reminder locale/>
        <a class="back" href="/">{words::back_to_today(lang)}</a>
    }
}

/// A form that needs no script: the choice is kept in a cookie.
#[component]
fn DayEnds(locale: Locale, day_end: DayEnd, said: &'static str) -> impl IntoView {
    let lang = locale.lang;
    let options = DayEnd::ALL
        .map(|end| {
            let name = words::hour(locale, end.hour());
            view! { <option value=end.hour() selected=end == day_end>{name}</option> }
        })
        .collect_view();
    view! {
        <form class="setting" action="/settings">
            <h2><label for="dayend">{words::day_ends_at(lang)}</label></h2>
            <p>{words::day_ends_more(lang)}</p>
            <div class="choice">
                <select id="dayend" name="dayend">{options}</select>
                <Choose name="dayend" text=words::save(lang) said/>
            </div>
        </form>
    }
}

/// The time zone: the browser's own, unless one is chosen over it.
#[component]
fn TimeZone(lang: Lang, context: Context, said: &'static str) -> impl IntoView {
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
        view! { <option value=zone selected=selected>{name}</option> }
    };
    // One that came by an address, under a name of the past.
    let other = (!is_listed).then(|| option(chosen.clone(), chosen.clone()));
    let area = |zone: &'static str| zone.split('/').next().unwrap_or_default();
    let areas = places
        .chunk_by(|one, next| area(one) == area(next))
        .map(|zones| {
            let name = words::area(lang, zones.first().map_or("", |zone| area(zone)));
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
    let hint = (!context.request.visitor.time_zone_known)
        .then(|| view! { <noscript><p>{words::time_zone_hint(lang)}</p></noscript> });
    view! {
        <form class="setting" action="/settings">
            <h2><label for="tz">{words::time_zone(lang)}</label></h2>
            <p>{words::time_zone_more(lang)}</p>
            {hint}
            <div class="choice">
                <select id="tz" name="tz">
                    <option value="">{words::time_zone_automatic(lang)}</option>
                    {other}
                    {areas}
                    <optgroup label="UTC">{offsets}</optgroup>
                </select>
                <Choose name="tz" text=words::set_time_zone(lang) said/>
            </div>
        </form>
    }
}

/// The button of a form whose choice is a cookie. On the page that follows it has the focus
/// again, and is described as saved.
#[component]
fn Choose(name: &'static str, text: &'static str, said: &'static str) -> impl IntoView {
    let status = format!("{name}-saved");
    view! {
        <input type="hidden" name="saved" value=name/>
        <button class="button" autofocus=!said.is_empty() aria-describedby=status.clone()>{text}</button>
        <p id=status role="status">{said}</p>
    }
}

/// A reminder for this device. Its script shows what applies.
#[component]
fn Reminder(locale: Locale) -> impl IntoView {
    let lang = locale.lang;
    let options = (0..24)
        .map(|hour| {
            let name = words::hour(locale, hour);
            view! { <option value=hour selected=hour == 21>{name}</option> }
        })
        .collect_view();
    let lines = [
        ("on", words::reminder_on(lang)),
        ("off", words::reminder_off(lang)),
        ("denied", words::reminder_denied(lang)),
        ("unsupported", words::reminder_unsupported(lang)),
        ("home-screen", words::reminder_home_screen(lang)),
        ("push-off", words::reminder_push_off(lang)),
        ("push-unknown", words::reminder_push_unknown(lang)),
        ("zone", words::reminder_zone(lang)),
        ("many", words::reminder_many(lang)),
        ("session", words::reminder_session(lang)),
        ("offline", words::reminder_offline(lang)),
        ("unreachable", words::reminder_unreachable(lang)),
        ("failed", words::reminder_failed(lang)),
    ]
    .map(|(name, text)| view! { <p data-say=name hidden>{text}</p> })
    .collect_view();
    view! {
        <form class="setting reminder" data-other=words::other_device(lang)>
            <h2><label for="hour">{words::reminder(lang)}</label></h2>
            <p>{words::reminder_more(lang)}</p>
            <noscript><p>{words::reminder_needs_script(lang)}</p></noscript>
            <div class="choice" hidden>
                <select id="hour" name="hour">{options}</select>
                <button class="button set">{words::remind_me(lang)}</button>
                <button type="button" class="remove stop" hidden>{words::no_reminder(lang)}</button>
            </div>
            <div role="status">{lines}</div>
            <ul class="others"></ul>
            <template><li><span></span> <button type="button" class="remove">{words::remove(lang)}</button></li></template>
        </form>
        <script inner_html=SETTINGS></script>
    }
}
