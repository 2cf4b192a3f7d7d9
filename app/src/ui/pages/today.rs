//! "How was today?": a day, and the week around it.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    api::{Context, moods::mood_week},
    domain::{Day, Entry, Locale, Mood, Removed, Week},
    error::{Error, ErrorKind},
    ports::Visitor,
    ui::{
        components::{Quiet, WeekHead},
        dates,
        islands::Journal,
        outcome::{Done, Outcome},
        shell::{PageContext, locale},
        words,
    },
};

/// The day in the address, if it can be written; else today.
fn chosen_day(visitor: &Visitor) -> Day {
    use_query_map()
        .with_untracked(|query| query.get("day"))
        .and_then(|text| Day::parse("day", &text).ok())
        .filter(|day| (visitor.earliest..=visitor.today).contains(day))
        .unwrap_or(visitor.today)
}

/// What the address says has just been done, after a form without JavaScript.
fn done() -> Option<Outcome> {
    let word = use_query_map().with_untracked(|query| query.get("done"))?;
    Done::ALL
        .into_iter()
        .find(|done| done.as_str() == word)
        .map(Outcome::Done)
}

fn question(locale: Locale, day: Day, today: Day) -> String {
    match today.since(day) {
        0 => words::how_was_today(locale.lang).into(),
        1 => words::how_was_yesterday(locale.lang).into(),
        2..=6 => words::how_was_weekday(locale.lang, dates::weekday(locale.lang, day)),
        _ => words::how_was_date(locale.lang, &dates::day_and_month(locale, day)),
    }
}

/// The main page, about today or about `?day=YYYY-MM-DD`.
#[component]
pub fn TodayPage() -> impl IntoView {
    let context = Context::current();
    let page = PageContext::current();
    let day = context
        .as_ref()
        .map_or(Day::in_utc(0), |context| chosen_day(&context.visitor));
    Suspend::new(async move {
        let context = match context {
            Ok(context) => context,
            Err(error) => return out_of_reach(&error, locale(), day).into_any(),
        };
        let locale = context.visitor.locale;
        let week = Week::containing(day, locale.first_weekday());
        match mood_week(week.start().to_string(), week.end().to_string()).await {
            Ok(read) => day_view(&context, page, day, read.items, read.removed).into_any(),
            // Somebody's words were just refused: they come back, whatever else cannot be shown.
            Err(_) if page.as_ref().is_some_and(PageContext::holds_a_draft) => {
                day_view(&context, page, day, Vec::new(), Vec::new()).into_any()
            }
            Err(error) => out_of_reach(&error, locale, day).into_any(),
        }
    })
}

fn day_view(
    context: &Context,
    page: Option<PageContext>,
    day: Day,
    entries: Vec<Entry>,
    removed: Vec<Removed>,
) -> impl IntoView + use<> {
    let (locale, today) = (context.visitor.locale, context.visitor.today);
    let question = question(locale, day, today);
    let outcome = page.and_then(|page| page.outcome).or_else(done);
    let back = (day != today)
        .then(|| view! { <a class="back" href="/">{words::back_to_today(locale.lang)}</a> });
    let earliest = context.visitor.earliest;
    let week = Week::containing(day, locale.first_weekday());
    let kept = entries.iter().find(|entry| entry.day == day);
    let (mood, note) = match &outcome {
        Some(Outcome::Refused {
            draft: Some(draft), ..
        }) => (draft.mood.parse().ok(), draft.note.clone()),
        _ => (
            kept.map(|entry| entry.mood),
            kept.map_or("", Entry::note_text).to_owned(),
        ),
    };
    let flash = outcome.map(|outcome| {
        let failed = matches!(outcome, Outcome::Refused { .. });
        let class = if failed { "toast failed" } else { "toast" };
        let text = outcome.text(locale.lang, day);
        view! { <div class="toasts" role="status"><p class=class><span>{text}</span></p></div> }
    });
    view! {
        <Title text=question.clone()/>
        {flash}
        <p class="date">{dates::full(locale, day, today)} " " {back}</p>
        <h1 id="question">{question}</h1>
        <Journal locale today day earliest entries removed mood note>
            <WeekHead locale week day today earliest/>
        </Journal>
    }
}

/// A journal that cannot be read must not be written over: no form, only calm.
fn out_of_reach(error: &Error, locale: Locale, day: Day) -> impl IntoView + use<> {
    let lang = locale.lang;
    PageContext::set_status(error.kind.status());
    let title = if error.kind == ErrorKind::Unavailable {
        words::resting(lang)
    } else {
        words::went_wrong(lang)
    };
    view! {
        <Title text=title/>
        <Quiet
            face=Mood::Bad
            title
            text=words::resting_more(lang)
            link=(format!("/?day={day}"), words::try_again(lang))
        />
    }
}
