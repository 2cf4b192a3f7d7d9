//! The tags with their days, and the result of a renaming.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::rename::{Confirmation, Question, RenameForm};
use crate::{
    api::tags::{Renamed, TagItem, Tags, kept_by_undo, list_tags},
    context::Context,
    domain::Lang,
    i18n,
    ui::{
        components::{FormResult, ShownJournal, Unreachable},
        page_context::{PageContext, locale},
        search::address,
    },
};

/// The function that undoes a renaming.
const UNDO: &str = "tag/undo";

/// The tags, the form that renames one, and the undo of the latest renaming.
#[component]
pub fn TagsPage() -> impl IntoView {
    let lang = locale().lang;
    let context = Context::current();
    let saved = use_query_map().with_untracked(|query| query.get("saved"));
    let is_undone = saved.as_deref() == Some(UNDO);
    Suspend::new(async move {
        let tags = list_tags(None).await;
        // The form asked before that can be counted again now.
        let question = match (Question::of_page(), &context) {
            (Some(question), Ok(context)) => question.plan(context).await,
            _ => None,
        };
        let kept = match &context {
            Ok(context) if is_undone => kept_by_undo(context).await.ok().flatten(),
            _ => None,
        };
        let content = match tags {
            Ok(tags) => view! { <Content lang tags question kept /> }.into_any(),
            Err(error) => {
                let (title, text) = (i18n::your_tags(lang), i18n::tags_unreachable(lang));
                view! { <Unreachable lang kind=error.kind title text address="/tags".to_owned() /> }
                    .into_any()
            }
        };
        view! {
            <Title text=i18n::your_tags(lang) />
            {content}
        }
    })
}

#[component]
fn Content(
    lang: Lang,
    tags: Tags,
    #[prop(optional_no_strip)] question: Option<Confirmation>,
    /// The number of days that the undo just now left as they are.
    #[prop(optional_no_strip)]
    kept: Option<usize>,
) -> impl IntoView {
    let Tags { items, renamed, .. } = tags;
    let undo = renamed.map(|renamed| {
        let rest = items.iter().find(|item| item.tag == renamed.from);
        let rest = rest.map(|item| item.count);
        view! { <UndoForm lang renamed rest /> }
    });
    let done = kept.map(|kept| i18n::rename_undone(lang, kept));
    let done = done.unwrap_or_default();
    let rejected = PageContext::rejection(UNDO).map(|_| i18n::rename_expired(lang));
    let (lead, form) = if items.is_empty() {
        let none = view! { <p class="strong">{i18n::no_tags(lang)}</p> };
        let lead = view! {
            {none}
            <p>{i18n::no_tags_more(lang)}</p>
        };
        (lead.into_any(), None)
    } else {
        let form = view! { <RenameForm lang tags=items.clone() /> };
        (
            view! { <p>{i18n::tags_more(lang)}</p> }.into_any(),
            Some(form),
        )
    };
    let list = items.into_iter().map(|item| view! { <Item lang item /> });
    let list = list.collect_view();
    view! {
        <h1>{i18n::your_tags(lang)}</h1>
        <FormResult done rejected />
        {question.map(|question| view! { <Confirmation lang question /> })}
        {undo}
        {lead}
        <ul class="tags">{list}</ul>
        {form}
        <a class="back" href="/search">
            {i18n::search_notes(lang)}
        </a>
        <a class="back" href="/">
            {i18n::back_to_today(lang)}
        </a>
    }
}

#[component]
fn Item(lang: Lang, item: TagItem) -> impl IntoView {
    let days = i18n::days(lang, item.count);
    let link = address(&[("tag", &item.tag)]);
    view! {
        <li>
            <a href=link>
                <bdi>{format!("#{}", item.tag)}</bdi>
            </a>
            " "
            <span>{days}</span>
        </li>
    }
}

/// The latest renaming, and its undo.
#[component]
fn UndoForm(
    lang: Lang,
    renamed: Renamed,
    /// The number of days that still have the former tag.
    #[prop(optional_no_strip)]
    rest: Option<usize>,
) -> impl IntoView {
    let Renamed {
        id, from, to, days, ..
    } = renamed;
    let rest = rest.map(|rest| view! { <p>{i18n::rename_rest(lang, &from, rest)}</p> });
    view! {
        <form class="setting" method="post" action=format!("/{UNDO}?_back=/tags")>
            <ShownJournal />
            <input type="hidden" name="id" value=id />
            <p class="strong" role="status">
                {i18n::renamed(lang, &from, &to, days)}
            </p>
            {rest}
            <p id="undo-more">{i18n::rename_undo_more(lang)}</p>
            <div class="choice">
                <button class="button" aria-describedby="undo-more">
                    {i18n::rename_undo(lang)}
                </button>
            </div>
        </form>
    }
}
