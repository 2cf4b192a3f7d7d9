//! The reminder of this device.

use leptos::prelude::*;

use crate::{domain::Locale, i18n, ui::scripts::SETTINGS};

/// Sets a reminder for this device. The page's script shows the lines that apply.
#[component]
pub(super) fn ReminderForm(locale: Locale) -> impl IntoView {
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
            <h3>
                <label for="hour">{i18n::reminder(lang)}</label>
            </h3>
            <p>{i18n::reminder_more(lang)}</p>
            <noscript>
                <p>{i18n::reminder_needs_script(lang)}</p>
            </noscript>
            <div class="choice" hidden>
                <select id="hour" name="hour">
                    {options}
                </select>
                <label>
                    <input type="checkbox" name="weekReport" />
                    {i18n::reminder_reports(lang)}
                </label>
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
