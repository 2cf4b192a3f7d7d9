//! What was written on this device and did not get into the journal, for the
//! person to decide about; and how many days still wait to be sent.

use leptos::prelude::*;

use super::{browser, desk::Desk};
use crate::{
    domain::Lang,
    ui::{
        components::day_address,
        dates,
        known::{Pending, Stage},
        words,
    },
};

/// A box about this day's own, and a line about other days.
#[component]
pub(super) fn Undecided(desk: Desk) -> impl IntoView {
    let lang = desk.lang();
    let pending = move || desk.undecided();
    let text = move || pending().map(|pending| reason(lang, &pending));
    let mine = move || {
        let pending = pending()?;
        let mood = mine(lang, &pending);
        Some(if pending.day == desk.day.get() {
            format!("{mood}\n")
        } else {
            let day = dates::weekday_and_number(lang, pending.day);
            format!("{day}\n{mood}\n")
        })
    };
    let note = move || pending().map(|pending| pending.note);
    let yes = move || pending().map(|pending| insist(lang, &pending));
    view! {
        <div class="undecided" role="alert" hidden=move || pending().is_none()>
            <p>{text}</p>
            <blockquote tabindex="0">{mine}<p dir="auto">{note}</p></blockquote>
            <button type="button" class="button" on:click=move |_| desk.insist()>{yes}</button>
            <button type="button" class="remove" on:click=move |_| desk.let_go()>
                {words::let_go(lang)}
            </button>
        </div>
        <p class="elsewhere" role="status">{move || elsewhere(desk)}</p>
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

/// What the person had wanted of the day.
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

fn elsewhere(desk: Desk) -> impl IntoView {
    let lang = desk.lang();
    let (waiting, undecided) = desk.known.with(|known| known.elsewhere(desk.day.get()));
    let count = (waiting > 0).then(|| words::days_waiting(lang, waiting));
    let links = undecided
        .into_iter()
        .map(|day| {
            let today = desk.today.get();
            let name = dates::weekday_and_number(lang, day);
            view! { " " <a href=day_address(day, today)>{words::decide_about(lang, &name)}</a> }
        })
        .collect_view();
    view! { {count} {links} }
}
