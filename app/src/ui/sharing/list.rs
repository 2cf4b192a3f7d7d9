//! The active links of a journal.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::CALL;
use crate::{
    api::shares::{ShareItem, list_shares},
    context::Visitor,
    domain::{Day, DayRange},
    i18n::{self, dates},
    ui::components::ShownJournal,
};

#[component]
pub(super) fn ShareList(visitor: Visitor) -> impl IntoView {
    let lang = visitor.locale.lang;
    let saved = use_query_map().with_untracked(|query| query.get("saved"));
    let status = if saved.as_deref() == Some(CALL) {
        i18n::share_stopped(lang)
    } else {
        ""
    };
    let list = Suspend::new(async move {
        match list_shares(None).await {
            Ok(list) if list.shares.is_empty() => {
                view! { <p>{i18n::no_shares(lang)}</p> }.into_any()
            }
            Ok(list) => {
                let shares = list.shares.into_iter();
                let shares = shares.map(|share| view! { <Item visitor=visitor.clone() share /> });
                view! { <ul>{shares.collect_view()}</ul> }.into_any()
            }
            Err(_) => view! { <p role="alert">{i18n::shares_unreachable(lang)}</p> }.into_any(),
        }
    });
    view! {
        <div class="setting api-keys">
            <p class="done" role="status">
                {status}
            </p>
            {list}
        </div>
    }
}

/// The days of a share, in words.
pub(super) fn span(visitor: &Visitor, share: &ShareItem) -> String {
    let days = DayRange::new(share.start, share.end);
    let days = days.map(|days| i18n::share_span(visitor.locale, days, visitor.today));
    days.unwrap_or_default()
}

/// The parts of a share, its end, and how often it was opened.
#[component]
pub(super) fn Facts(visitor: Visitor, share: ShareItem) -> impl IntoView {
    let (locale, today) = (visitor.locale, visitor.today);
    let lang = locale.lang;
    let date = |at| dates::full(locale, Day::in_utc(at), today);
    let opened = share.opened_at.map_or_else(
        || i18n::share_unopened(lang).to_owned(),
        |at| i18n::share_opened(lang, share.opens, &date(at)),
    );
    let parts = [
        (share.notes, i18n::share_notes(lang)),
        (share.moments, i18n::share_moments(lang)),
        (share.photos, i18n::share_photos(lang)),
        (share.comments, i18n::share_comments(lang)),
        (share.passphrase, i18n::share_protected(lang)),
    ];
    let parts = parts.into_iter().filter(|(is_on, _)| *is_on);
    let parts: Vec<_> = parts.map(|(_, name)| name).collect();
    let parts = (!parts.is_empty()).then(|| view! { <p>{parts.join(" · ")}</p> });
    let facts = [opened, i18n::share_ends(lang, &date(share.expires_at))];
    view! {
        {parts}
        <p>{facts.join(" · ")}</p>
    }
}

#[component]
fn Item(visitor: Visitor, share: ShareItem) -> impl IntoView {
    let lang = visitor.locale.lang;
    let days = span(&visitor, &share);
    let comments = share.comments.then(|| {
        let address = format!("/sharing/{}#comments", share.id);
        view! {
            <p>
                <a href=address aria-label=i18n::comments_of_share(lang, &days)>
                    {i18n::comments(lang)}
                </a>
            </p>
        }
    });
    let action = format!(
        "/shares?id={}&_method=delete&_back=/sharing%23shares",
        share.id
    );
    view! {
        <li>
            <div>
                <strong>{days.clone()}</strong>
                <Facts visitor share />
                {comments}
            </div>
            <form method="post" action=action>
                <ShownJournal />
                <button class="remove" aria-label=i18n::share_stop_of(lang, &days)>
                    {i18n::share_stop(lang)}
                </button>
            </form>
        </li>
    }
}
