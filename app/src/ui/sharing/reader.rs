//! The page of a share for its readers: a document of its own, without navigation and scripts.

use std::{collections::HashMap, iter};

use leptos::prelude::*;

use super::page::curve;
use crate::{
    api::{comments::CommentItem, shares::SharedView},
    context::{Context, Visitor},
    domain::{
        Day, Lang, Mood,
        account::Theme,
        comment::Section,
        share::{Passphrase, SharedDay, SharedMoment},
    },
    error::{Error, ErrorKind},
    html,
    i18n::{self, dates},
    ui::{
        comments::{SectionComments, SharedComments},
        components::{Face, KeptComment, Sprite},
        moments::Gallery,
        page_context::{PageContext, locale},
        shell::{Languages, ThemeColours},
    },
};

/// The state of a share for a reader.
#[derive(Clone, Debug)]
pub enum Reading {
    /// Its content, and the comments.
    Open(SharedView, Vec<CommentItem>),
    /// The question for its passphrase, and the answer to the last one.
    Locked(Option<Error>),
    /// It opens nothing.
    Gone,
    /// The store does not answer.
    Unreachable,
}

/// The whole document.
#[component]
pub fn SharedDocument(reading: Reading) -> impl IntoView {
    if let Some(shared) = Owner::current_shared_context() {
        shared.set_is_hydrating(false);
    }
    let lang = locale().lang;
    let visitor = Context::current().map(|context| context.request.visitor);
    let theme = visitor
        .as_ref()
        .map_or(Theme::Auto, |visitor| visitor.theme);
    let page = PageContext::current();
    let css = page.as_ref().map(|page| page.assets.css.clone());
    let address = page.map_or_else(|| "/".to_owned(), |page| page.address);
    let (title, content) = match (reading, visitor) {
        (Reading::Open(shared, comments), Ok(visitor)) => opened(&visitor, shared, comments),
        (Reading::Locked(error), _) => locked(lang, &address, error),
        (Reading::Gone, _) => message(
            lang,
            Mood::Okay,
            i18n::shared_gone(lang),
            i18n::shared_gone_more(lang),
        ),
        (Reading::Open(..) | Reading::Unreachable, _) => message(
            lang,
            Mood::Bad,
            i18n::shared_unreachable(lang),
            i18n::shared_unreachable_more(lang),
        ),
    };
    view! {
        <!DOCTYPE html>
        <html lang=lang.code() data-theme=(theme != Theme::Auto).then_some(theme.as_str())>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <title inner_html=html::escape(&format!("{title} · Humeur"))></title>
                <meta name="robots" content="noindex" />
                <link rel="stylesheet" href=css />
                <ThemeColours theme />
                <link rel="icon" type="image/svg+xml" href="/faces/good.svg" />
            </head>
            <body>
                <a class="skip" href="#main">
                    {i18n::skip(lang)}
                </a>
                <Sprite />
                <header class="top">
                    <p class="brand">
                        <Face mood=Mood::Good />
                        "Humeur"
                    </p>
                </header>
                <main id="main" tabindex="-1">
                    {content}
                </main>
                <footer class="bottom">
                    <p>{i18n::shared_privacy(lang)}</p>
                    <Languages lang address />
                </footer>
            </body>
        </html>
    }
}

/// The days, and who shares them until when.
fn opened(visitor: &Visitor, shared: SharedView, comments: Vec<CommentItem>) -> (String, AnyView) {
    let (locale, today) = (visitor.locale, visitor.today);
    let lang = locale.lang;
    let SharedView {
        link,
        retention,
        days,
    } = shared;
    let page = PageContext::current().map_or_else(String::new, |page| page.address);
    let title = i18n::share_span(locale, link.share.days, today);
    let until = dates::full(locale, Day::in_utc(link.expires_at), today);
    let now = Context::current().map_or(0, |context| context.now());
    let mut parts = parts(visitor, &days);
    parts.retain(|(section, _)| {
        let day = section.day();
        day.is_none_or(|day| retention.check_day(day, now).is_ok())
    });
    let mut by_section: HashMap<String, Vec<CommentItem>> = HashMap::new();
    for comment in comments {
        let section = comment.section_id.clone();
        by_section.entry(section).or_default().push(comment);
    }
    let content = if days.is_empty() {
        view! { <p>{i18n::shared_empty(lang)}</p> }.into_any()
    } else {
        let moods = days.iter().filter_map(|day| Some((day.day, day.mood?)));
        let number = moods.clone().count();
        let curve = (number > 0).then(|| curve(visitor, link.share.days, moods, number));
        let curve = curve.map(|svg| view! { <div class="share-curve" inner_html=svg></div> });
        let days = days.into_iter().map(|day| {
            let comments_on = |section: Section| {
                let comments = by_section.get(&section.to_string());
                let comments = comments.cloned().unwrap_or_default();
                let (visitor, owner, page) = (visitor.clone(), link.name.clone(), page.clone());
                view! { <SectionComments visitor owner page comments /> }.into_any()
            };
            one_day(visitor, day, comments_on)
        });
        let days = days.collect_view();
        view! {
            {curve}
            <ol class="shared-days">{days}</ol>
        }
        .into_any()
    };
    let lead = i18n::shared_by(lang, &link.name, &until);
    let comments = if link.share.comments {
        let visitor = visitor.clone();
        let section = Section::Share(link.id.clone()).to_string();
        let on_share = by_section.remove(&section).unwrap_or_default();
        let name = by_section.values().flatten().chain(&on_share);
        let name = name
            .filter(|comment| comment.mine)
            .max_by(|a, b| a.id.cmp(&b.id));
        let name = name.and_then(|comment| comment.author.clone());
        view! { <SharedComments visitor link page parts name comments=on_share /> }.into_any()
    } else {
        view! { <KeptComment lang is_closed=true /> }.into_any()
    };
    let view = view! {
        <h1>{title.clone()}</h1>
        <p class="lead">{lead}</p>
        {content}
        {comments}
    };
    (title, view.into_any())
}

/// The days and moments, each with its name.
fn parts(visitor: &Visitor, days: &[SharedDay]) -> Vec<(Section, String)> {
    let parts = days.iter().flat_map(|day| {
        let name = dates::full(visitor.locale, day.day, visitor.today);
        let moments = day.moments.iter().map(|moment| {
            let name = moment.title.as_str().to_owned();
            (Section::Moment(moment.id.clone()), name)
        });
        iter::once((Section::Day(day.day), name)).chain(moments)
    });
    parts.collect()
}

/// A day, with its comments and those on its moments, which `comments_on` gives.
fn one_day(visitor: &Visitor, day: SharedDay, comments_on: impl Fn(Section) -> AnyView) -> AnyView {
    let lang = visitor.locale.lang;
    let face = match day.mood {
        Some(mood) => view! { <Face mood /> }.into_any(),
        None => view! { <i class="ring"></i> }.into_any(),
    };
    let mood = day.mood.map(|mood| {
        view! {
            <span class="hidden">{i18n::colon(lang)}</span>
            <span class="mood-name">{i18n::mood_name(lang, mood)}</span>
        }
    });
    let note = day.note.map(|note| words(note.as_str()));
    let moments = day.moments.into_iter().map(|moment| {
        let comments = comments_on(Section::Moment(moment.id.clone()));
        one_moment(lang, moment, comments)
    });
    let moments = moments.collect_view();
    let comments = comments_on(Section::Day(day.day));
    view! {
        <li>
            {face} <h2>{dates::full(visitor.locale, day.day, visitor.today)} {mood}</h2> {note}
            {moments} {comments}
        </li>
    }
    .into_any()
}

fn words(text: &str) -> impl IntoView + use<> {
    view! {
        <p class="words" dir="auto">
            {text.to_owned()}
        </p>
    }
}

fn one_moment(lang: Lang, moment: SharedMoment, comments: AnyView) -> impl IntoView {
    let page = PageContext::current().map_or_else(String::new, |page| page.address);
    let page = page.split('?').next().unwrap_or_default();
    let folder = format!("{page}/photos/{}", moment.id);
    let place = moment.location.map(|place| {
        view! {
            <span class="soft" dir="auto">
                {place.as_str().to_owned()}
            </span>
        }
    });
    let description = moment.description.map(|text| words(text.as_str()));
    view! {
        <section class="shared-moment">
            <h3 dir="auto">{moment.title.as_str().to_owned()}</h3>
            {place}
            {description}
            <Gallery lang folder photos=moment.photos />
            {comments}
        </section>
    }
}

fn locked(lang: Lang, address: &str, error: Option<Error>) -> (String, AnyView) {
    let path = address.split('?').next().unwrap_or_default().to_owned();
    let is_invalid = error.is_some();
    let error = error.map(|error| match error.kind {
        ErrorKind::TooManyRequests => i18n::share_wait(lang),
        ErrorKind::Unauthenticated => i18n::shared_wrong(lang),
        _ => i18n::nothing_changed(lang),
    });
    let error = error.map(|text| {
        view! {
            <p id="passphrase-error" class="rejection" role="alert">
                {text}
            </p>
        }
    });
    let title = i18n::shared_locked(lang);
    let view = view! {
        <h1>{title}</h1>
        <p class="lead">{i18n::shared_locked_more(lang)}</p>
        <form class="setting" method="post" action=path>
            <div class="field">
                <label for="passphrase">{i18n::shared_passphrase(lang)}</label>
                <input
                    id="passphrase"
                    name="passphrase"
                    type="password"
                    required
                    maxlength=html::max_length(Passphrase::MAX_CHARS)
                    autocomplete="off"
                    aria-invalid=is_invalid.then_some("true")
                    aria-describedby=is_invalid.then_some("passphrase-error")
                    autofocus
                />
            </div>
            {error}
            <div class="choice">
                <button class="button">{i18n::shared_unlock(lang)}</button>
            </div>
        </form>
        <KeptComment lang />
    };
    (title.to_owned(), view.into_any())
}

fn message(lang: Lang, face: Mood, title: &'static str, text: &'static str) -> (String, AnyView) {
    let view = view! {
        <section class="empty-state">
            <Face mood=face />
            <h1>{title}</h1>
            <p>{text}</p>
        </section>
        <KeptComment lang />
    };
    (title.to_owned(), view.into_any())
}
