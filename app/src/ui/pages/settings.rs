//! When the day ends, and whether to be reminded of it.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    api::Context,
    domain::{DayEnd, Lang},
    ui::{
        shell::{PageContext, SETTINGS, locale},
        words,
    },
};

/// What a person can choose; the language and the time zone are at the foot of
/// every page.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let lang = locale().lang;
    let context = Context::current();
    let (day_end, is_first_visit) = context.map_or((DayEnd::default(), false), |context| {
        (context.visitor.day_end, context.visitor.session_is_new)
    });
    let saved = PageContext::current().is_some_and(|page| page.address.contains("saved"));
    // A save always follows a visit, whose cookie did not come back.
    let said = match (saved, is_first_visit) {
        (false, _) => "",
        (true, false) => words::saved(lang),
        (true, true) => words::setting_refused(lang),
    };
    view! {
        <Title text=words::settings(lang)/>
        <h1>{words::settings(lang)}</h1>
        <DayEnds lang day_end said/>
        <Reminder lang/>
        <a class="back" href="/">{words::back_to_today(lang)}</a>
    }
}

/// A form that needs no script: the choice is kept in a cookie.
#[component]
fn DayEnds(lang: Lang, day_end: DayEnd, said: &'static str) -> impl IntoView {
    let options = DayEnd::ALL
        .map(|end| {
            let name = words::hour(lang, end.hour());
            view! { <option value=end.hour() selected=end == day_end>{name}</option> }
        })
        .collect_view();
    view! {
        <form class="setting" action="/settings">
            <h2><label for="dayend">{words::day_ends_at(lang)}</label></h2>
            <p>{words::day_ends_more(lang)}</p>
            <div class="choice">
                <select id="dayend" name="dayend">{options}</select>
                <input type="hidden" name="saved" value="1"/>
                <button class="button">{words::save(lang)}</button>
                <p role="status">{said}</p>
            </div>
        </form>
    }
}

/// A reminder for this device. Its script shows what applies.
#[component]
fn Reminder(lang: Lang) -> impl IntoView {
    let options = (0..24)
        .map(|hour| {
            let name = words::hour(lang, hour);
            view! { <option value=hour selected=hour == 21>{name}</option> }
        })
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
            <div role="status">
                <p data-say="on" hidden>{words::reminder_on(lang)}</p>
                <p data-say="off" hidden>{words::reminder_off(lang)}</p>
                <p data-say="denied" hidden>{words::reminder_denied(lang)}</p>
                <p data-say="unsupported" hidden>{words::reminder_unsupported(lang)}</p>
                <p data-say="many" hidden>{words::reminder_many(lang)}</p>
                <p data-say="offline" hidden>{words::reminder_offline(lang)}</p>
                <p data-say="failed" hidden>{words::reminder_failed(lang)}</p>
            </div>
            <ul class="others"></ul>
            <template><li><span></span> <button type="button" class="remove">{words::remove(lang)}</button></li></template>
        </form>
        <script inner_html=SETTINGS.as_str()></script>
    }
}
