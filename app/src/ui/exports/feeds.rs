//! The section of calendar feeds: make, list, revoke, without JavaScript.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    api::feeds::{FeedCreated, FeedItem, list_feeds},
    context::{Context, Visitor},
    domain::{Day, Lang},
    error::{Error, ErrorKind},
    i18n::{self, dates},
    ui::{
        components::{NewSecret, SecretItem},
        page_context::PageContext,
    },
};

/// The server function of the forms.
const CALL: &str = "feeds";
const CREATE: &str = "/feeds?_show=/exports%23feeds";

/// The feeds of a journal, and a form for a new one.
#[component]
pub fn FeedsSection() -> impl IntoView {
    let visitor = Context::current().ok()?.request.visitor;
    let lang = visitor.locale.lang;
    let created = PageContext::response::<FeedCreated>(CALL);
    let created = created.map(|created| view! { <NewFeed lang url=created.url /> });
    let rejection = PageContext::rejection(CALL);
    let rejection = rejection.map(|error| {
        view! { <p role="alert">{error_text(lang, &error)}</p> }
    });
    let saved = use_query_map().with_untracked(|query| query.get("saved"));
    let status = if saved.as_deref() == Some(CALL) {
        i18n::feed_revoked(lang)
    } else {
        ""
    };
    let list = view! { <FeedList visitor /> };
    Some(view! {
        <div class="setting api-keys">
            <p>{i18n::feeds_more(lang)}</p>
            {created}
            {rejection}
            <p role="status">{status}</p>
            {list}
            <form class="create-key" method="post" action=CREATE>
                <label for="feed-notes">{i18n::export_notes(lang)}</label>
                <select id="feed-notes" name="notes">
                    <option value="no">{i18n::notes_out(lang)}</option>
                    <option value="yes">{i18n::notes_in(lang)}</option>
                </select>
                <button class="button">{i18n::create_feed(lang)}</button>
            </form>
        </div>
    })
}

/// The link of a new feed, shown once.
#[component]
fn NewFeed(lang: Lang, url: String) -> impl IntoView {
    view! {
        <NewSecret
            id="new-feed"
            title=i18n::feed_created(lang).into_any()
            text=i18n::feed_created_more(lang)
            secret=url
        />
    }
}

#[component]
fn FeedList(visitor: Visitor) -> impl IntoView {
    let lang = visitor.locale.lang;
    Suspend::new(async move {
        match list_feeds().await {
            Ok(list) if list.feeds.is_empty() => view! { <p>{i18n::no_feeds(lang)}</p> }.into_any(),
            Ok(list) => {
                let feeds = list.feeds.into_iter();
                let feeds = feeds.map(|feed| view! { <Feed visitor=visitor.clone() feed /> });
                view! { <ul>{feeds.collect_view()}</ul> }.into_any()
            }
            Err(_) => view! { <p role="alert">{i18n::feeds_unreachable(lang)}</p> }.into_any(),
        }
    })
}

#[component]
fn Feed(visitor: Visitor, feed: FeedItem) -> impl IntoView {
    let lang = visitor.locale.lang;
    let date = |at| dates::full(visitor.locale, Day::in_utc(at), visitor.today);
    let used = feed.used_at.map_or_else(
        || i18n::feed_never_used(lang).to_owned(),
        |at| i18n::feed_used(lang, &date(at)),
    );
    let notes = if feed.notes {
        i18n::feed_with_notes(lang)
    } else {
        i18n::feed_without_notes(lang)
    };
    let made = date(feed.created_at);
    let action = format!(
        "/feeds?id={}&_method=delete&_back=/exports%23feeds",
        feed.id
    );
    let lines = vec![[i18n::feed_made(lang, &made), used].join(" · ")];
    view! {
        <SecretItem
            lang
            title=notes.into_any()
            lines
            action
            label=i18n::revoke_feed_of(lang, &made)
        />
    }
}

fn error_text(lang: Lang, error: &Error) -> &'static str {
    match error.kind {
        ErrorKind::Invalid => i18n::feed_too_many(lang),
        ErrorKind::NotFound => i18n::feed_gone(lang),
        _ => i18n::nothing_changed(lang),
    }
}
