//! The page of a day and of the week around it.

use futures::future::join4;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{
    day_head::question,
    island::Journal,
    opening::Opening,
    outcome::{Done, Outcome},
    tag_suggestions::{TagSuggestions, have_tags},
};
use crate::{
    api::{comments::count_new_comments, moods::mood_week, signal_days::SignalDays},
    context::{Context, Visitor},
    domain::{Day, Entry, Lang, Locale, Mood, Tombstone, Week, moment::Moment},
    error::{Error, ErrorKind},
    i18n,
    ui::{
        comments::NewComments,
        components::EmptyState,
        moments::{DayMoments, moments_of_day},
        page_context::{PageContext, locale},
        settings::{HINT_DAYS, KeepHint, KeptUntil},
        signals::{SignalStrip, week_signals},
    },
};

/// The day that the URL names, if it can be written; otherwise today.
fn requested_day(visitor: &Visitor) -> Day {
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

/// The main page: today, or the day of `?day=YYYY-MM-DD`.
#[component]
pub fn TodayPage() -> impl IntoView {
    let context = Context::current();
    let page = PageContext::current();
    let day = context.as_ref().map_or(Day::in_utc(0), |context| {
        requested_day(&context.request.visitor)
    });
    Suspend::new(async move {
        let context = match context {
            Ok(context) => context,
            Err(error) => return unavailable(&error, locale(), day).into_any(),
        };
        let locale = context.request.visitor.locale;
        let week = Week::containing(day, locale.first_weekday());
        // Today's page offers yesterday, which may be in the previous week, and counts a week back.
        let start = if day == context.request.visitor.today {
            week.start().min(day.plus(1 - HINT_DAYS))
        } else {
            week.start()
        };
        let days = mood_week(None, start.to_string(), week.end().to_string());
        let new_comments = count_new_comments(&context);
        let signals = week_signals(&context, week);
        let (read, moments, new_comments, signals) =
            join4(days, moments_of_day(day), new_comments, signals).await;
        match read {
            Ok(read) => {
                // Their stores log a failure, which keeps nobody from the day.
                let moments = moments.unwrap_or_default();
                let count = new_comments.unwrap_or_default();
                let signals = signals.unwrap_or_default();
                view! {
                    <NewComments lang=locale.lang count />
                    {day_view(&context, page, day, read.items, read.removed, (moments, signals))}
                }
                .into_any()
            }
            // A rejected form's text is shown again, even if the week can't be read.
            Err(_) if page.as_ref().is_some_and(PageContext::holds_a_draft) => {
                let below = (Vec::new(), Vec::new());
                day_view(&context, page, day, Vec::new(), Vec::new(), below).into_any()
            }
            Err(error) => unavailable(&error, locale, day).into_any(),
        }
    })
}

fn day_view(
    context: &Context,
    page: Option<PageContext>,
    day: Day,
    entries: Vec<Entry>,
    removed: Vec<Tombstone>,
    (moments, signals): (Vec<Moment>, Vec<SignalDays>),
) -> impl IntoView + use<> {
    let (locale, today) = (
        context.request.visitor.locale,
        context.request.visitor.today,
    );
    let outcome = page.and_then(|page| page.outcome).or_else(done);
    let visitor = &context.request.visitor;
    let earliest = visitor.earliest;
    let saved = entries.iter().find(|entry| entry.day == day).cloned();
    let kept_until = saved.as_ref().map_or_else(
        || visitor.retention.expires_at(day),
        |entry| entry.expires_at,
    );
    let hint = (day == today)
        .then(|| view! { <KeepHint visitor=visitor.clone() entries=entries.clone() /> });
    let uses_tags = have_tags(&entries);
    // The island knows the week, and yesterday.
    let week = Week::containing(day, locale.first_weekday());
    let (entries, removed) = since(week.start().min(today.plus(-1)), entries, removed);
    let (mood, note) = match &outcome {
        Some(Outcome::Refused {
            draft: Some(draft), ..
        }) => (draft.mood.parse().ok(), draft.note.clone()),
        _ => (
            saved.as_ref().map(|entry| entry.mood),
            saved.as_ref().map_or("", Entry::note_text).to_owned(),
        ),
    };
    let moments =
        (!moments.is_empty()).then(|| view! { <DayMoments visitor=visitor.clone() day moments /> });
    // Not a byte more without signals.
    let below = if signals.is_empty() {
        moments.into_any()
    } else {
        view! {
            <SignalStrip locale week today signals />
            {moments}
        }
        .into_any()
    };
    let restore = match &outcome {
        Some(Outcome::Removed(entry)) => {
            Some(view! { <Restore lang=locale.lang entry=entry.clone() /> })
        }
        _ => None,
    };
    let flash = outcome.and_then(|outcome| outcome.flash(locale.lang, day));
    provide_context(Opening {
        locale,
        today,
        day,
        earliest,
        entries,
        removed,
        mood,
        note,
        flash,
    });
    view! {
        <Title text=question(locale, day, today) />
        {restore}
        <Journal />
        {below}
        <TagSuggestions lang=locale.lang applies=uses_tags />
        <KeptUntil locale day today expires_at=kept_until />
        {hint}
    }
}

/// The days from `first` on.
fn since(
    first: Day,
    mut entries: Vec<Entry>,
    mut removed: Vec<Tombstone>,
) -> (Vec<Entry>, Vec<Tombstone>) {
    entries.retain(|entry| entry.day >= first);
    removed.retain(|removed| removed.day >= first);
    (entries, removed)
}

/// Undoes a removal without JavaScript. The form contains the removed entry.
#[component]
fn Restore(lang: Lang, entry: Entry) -> impl IntoView {
    let note = entry.note_text().to_owned();
    view! {
        <form class="restore" method="post" action="/mood">
            <p role="status">{Done::Removed.text(lang, entry.day)}</p>
            <input type="hidden" name="day" value=entry.day.to_string() />
            <input type="hidden" name="mood" value=entry.mood.as_str() />
            <input type="hidden" name="note" value=note />
            <button class="button">{i18n::undo(lang)}</button>
        </form>
    }
}

/// The page without a form, so that a journal that can't be read isn't overwritten.
fn unavailable(error: &Error, locale: Locale, day: Day) -> impl IntoView + use<> {
    let lang = locale.lang;
    PageContext::set_status(error.kind.status());
    let title = if error.kind == ErrorKind::Unavailable {
        i18n::resting(lang)
    } else {
        i18n::went_wrong(lang)
    };
    view! {
        <Title text=title />
        <EmptyState
            face=Mood::Bad
            title
            text=i18n::resting_more(lang)
            link=(format!("/?day={day}"), i18n::try_again(lang))
        />
    }
}
