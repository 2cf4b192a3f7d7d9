//! The page of one share, for its owner: its facts, and the comments on it as a whole.

use futures::future::{OptionFuture, join};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::list::{Facts, span};
use crate::{
    api::shares::{ShareItem, list_shares},
    context::{Context, Visitor},
    domain::{Lang, comment::Section},
    error::ErrorKind,
    i18n,
    ui::{
        comments::{CommentsSection, Shown},
        components::Unreachable,
        not_found::NotFoundPage,
        page_context::locale,
    },
};

/// A share with the comments on it. The comments stay after the link ends.
#[component]
pub fn SharePage() -> impl IntoView {
    let lang = locale().lang;
    let id = use_params_map().with_untracked(|params| params.get("share"));
    let id = id.unwrap_or_default();
    let visitor = Context::current().map(|context| context.request.visitor);
    let comments = Section::parse(&format!("share:{id}")).map(Shown::read);
    Suspend::new(async move {
        let (shares, comments) = join(list_shares(None), OptionFuture::from(comments)).await;
        let found = visitor.and_then(|visitor| {
            let share = shares?.shares.into_iter().find(|share| share.id == id);
            Ok((visitor, share))
        });
        match (found, comments) {
            (Ok((visitor, share)), Some(comments)) if share.is_some() || !comments.is_empty() => {
                view! { <Content visitor id share comments /> }.into_any()
            }
            (Ok(_), _) => view! { <NotFoundPage /> }.into_any(),
            (Err(error), _) if error.kind == ErrorKind::NotFound => {
                view! { <NotFoundPage /> }.into_any()
            }
            (Err(error), _) => {
                let (title, text) = (i18n::resting(lang), i18n::shares_unreachable(lang));
                let address = format!("/sharing/{id}");
                view! {
                    <Title text=title />
                    <Unreachable lang kind=error.kind title text address />
                }
                .into_any()
            }
        }
    })
}

#[component]
fn Content(
    visitor: Visitor,
    id: String,
    #[prop(optional_no_strip)] share: Option<ShareItem>,
    comments: Shown,
) -> impl IntoView {
    let lang = visitor.locale.lang;
    let title = title(lang, &visitor, share.as_ref());
    let can_write = share.as_ref().is_some_and(|share| share.comments);
    let facts = match share {
        Some(share) => view! { <Facts visitor=visitor.clone() share /> }.into_any(),
        None => view! { <p>{i18n::share_ended(lang)}</p> }.into_any(),
    };
    let page = format!("/sharing/{id}");
    view! {
        <Title text=title.clone() />
        <h1>{title}</h1>
        <div class="soft">{facts}</div>
        <CommentsSection visitor shown=comments page can_write />
        <a class="back" href="/sharing">
            {i18n::all_shares(lang)}
        </a>
    }
}

fn title(lang: Lang, visitor: &Visitor, share: Option<&ShareItem>) -> String {
    share.map_or_else(
        || i18n::comment_on_share(lang).to_owned(),
        |share| span(visitor, share),
    )
}
