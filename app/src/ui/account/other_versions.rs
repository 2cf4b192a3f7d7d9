//! The page of versions that a merge did not choose.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{encoded, is_saved};
use crate::{
    api::versions::{VersionItem, list_versions},
    context::Context,
    domain::{Day, Entry, Lang, Locale, Mood},
    error::ErrorKind,
    i18n::{self, dates},
    ui::{
        components::{EmptyState, Face, FormResult, Unreachable},
        page_context::{PageContext, locale},
    },
};

const CALL: &str = "versions";
const PAGE: &str = "/other-versions";

/// Leads to the page, if it has something to choose.
#[component]
pub fn OtherVersionsLine() -> impl IntoView {
    let lang = locale().lang;
    Suspend::new(async move {
        let days = list_versions(None).await.ok()?.items.len();
        let link = i18n::days_written_twice(lang, days);
        (days > 0).then(|| {
            view! {
                <p class="warning">
                    <a href=PAGE>{link}</a>
                </p>
            }
        })
    })
}

/// Shows both versions of each day, to choose one or discard the other.
#[component]
pub fn OtherVersionsPage() -> impl IntoView {
    let locale = locale();
    let lang = locale.lang;
    let today = Context::current().map(|context| context.request.visitor.today);
    let list = Suspend::new(async move {
        match list_versions(None).await {
            Ok(versions) if versions.items.is_empty() => nothing(lang).into_any(),
            Ok(versions) => {
                let items = versions.items.into_iter();
                let days = items
                    .map(|item| view! { <OtherDay locale today=today.clone().ok() item /> })
                    .collect_view();
                view! {
                    <h1>{i18n::other_versions(lang)}</h1>
                    <p class="lead">{i18n::other_versions_more(lang)}</p>
                    <Result lang />
                    <ul class="versions">{days}</ul>
                    <a class="back" href="/">
                        {i18n::back_to_today(lang)}
                    </a>
                }
                .into_any()
            }
            Err(error) => {
                let title = i18n::other_versions(lang);
                let (text, address) = (i18n::versions_unreachable(lang), PAGE.to_owned());
                view! { <Unreachable lang kind=error.kind title text address /> }.into_any()
            }
        }
    });
    view! {
        <Title text=i18n::other_versions(lang) />
        {list}
    }
}

fn nothing(lang: Lang) -> impl IntoView {
    view! {
        <Result lang />
        <EmptyState
            face=Mood::Good
            title=i18n::no_other_versions(lang)
            text=i18n::no_other_versions_more(lang)
            link=("/".to_owned(), i18n::go_to_today(lang))
        />
    }
}

/// The result of the page's last form.
#[component]
fn Result(lang: Lang) -> impl IntoView {
    let done = if is_saved(CALL) {
        i18n::version_chosen(lang)
    } else {
        ""
    };
    let rejected = PageContext::rejection(CALL).map(|error| match error.kind {
        ErrorKind::NotFound => i18n::version_gone(lang),
        _ => i18n::account_error(lang, &error),
    });
    view! { <FormResult done rejected /> }
}

#[component]
fn OtherDay(locale: Locale, today: Option<Day>, item: VersionItem) -> impl IntoView {
    let lang = locale.lang;
    let VersionItem { id, entry, current } = item;
    let day = entry.day;
    let date = dates::full(locale, day, today.unwrap_or(day));
    let (heading, back) = (format!("day-{id}"), encoded(PAGE));
    let chosen = format!("/{CALL}?_back={back}");
    let discarded = format!("/{CALL}?id={}&_method=delete&_back={back}", encoded(&id));
    view! {
        <li>
            <h2 id=heading.clone()>{date}</h2>
            <div class="both">
                <Version lang title=i18n::in_journal(lang) entry=current />
                <Version lang title=i18n::other_version(lang) entry=Some(entry) />
            </div>
            <div class="choice">
                <form method="post" action=chosen>
                    <input type="hidden" name="id" value=id />
                    <button class="button" aria-describedby=heading.clone()>
                        {i18n::use_this_version(lang)}
                    </button>
                </form>
                <form method="post" action=discarded>
                    <button class="remove" aria-describedby=heading>
                        {i18n::discard_version(lang)}
                    </button>
                </form>
            </div>
        </li>
    }
}

#[component]
fn Version(lang: Lang, title: &'static str, entry: Option<Entry>) -> impl IntoView {
    let content = match entry {
        Some(entry) => {
            let note = entry.note_text().to_owned();
            view! {
                <p class="mood">
                    <Face mood=entry.mood />
                    {i18n::mood_name(lang, entry.mood)}
                </p>
                <p class="note" dir="auto">
                    {note}
                </p>
            }
            .into_any()
        }
        None => view! { <p>{i18n::no_entry(lang)}</p> }.into_any(),
    };
    view! {
        <section>
            <h3>{title}</h3>
            {content}
        </section>
    }
}
