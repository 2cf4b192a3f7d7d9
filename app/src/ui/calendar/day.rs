//! The page of a day: its entry, and when it was written, changed and will be deleted.

use leptos::prelude::*;

use super::{
    days::{Days, State},
    head::{Head, Views},
};
use crate::{
    context::Visitor,
    domain::{Day, Entry, Retention, calendar::zones, moment::Moment},
    i18n,
    ui::{
        comments::{CommentsSection, Shown},
        components::{Face, SeenAt},
        moments::DayMoments,
        today::day_address,
    },
};

/// The page of a day.
pub(super) fn day_view(
    visitor: &Visitor,
    day: Day,
    days: Days,
    moments: Vec<Moment>,
    comments: Option<Shown>,
) -> impl IntoView + use<> {
    let lang = days.locale.lang;
    let content = match days.state(day) {
        State::Written(entry) => written(visitor, entry).into_any(),
        State::Empty | State::Expired | State::ToCome => empty_day(visitor, day).into_any(),
    };
    // Older entries stay to be read, until they expire.
    let can_write = (visitor.earliest..=visitor.today).contains(&day);
    let label = if matches!(days.state(day), State::Written(_)) {
        i18n::edit_day(lang)
    } else {
        i18n::write_day(lang)
    };
    let edit = can_write.then(|| {
        view! {
            <a class="button" href=day_address(day, visitor.today)>
                {label}
            </a>
        }
    });
    let report = (day <= visitor.today).then(|| {
        view! {
            <a class="back" href=format!("/reports/{day}")>
                {i18n::day_report(lang)}
            </a>
        }
    });
    let comments = comments.map(|shown| {
        let (visitor, page) = (visitor.clone(), format!("/calendar/{day}"));
        view! { <CommentsSection visitor shown page can_write /> }
    });
    let days = StoredValue::new(days);
    view! {
        <Views days />
        <Head days />
        <SeenAt />
        <article class="one-day">{content} {edit}</article>
        <DayMoments visitor=visitor.clone() day moments />
        <a class="back" href=format!("/moments?date={day}#new-moment")>
            {i18n::add_moment(lang)}
        </a>
        {report}
        {comments}
    }
}

/// A day without an entry.
pub(in crate::ui) fn empty_day(visitor: &Visitor, day: Day) -> impl IntoView + use<> {
    let lang = visitor.locale.lang;
    let text = if day > visitor.today {
        i18n::day_to_come(lang)
    } else if day < visitor.earliest {
        i18n::day_expired(lang)
    } else {
        i18n::day_unwritten(lang)
    };
    view! {
        <i class="ring"></i>
        <p class="emptiness">{text}</p>
    }
}

fn written(visitor: &Visitor, entry: &Entry) -> impl IntoView + use<> {
    let (locale, today) = (visitor.locale, visitor.today);
    let lang = locale.lang;
    let moment = |at| {
        let (date, hour, minute) = zones::clock(visitor.time_zone, at);
        i18n::moment(locale, date, (hour, minute), today)
    };
    let note = entry.note_text().to_owned();
    let note = (!note.is_empty()).then(|| {
        view! {
            <p class="words" dir="auto">
                {note}
            </p>
        }
    });
    let edited = entry
        .edited
        .then(|| view! { <p>{i18n::edited_on(lang, &moment(entry.updated_at))}</p> });
    let last = Retention::last_day(entry.expires_at);
    view! {
        <Face mood=entry.mood />
        <p class="mood-name">{i18n::mood_name(lang, entry.mood)}</p>
        {note}
        <div class="facts">
            <p>{i18n::written_on(lang, &moment(entry.created_at))}</p>
            {edited}
            <p>{i18n::kept_until(locale, entry.day, last, today)}</p>
        </div>
    }
}
