//! The comments on a section of the journal, and the form for one more.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::list::CommentLine;
use crate::{
    api::{
        comments::{CommentItem, Comments, list_comments},
        number::Number,
    },
    context::Visitor,
    domain::{Lang, comment::Section},
    error::{Error, ErrorKind},
    html, i18n,
    ui::{
        components::{KeptComment, ShownJournal},
        page_context::PageContext,
    },
};

/// The server function of the forms.
const CALL: &str = "comments";
/// The query parameter of older comments.
const BEFORE: &str = "before";
/// The value of the parameter `done` after a removal.
const REMOVED: &str = "removed";

/// A section's comments, as its page shows them.
pub struct Shown {
    section: Section,
    list: Result<Comments, Error>,
}

impl Shown {
    /// Reads the comments on a section, older ones if the page's address says so. Returns a future, so
    /// that a page reads the rest at the same time.
    pub fn read(section: Section) -> impl Future<Output = Self> {
        let before = use_query_map().with_untracked(|query| query.get(BEFORE));
        async move {
            let id = Number(Some(section.to_string()));
            let list = list_comments(None, id, Number(before), None).await;
            Self { section, list }
        }
    }
}

impl Shown {
    /// True if there are none, as far as the store could be read.
    pub fn is_empty(&self) -> bool {
        let is_empty = |list: &Comments| list.items.is_empty() && list.next.is_none();
        self.list.as_ref().is_ok_and(is_empty)
    }
}

/// The comments with a heading, the newest first, and a form; nothing if there are none and the person
/// can't write any.
#[component]
pub fn CommentsSection(
    visitor: Visitor,
    shown: Shown,
    /// The address of the page, without a query.
    page: String,
    /// True if the person can write one more.
    can_write: bool,
) -> impl IntoView {
    let lang = visitor.locale.lang;
    let Shown { section, list } = shown;
    let (items, next, failure) = match list {
        Ok(list) => (list.items, list.next, None),
        Err(_) => (Vec::new(), None, Some(i18n::comments_unreachable(lang))),
    };
    let rejection = PageContext::rejection(CALL);
    let query = |name: &str| use_query_map().with_untracked(|query| query.get(name));
    let is_older = query(BEFORE).is_some();
    let is_empty = items.is_empty() && failure.is_none() && rejection.is_none() && !is_older;
    if is_empty && !can_write && query("saved").as_deref() != Some(CALL) {
        return None;
    }
    let status = match (query("saved").as_deref(), query("done").as_deref()) {
        (Some(CALL), Some(REMOVED)) => i18n::comment_removed(lang),
        (Some(CALL), _) => i18n::comment_saved(lang),
        _ => "",
    };
    let older = next.map(|next| {
        let address = format!("{page}?{BEFORE}={next}#comments");
        view! {
            <a class="more" rel="next" href=address>
                {i18n::older_comments(lang)}
            </a>
        }
    });
    let newest = is_older.then(|| {
        let address = format!("{page}#comments");
        view! {
            <a class="more" rel="prev" href=address>
                {i18n::newest_comments(lang)}
            </a>
        }
    });
    let form = can_write.then(|| {
        let rejection = rejection.clone();
        view! { <CommentForm lang section page=page.clone() rejection /> }
    });
    let kept = (!can_write).then(|| view! { <KeptComment lang /> });
    let alert = rejection
        .filter(|error| !can_write || error.field.as_deref() != Some("text"))
        .map(|error| rejection_text(lang, &error))
        .or(failure);
    Some(view! {
        <section id="comments" class="comments" aria-labelledby="comments-title">
            <h2 id="comments-title">{i18n::comments(lang)}</h2>
            {alert
                .map(|text| {
                    view! {
                        <p class="rejection" role="alert">
                            {text}
                        </p>
                    }
                })}
            {form}
            {kept}
            <p class="done" role="status">
                {status}
            </p>
            <CommentList visitor items page />
            {newest}
            {older}
        </section>
    })
}

#[component]
fn CommentList(visitor: Visitor, items: Vec<CommentItem>, page: String) -> impl IntoView {
    let back = format!("{page}%3Fdone={REMOVED}%23comments");
    let lines = items.into_iter().map(|comment| {
        let (visitor, back) = (visitor.clone(), back.clone());
        view! { <CommentLine visitor comment back place=None is_new=false /> }
    });
    let lines = lines.collect_view();
    (!lines.is_empty()).then(|| view! { <ol class="comment-list">{lines}</ol> })
}

/// The form of a new comment; a rejected one as it was posted.
#[component]
fn CommentForm(
    lang: Lang,
    section: Section,
    page: String,
    #[prop(optional_no_strip)] rejection: Option<Error>,
) -> impl IntoView {
    let text = rejection.as_ref().and(PageContext::field(CALL, "text"));
    let is_invalid = rejection.is_some_and(|error| error.field.as_deref() == Some("text"));
    let error = is_invalid.then(|| {
        view! {
            <p id="comment-error" role="alert">
                {i18n::comment_invalid(lang)}
            </p>
        }
    });
    view! {
        <form
            class="comment-form"
            method="post"
            action=format!("/comments?_back={page}%23comments")
        >
            <ShownJournal />
            <input type="hidden" name="sectionId" value=section.to_string() />
            <label for="comment">{i18n::add_thought(lang)}</label>
            <textarea
                id="comment"
                name="text"
                rows="3"
                dir="auto"
                required
                aria-invalid=is_invalid.then_some("true")
                aria-describedby=is_invalid.then_some("comment-error")
                autofocus=is_invalid
                inner_html=html::text_area(&text.unwrap_or_default())
            ></textarea>
            {error}
            <button class="button">{i18n::add_comment(lang)}</button>
        </form>
    }
}

fn rejection_text(lang: Lang, error: &Error) -> &'static str {
    match (error.kind, error.field.as_deref()) {
        (ErrorKind::Invalid, Some("text")) => i18n::comment_invalid(lang),
        (ErrorKind::Invalid, Some("sectionId")) => i18n::comment_day_closed(lang),
        (ErrorKind::NotFound, Some("id")) => i18n::comment_gone(lang),
        _ => i18n::nothing_changed(lang),
    }
}
