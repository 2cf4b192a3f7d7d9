//! Language, theme, and the first day of weeks.

use chrono::Weekday;
use leptos::prelude::*;

use super::day::SubmitChoice;
use crate::{
    context::Visitor,
    domain::{
        Day, Lang, Week,
        account::{Theme, WeekStart},
    },
    i18n::{self, dates},
};

/// Sets how the pages look, by cookies and with the journal; needs no JavaScript.
#[component]
pub(super) fn LookForm(visitor: Visitor, status: &'static str) -> impl IntoView {
    let lang = visitor.locale.lang;
    let languages = Lang::ALL.map(|of| (of.code(), i18n::language_name(of).to_owned(), of == lang));
    let themes = Theme::ALL.map(|of| {
        let name = match of {
            Theme::Auto => i18n::theme_auto(lang),
            Theme::Light => i18n::theme_light(lang),
            Theme::Dark => i18n::theme_dark(lang),
        };
        (of.as_str(), name.to_owned(), of == visitor.theme)
    });
    let weeks = WeekStart::ALL.map(|of| {
        let name = of.weekday().map_or_else(
            || i18n::week_auto(lang).to_owned(),
            |weekday| weekday_name(lang, weekday),
        );
        (of.as_str(), name, of == visitor.week_start)
    });
    view! {
        <form class="setting" action="/settings">
            <p>{i18n::look_more(lang)}</p>
            <Choice name="lang" label=i18n::language(lang) options=languages.into() />
            <Choice name="theme" label=i18n::theme(lang) options=themes.into() />
            <Choice name="week" label=i18n::week_begins(lang) options=weeks.into() />
            <div class="choice">
                <SubmitChoice name="look" text=i18n::save(lang) status />
            </div>
        </form>
    }
}

/// A weekday's name, as in the calendar.
fn weekday_name(lang: Lang, weekday: Weekday) -> String {
    let day = Week::containing(Day::in_utc(0), weekday).start();
    dates::weekday(lang, day).to_owned()
}

/// A labelled list of options: value, name, and true for the chosen one.
#[component]
pub(super) fn Choice(
    name: &'static str,
    label: &'static str,
    options: Vec<(&'static str, String, bool)>,
) -> impl IntoView {
    let options = options
        .into_iter()
        .map(|(value, text, selected)| {
            view! {
                <option value=value selected=selected>
                    {text}
                </option>
            }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select id=name name=name>
                {options}
            </select>
        </div>
    }
}
