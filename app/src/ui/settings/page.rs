//! The settings page.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    context::Context,
    domain::{DayEnd, Lang, Locale, calendar::zones},
    i18n,
    ui::{
        account::{DevicesSection, LinkSection, OtherVersionsLine, RecoverySection},
        page_context::locale,
        scripts::SETTINGS,
    },
};

/// All settings except the language, which is in every page's footer.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let locale = locale();
    let lang = locale.lang;
    let saved = use_query_map().with_untracked(|query| query.get("saved"));
    let saved = saved.unwrap_or_default();
    let context = Context::current().ok();
    // Saving follows a visit: if the session is new, the visit's cookie was refused.
    let status_text = if context
        .as_ref()
        .is_some_and(|context| context.request.visitor.session_is_new)
    {
        i18n::setting_refused(lang)
    } else {
        i18n::saved(lang)
    };
    let status = move |name: &str| if saved == name { status_text } else { "" };
    let day_end = context
        .as_ref()
        .map_or_else(DayEnd::default, |context| context.request.visitor.day_end);
    let time_zone =
        context.map(|context| view! { <TimeZoneForm lang context status=status("tz") /> });
    view! {
        <Title text=i18n::settings(lang) />
        <h1>{i18n::settings(lang)}</h1>
        <OtherVersionsLine />
        <DayEndForm locale day_end status=status("dayend") />
        {time_zone}
        <ReminderForm locale />
        <RecoverySection />
        <LinkSection />
        <DevicesSection />
        <a class="back" href="/">
            {i18n::back_to_today(lang)}
        </a>
    }
}

/// Sets the hour at which the day ends, by a cookie; needs no JavaScript.
#[component]
fn DayEndForm(locale: Locale, day_end: DayEnd, status: &'static str) -> impl IntoView {
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
            <h2>
                <label for="dayend">{i18n::day_ends_at(lang)}</label>
            </h2>
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
fn TimeZoneForm(lang: Lang, context: Context, status: &'static str) -> impl IntoView {
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
            <h2>
                <label for="tz">{i18n::time_zone(lang)}</label>
            </h2>
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
fn SubmitChoice(name: &'static str, text: &'static str, status: &'static str) -> impl IntoView {
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

/// Sets a reminder for this device. The page's script shows the lines that apply.
#[component]
fn ReminderForm(locale: Locale) -> impl IntoView {
    let lang = locale.lang;
    let options = (0..24)
        .map(|hour| {
            let name = i18n::hour(locale, hour);
            view! {
                <option value=hour selected=hour == 21>
                    {name}
                </option>
            }
        })
        .collect_view();
    let lines = [
        ("on", i18n::reminder_on(lang)),
        ("off", i18n::reminder_off(lang)),
        ("denied", i18n::reminder_denied(lang)),
        ("unsupported", i18n::reminder_unsupported(lang)),
        ("home-screen", i18n::reminder_home_screen(lang)),
        ("push-off", i18n::reminder_push_off(lang)),
        ("push-unknown", i18n::reminder_push_unknown(lang)),
        ("zone", i18n::reminder_zone(lang)),
        ("many", i18n::reminder_many(lang)),
        ("session", i18n::reminder_session(lang)),
        ("offline", i18n::reminder_offline(lang)),
        ("unreachable", i18n::reminder_unreachable(lang)),
        ("failed", i18n::reminder_failed(lang)),
    ]
    .map(|(name, text)| {
        view! {
            <p data-say=name hidden>
                {text}
            </p>
        }
    })
    .collect_view();
    view! {
        <form class="setting reminder" data-other=i18n::other_device(lang)>
            <h2>
                <label for="hour">{i18n::reminder(lang)}</label>
            </h2>
            <p>{i18n::reminder_more(lang)}</p>
            <noscript>
                <p>{i18n::reminder_needs_script(lang)}</p>
            </noscript>
            <div class="choice" hidden>
                <select id="hour" name="hour">
                    {options}
                </select>
                <button class="button set">{i18n::remind_me(lang)}</button>
                <button type="button" class="remove stop" hidden>
                    {i18n::no_reminder(lang)}
                </button>
            </div>
            <div role="status">{lines}</div>
            <ul class="others"></ul>
            <template>
                <li>
                    <span></span>
                    <button type="button" class="remove">
                        {i18n::remove(lang)}
                    </button>
                </li>
            </template>
        </form>
        <script inner_html=SETTINGS></script>
    }
}
