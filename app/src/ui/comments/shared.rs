//! Comments on the page of a share: the owner's and those of its readers.

use leptos::prelude::*;

use super::list::by_line;
use crate::{
    api::comments::CommentItem,
    context::Visitor,
    domain::{
        Lang,
        comment::{ReaderName, Section},
    },
    error::{Error, ErrorKind},
    html, i18n,
    ports::ShareLink,
    ui::page_context::PageContext,
};

/// The function that the forms call.
const CALL: &str = "comments";

/// The comments on a section of a share; nothing if there are none.
#[component]
pub fn SectionComments(
    visitor: Visitor,
    /// Who shares.
    owner: String,
    /// The share's address.
    page: String,
    /// Those on the section.
    comments: Vec<CommentItem>,
) -> impl IntoView {
    let lines = comments.into_iter().map(|comment| {
        let (visitor, owner, page) = (visitor.clone(), owner.clone(), page.clone());
        view! { <Line visitor owner page comment /> }
    });
    let lines = lines.collect_view();
    (!lines.is_empty()).then(|| view! { <ol class="comment-list">{lines}</ol> })
}

/// The comments on the whole of a share, and the form for one more.
#[component]
pub fn SharedComments(
    visitor: Visitor,
    link: ShareLink,
    /// The share's address.
    page: String,
    /// The days and moments that can be commented on, each with its name.
    parts: Vec<(Section, String)>,
    /// The reader's name, if they wrote before.
    #[prop(optional_no_strip)]
    name: Option<String>,
    /// Those on the whole of the share.
    comments: Vec<CommentItem>,
) -> impl IntoView {
    let lang = visitor.locale.lang;
    let section = Section::Share(link.id);
    let form = PageContext::current().and_then(|page| page.form);
    let form = form.filter(|form| form.call == CALL);
    let is_saved = form.as_ref().is_some_and(|form| form.result.is_ok());
    let rejection = form.and_then(|form| form.result.err());
    let status = if is_saved {
        i18n::comments_changed(lang)
    } else {
        ""
    };
    let list = view! { <SectionComments visitor=visitor.clone() owner=link.name page=page.clone() comments /> };
    view! {
        <section id="comments" class="comments" aria-labelledby="comments-title">
            <h2 id="comments-title">{i18n::comments(lang)}</h2>
            <p class="done" role="status">
                {status}
            </p>
            {list}
            <ReaderForm lang section page parts name rejection />
        </section>
    }
}

/// A comment, with the form that removes the reader's own.
#[component]
fn Line(visitor: Visitor, owner: String, page: String, comment: CommentItem) -> impl IntoView {
    let lang = visitor.locale.lang;
    let (writer, moment) = by_line(&visitor, &comment, Some(&owner));
    let remove = comment.mine.then(|| {
        let label = i18n::remove_comment_of(lang, &moment);
        view! {
            <form method="post" action=format!("{page}/comments")>
                <input type="hidden" name="remove" value=comment.id.clone() />
                <button class="remove" aria-label=label>
                    {i18n::remove_comment(lang)}
                </button>
            </form>
        }
    });
    view! {
        <li>
            <p class="by">
                <strong>{writer}</strong>
                " · "
                {moment}
            </p>
            <p class="words" dir="auto">
                {comment.text}
            </p>
            {remove}
        </li>
    }
}

/// The form of a reader's comment; a rejected one as it was posted.
#[component]
fn ReaderForm(
    lang: Lang,
    section: Section,
    page: String,
    parts: Vec<(Section, String)>,
    #[prop(optional_no_strip)] name: Option<String>,
    #[prop(optional_no_strip)] rejection: Option<Error>,
) -> impl IntoView {
    let posted = |field| rejection.as_ref().and(PageContext::field(CALL, field));
    let (text, chosen) = (posted("text"), posted("sectionId"));
    let name = posted("author").or(name);
    let at = |field: &str| {
        let error = rejection.as_ref();
        error.is_some_and(|error| error.field.as_deref() == Some(field))
    };
    let (at_text, at_author) = (at("text"), at("author"));
    let other = rejection.filter(|_| !at_text && !at_author);
    let other = other.map(|error| {
        view! {
            <p class="rejection" role="alert">
                {rejection_text(lang, &error)}
            </p>
        }
    });
    let parts = parts.into_iter().map(|(part, name)| {
        let value = part.to_string();
        let selected = chosen.as_ref() == Some(&value);
        view! {
            <option value=value selected=selected dir="auto">
                {name}
            </option>
        }
    });
    let parts = parts.collect_view();
    let error = |id: &'static str, text: &'static str| {
        view! {
            <p id=id role="alert">
                {text}
            </p>
        }
    };
    view! {
        <form class="comment-form" method="post" action=format!("{page}/comments#comments")>
            {other}
            <label for="author">{i18n::comment_author(lang)}</label>
            <input
                id="author"
                name="author"
                value=name
                dir="auto"
                required
                maxlength=html::max_length(ReaderName::MAX_CHARS)
                autocomplete="given-name"
                aria-invalid=at_author.then_some("true")
                aria-describedby=at_author.then_some("author-error")
                autofocus=at_author
            />
            {at_author.then(|| error("author-error", i18n::comment_author_invalid(lang)))}
            <label for="about">{i18n::comment_about(lang)}</label>
            <select id="about" name="sectionId">
                <option value=section.to_string()>{i18n::comment_about_all(lang)}</option>
                {parts}
            </select>
            <label for="comment">{i18n::write_comment(lang)}</label>
            <textarea
                id="comment"
                name="text"
                rows="3"
                dir="auto"
                required
                aria-invalid=at_text.then_some("true")
                aria-describedby=at_text.then_some("comment-error")
                autofocus=at_text
                inner_html=html::text_area(&text.unwrap_or_default())
            ></textarea>
            {at_text.then(|| error("comment-error", i18n::comment_invalid(lang)))}
            <button class="button">{i18n::comment_send(lang)}</button>
            <p class="more-about">{i18n::comment_reader_more(lang)}</p>
        </form>
    }
}

fn rejection_text(lang: Lang, error: &Error) -> &'static str {
    match (error.kind, error.field.as_deref()) {
        (ErrorKind::TooManyRequests, _) => i18n::comment_too_many(lang),
        (ErrorKind::NotFound, Some("id")) => i18n::comment_gone(lang),
        (ErrorKind::Invalid, Some("sectionId")) => i18n::comment_day_past(lang),
        _ => i18n::comment_not_sent(lang),
    }
}
