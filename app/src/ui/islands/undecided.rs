//! Unresolved changes of this device, for the person to decide about, and the
//! number of days that wait to be sent.

use leptos::prelude::*;

use super::{browser, desk::Desk};
use crate::{
    domain::Lang,
    ui::{
        components::day_address,
        dates, html,
        known::{Pending, Stage},
        words,
    },
};

/// A box about this day's own, and a line about other days.
#[component]
pub(super) fn Undecided(desk: Desk) -> impl IntoView {
    let lang = desk.lang();
    let pending = move || desk.undecided();
    let text = move || {
        pending()
            .map(|pending| reason(lang, &pending))
            .unwrap_or_default()
    };
    let mine = move || {
        let Some(pending) = pending() else {
            return String::new();
        };
        let mood = mine(lang, &pending);
        html::escape(&if pending.day == desk.day.get() {
            format!("{mood}\n")
        } else {
            let day = dates::weekday_and_number(lang, pending.day);
            format!("{day}\n{mood}\n")
        })
    };
    let note = move || {
        pending()
            .map(|pending| html::escape(&pending.note))
            .unwrap_or_default()
    };
    let yes = move || {
        pending()
            .map(|pending| insist(lang, &pending))
            .unwrap_or_default()
    };
    view! {
        <div class="undecided" role="alert" hidden=move || pending().is_none()>
            <p inner_html=text></p>
            <blockquote tabindex="0">
                <p inner_html=mine></p>
                <p dir="auto" inner_html=note></p>
            </blockquote>
            <button type="button" class="button" on:click=move |_| desk.insist() inner_html=yes></button>
            <button type="button" class="remove" on:click=move |_| desk.let_go()>
                {words::let_go(lang)}
            </button>
        </div>
        <p class="elsewhere" role="status" inner_html=move || elsewhere(desk)></p>
    }
}

fn reason(lang: Lang, pending: &Pending) -> &'static str {
    match (pending.stage, &pending.error) {
        (Stage::Ended, _) => words::session_ended(lang),
        (Stage::Refused, Some(error)) => words::error(lang, error),
        (Stage::Refused, None) => words::went_wrong(lang),
        (Stage::Conflict | Stage::Waiting, _) => words::written_elsewhere(lang),
    }
}

/// This device's version of the day: a mood, or its removal.
fn mine(lang: Lang, pending: &Pending) -> &'static str {
    pending
        .mood
        .map_or(words::to_remove(lang), |mood| words::mood_name(lang, mood))
}

fn insist(lang: Lang, pending: &Pending) -> &'static str {
    match (pending.stage, pending.mood) {
        (Stage::Refused, _) => words::mend(lang),
        (Stage::Ended, _) if browser::journal().as_ref() == Some(&pending.journal) => {
            words::reload(lang)
        }
        (_, None) => words::remove_anyway(lang),
        _ => words::use_mine(lang),
    }
}

/// The number of other days that wait, and links to those that need a decision,
/// as HTML.
fn elsewhere(desk: Desk) -> String {
    let lang = desk.lang();
    let (waiting, undecided) = desk.known.with(|known| known.elsewhere(desk.day.get()));
    let mut text = if waiting > 0 {
        words::days_waiting(lang, waiting)
    } else {
        String::new()
    };
    for day in undecided {
        let address = day_address(day, desk.today.get());
        let name = dates::weekday_and_number(lang, day);
        let label = html::escape(&words::decide_about(lang, &name));
        text.push_str(&format!(" <a href=\"{address}\">{label}</a>"));
    }
    text
}
