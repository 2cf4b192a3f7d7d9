//! New comments: their count, and the page of all comments with what is new.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::list::CommentLine;
use crate::{
    api::{
        comments::{CommentItem, Comments, MAX_NEW, list_comments},
        number::Number,
    },
    context::{Context, Visitor},
    domain::{Lang, Mood, SortableId, comment::Section},
    i18n::{self, dates},
    ui::{
        components::{EmptyState, ShownJournal},
        page_context::{PageContext, locale},
    },
};

/// The page's address.
const PAGE: &str = "/new-comments";

/// Leads to comments that the person has not seen.
#[component]
pub fn NewComments(
    lang: Lang,
    /// Their number.
    count: usize,
) -> impl IntoView {
    (count > 0).then(|| {
        view! {
            <p class="new-comments">
                <a href=PAGE>{i18n::new_comments(lang, count, MAX_NEW)}</a>
            </p>
        }
    })
}

/// The comments of the whole journal, the newest first.
#[component]
pub fn NewCommentsPage() -> impl IntoView {
    let locale = locale();
    let lang = locale.lang;
    let query = |name: &str| use_query_map().with_untracked(|query| query.get(name));
    let (before, saved) = (query("before"), query("saved"));
    let visitor = Context::current().map(|context| context.request.visitor);
    Suspend::new(async move {
        let is_older = before.is_some();
        let list = list_comments(None, Number(None), Number(before), None).await;
        let content = match (visitor, list) {
            (Ok(visitor), Ok(list))
                if list.items.is_empty() && list.next.is_none() && !is_older =>
            {
                let link = (
                    "/calendar".to_owned(),
                    i18n::nav_calendar(visitor.locale.lang),
                );
                nothing(i18n::no_comments(lang), i18n::no_comments_more(lang), link)
            }
            (Ok(visitor), Ok(list)) => {
                let status = match saved.as_deref() {
                    Some("comments/seen") => i18n::no_new_comments(lang),
                    Some("comments") => i18n::comment_removed(lang),
                    _ => "",
                };
                view! { <Content visitor list is_older status /> }.into_any()
            }
            (Err(error), _) | (_, Err(error)) => {
                PageContext::set_status(error.kind.status());
                let link = (PAGE.to_owned(), i18n::try_again(lang));
                nothing(i18n::comments(lang), i18n::comments_unreachable(lang), link)
            }
        };
        view! {
            <Title text=i18n::comments(lang) />
            {content}
        }
    })
}

fn nothing(title: &'static str, text: &'static str, link: (String, &'static str)) -> AnyView {
    view! { <EmptyState face=Mood::Okay title text link /> }.into_any()
}

#[component]
fn Content(
    visitor: Visitor,
    list: Comments,
    is_older: bool,
    status: &'static str,
) -> impl IntoView {
    let lang = visitor.locale.lang;
    let profile = visitor.profile.as_ref();
    let seen = profile.and_then(|user| user.comments_seen.clone());
    let is_new = |comment: &CommentItem| {
        let seen = seen.as_ref().map_or("", SortableId::as_str);
        comment.is_by_link && comment.id.as_str() > seen
    };
    let rejected = ["comments", "comments/seen"].into_iter();
    let rejected = rejected.filter_map(PageContext::rejection).next().map(|_| {
        view! {
            <p class="rejection" role="alert">
                {i18n::nothing_changed(lang)}
            </p>
        }
    });
    let newest = list.items.first().map(|comment| comment.id.clone());
    // Those of readers may be on an older page.
    let has_new = profile.is_some_and(|user| user.has_new_comments());
    let seen_form = newest.filter(|_| has_new && !is_older).map(|until| {
        view! {
            <form method="post" action="/comments/seen?_back=/new-comments">
                <ShownJournal />
                <input type="hidden" name="until" value=until />
                <button class="button">{i18n::comments_seen(lang)}</button>
            </form>
        }
    });
    let older = list.next.map(|next| {
        view! {
            <a class="more" rel="next" href=format!("{PAGE}?before={next}")>
                {i18n::older_comments(lang)}
            </a>
        }
    });
    let newer = is_older.then(|| {
        view! {
            <a class="more" rel="prev" href=PAGE>
                {i18n::newest_comments(lang)}
            </a>
        }
    });
    let lines = list.items.into_iter().map(|comment| {
        let (is_new, visitor) = (is_new(&comment), visitor.clone());
        let place = place(&visitor, &comment.section_id);
        view! { <CommentLine visitor comment back=PAGE.to_owned() place is_new /> }
    });
    let lines = lines.collect_view();
    view! {
        <section class="comments">
            <h1>{i18n::comments(lang)}</h1>
            {rejected}
            <p class="done" role="status">
                {status}
            </p>
            {seen_form}
            <ol class="comment-list">{lines}</ol>
            {newer}
            {older}
        </section>
    }
}

/// The page of a section, and its name.
fn place(visitor: &Visitor, section: &str) -> Option<(String, String)> {
    match Section::parse(section)? {
        Section::Day(day) => Some((
            format!("/calendar/{day}#comments"),
            dates::full(visitor.locale, day, visitor.today),
        )),
        Section::Moment(id) => Some((
            format!("/moments/{id}#comments"),
            i18n::comment_on_moment(visitor.locale.lang).to_owned(),
        )),
        Section::Share(id) => Some((
            format!("/sharing/{id}#comments"),
            i18n::comment_on_share(visitor.locale.lang).to_owned(),
        )),
    }
}
