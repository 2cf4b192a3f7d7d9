//! "How was today?": a day, and the week around it.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    api::moods::mood_week,
    context::{Context, Visitor},
    domain::{Day, Entry, Lang, Locale, Mood, Tombstone, Week},
    error::{Error, ErrorKind},
    ui::{
        components::{Quiet, question},
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
        .and_then(|text| Day::parse(&text).ok())
        .filter(|day| (visitor.earliest..=visitor.today).contains(day))
        .unwrap_or(visitor.today)
}

/// The result that the URL names, after a form without JavaScript.
fn done() -> Option<Outcome> {
    let word = use_query_map().with_untracked(|query| query.get("done"))?;
    Done::ALL
        .into_iter()
        .find(|done| done.as_str() == word)
        .map(Outcome::Done)
}

/// The main page, about today or about `?day=YYYY-MM-DD`.
#[component]
pub fn TodayPage() -> impl IntoView {
    let context = Context::current();
    let page = PageContext::current();
    let day = context.as_ref().map_or(Day::in_utc(0), |context| {
        chosen_day(&context.request.visitor)
    });
    Suspend::new(async move {
        let context = match context {
            Ok(context) => context,
            Err(error) => return out_of_reach(&error, locale(), day).into_any(),
        };
        let locale = context.request.visitor.locale;
        let week = Week::containing(day, locale.first_weekday());
        // Today's page offers yesterday, which may be in the week before.
        let start = if day == context.request.visitor.today {
            week.start().min(day.plus(-1))
        } else {
            week.start()
        };
        match mood_week(None, start.to_string(), week.end().to_string()).await {
            Ok(read) => day_view(&context, page, day, read.items, read.removed).into_any(),
            // A refused form's text is shown again, even if the week can't be read.
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
    removed: Vec<Tombstone>,
) -> impl IntoView + use<> {
    let (locale, today) = (
        context.request.visitor.locale,
        context.request.visitor.today,
    );
    let outcome = page.and_then(|page| page.outcome).or_else(done);
    let earliest = context.request.visitor.earliest;
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
    let restore = match &outcome {
        Some(Outcome::Removed(entry)) => {
            Some(view! { <Restore lang=locale.lang entry=entry.clone()/> })
        }
        _ => None,
    };
    let flash = outcome.and_then(|outcome| outcome.flash(locale.lang, day));
    view! {
        <Title text=question(locale, day, today)/>
        {restore}
        <Journal locale today day earliest entries removed mood note flash/>
    }
}

/// Undoes a removal without JavaScript: the form carries the removed entry.
#[component]
fn Restore(lang: Lang, entry: Entry) -> impl IntoView {
    let note = entry.note_text().to_owned();
    view! {
        <form class="restore" method="post" action="/mood">
            <p role="status">{Done::Removed.text(lang, entry.day)}</p>
            <input type="hidden" name="day" value=entry.day.to_string()/>
            <input type="hidden" name="mood" value=entry.mood.as_str()/>
            <input type="hidden" name="note" value=note/>
            <button class="button">{words::undo(lang)}</button>
        </form>
    }
}

/// The page without a form: a journal that cannot be read must not be overwritten.
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
