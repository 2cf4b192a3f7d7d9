//! Comments: write, list, remove, and what is new.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{GetUrl, Post};

use super::{
    Context, Right, caller,
    codec::{DeleteQuery, JsonOrForm, JsonText, delete_query},
    moods::Status,
    number::Number,
};
use crate::{
    domain::{
        SortableId,
        comment::{Comment, CommentText, Section, Writer},
    },
    error::{Error, ErrorKind},
    ports::{CommentPage, UserId},
};

/// The maximum number of comments of a page.
pub const PAGE: usize = 50;
/// The maximum count of new comments.
pub const MAX_NEW: usize = 100;
/// The number of comments that a download reads at once.
const DOWNLOAD_PAGE: usize = 1000;

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CommentItem {
    /// The identifier, a UUID of version 7.
    pub id: String,
    /// `day:YYYY-MM-DD`, `event:<id>` or `share:<id>`.
    pub section_id: String,
    /// The text.
    pub text: String,
    /// The name that a reader of a share gave; none for the owner of the journal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Its time; seconds since the epoch.
    pub created_at: i64,
    /// True if it is the caller's own.
    pub mine: bool,
}

/// A page of comments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comments {
    /// The newest first. There may be fewer than were read, or none, and still more to come.
    pub items: Vec<CommentItem>,
    /// `after` of the next page; none on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// The response to a new comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentSaved {
    /// Always `ok`; a failure is an error.
    pub status: Status,
    /// The comment.
    pub item: CommentItem,
}

/// The response to a removal, or to a visit of the new comments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentsChanged {
    /// Always `ok`; a failure is an error.
    pub status: Status,
}

impl CommentItem {
    /// A comment as the journal's owner sees it.
    #[must_use]
    pub fn of_owner(comment: Comment) -> Self {
        let mine = comment.writer == Writer::Owner;
        Self::new(comment, mine)
    }

    fn new(comment: Comment, mine: bool) -> Self {
        Self {
            id: comment.id.to_string(),
            section_id: comment.section.to_string(),
            author: comment
                .reader()
                .map(|reader| reader.name.as_str().to_owned()),
            text: comment.text.into(),
            created_at: comment.created_at,
            mine,
        }
    }
}

/// Writes a comment on a day.
///
/// # Errors
/// Malformed (`sectionId`), Invalid (`text`, `sectionId`), NotFound (`sectionId`), Unauthenticated or
/// Forbidden (`userId`), Unavailable.
#[server(prefix = "", endpoint = "/comments", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn add_comment(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// `day:YYYY-MM-DD`, `event:<id>` or `share:<id>`.
    #[server(default)]
    #[server(rename = "sectionId")]
    section_id: String,
    /// 1 to 1,000 characters.
    #[server(default)]
    text: String,
) -> Result<CommentSaved, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Write, user_id.as_deref())?;
    let section = section(&section_id)?;
    let text = CommentText::parse(&text).ok_or_else(|| Error::invalid("text", NOT_A_TEXT))?;
    let expires_at = end_of(&context, &section)?;
    let comment = Comment {
        id: context.new_id()?,
        section,
        text,
        writer: Writer::Owner,
        created_at: context.now(),
    };
    let comments = &context.services.stores.comments;
    comments.put(&user, &comment, expires_at).await?;
    Ok(CommentSaved {
        status: Status::Ok,
        item: CommentItem::of_owner(comment),
    })
}

/// Returns the comments on a section of the caller's journal, or on all of it, the newest first, by
/// pages of 50.
///
/// # Errors
/// Malformed (`sectionId`, `after`), Unauthenticated or Forbidden (`userId`), Unavailable.
#[server(prefix = "", endpoint = "/comments", input = GetUrl, output = Post<JsonText>)]
pub async fn list_comments(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// `day:YYYY-MM-DD`, `event:<id>` or `share:<id>`; by default all.
    #[server(default)]
    #[server(rename = "sectionId")]
    section_id: Number<String>,
    /// `next` of the previous page.
    #[server(default)]
    after: Number<String>,
) -> Result<Comments, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Read, user_id.as_deref())?;
    let section = section_id.0.as_deref().map(section).transpose()?;
    let after = after
        .0
        .as_deref()
        .map(|text| id("after", text))
        .transpose()?;
    let comments = &context.services.stores.comments;
    let (section, after) = (section.as_ref(), after.as_ref());
    let page = comments
        .page(&user, section, after, PAGE, context.now())
        .await?;
    Ok(Comments::of(page, CommentItem::of_owner))
}

/// Removes a comment from the caller's journal, by whomever it is.
///
/// # Errors
/// NotFound (`id`) if there is none, Unauthenticated or Forbidden (`userId`), Unavailable.
#[server(prefix = "", endpoint = "/comments", input = DeleteQuery, output = Post<JsonText>)]
pub async fn remove_comment(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// The comment's identifier.
    #[server(default)]
    id: String,
) -> Result<CommentsChanged, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Write, user_id.as_deref())?;
    let id = SortableId::parse(&id).ok_or_else(no_such_comment)?;
    if !context.services.stores.comments.remove(&user, &id).await? {
        return Err(no_such_comment());
    }
    Ok(CommentsChanged { status: Status::Ok })
}

delete_query!(RemoveComment);

/// Records that the caller has seen the comments up to one of them, so that they no longer count as new.
///
/// # Errors
/// Malformed (`until`), Unauthenticated or Forbidden (`userId`), Unavailable.
#[server(prefix = "", endpoint = "/comments/seen", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn mark_comments_seen(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// The identifier of the newest comment that was seen.
    #[server(default)]
    until: String,
) -> Result<CommentsChanged, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Write, user_id.as_deref())?;
    super::account::existing(&context)?;
    let until = id("until", &until)?;
    context
        .services
        .stores
        .users
        .comments_seen(&user, &until)
        .await?;
    Ok(CommentsChanged { status: Status::Ok })
}

/// The number of comments by readers that the visitor has not seen, up to [`MAX_NEW`]. Reads the store
/// only if there may be some.
///
/// # Errors
/// Unauthenticated, Unavailable.
pub async fn count_new_comments(context: &Context) -> Result<usize, Error> {
    let visitor = &context.request.visitor;
    let profile = visitor
        .profile
        .as_ref()
        .filter(|user| user.has_new_comments());
    let Some(profile) = profile else { return Ok(0) };
    let user = caller(context, Right::Read, None)?;
    let seen = profile.comments_seen.as_ref();
    let comments = &context.services.stores.comments;
    comments
        .count_unread(&user, seen, MAX_NEW, context.now())
        .await
}

/// All comments of a journal for a download, the newest first.
///
/// # Errors
/// Unavailable.
pub async fn all_comments(context: &Context, user: &UserId) -> Result<Vec<CommentItem>, Error> {
    let comments = &context.services.stores.comments;
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = comments.page(user, None, after.as_ref(), DOWNLOAD_PAGE, context.now());
        let page = page.await?;
        all.extend(page.comments.into_iter().map(CommentItem::of_owner));
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}

impl Comments {
    fn of(page: CommentPage, item: impl FnMut(Comment) -> CommentItem) -> Self {
        Self {
            items: page.comments.into_iter().map(item).collect(),
            next: page.next.map(|id| id.to_string()),
        }
    }
}

const NOT_A_TEXT: &str = "text must be 1 to 1000 characters, at least one of them visible";

fn section(text: &str) -> Result<Section, Error> {
    let expected = "sectionId must be day:YYYY-MM-DD, event: or share: and an identifier";
    Section::parse(text).ok_or_else(|| Error::malformed("sectionId", expected))
}

fn id(field: &'static str, text: &str) -> Result<SortableId, Error> {
    let expected = || Error::malformed(field, format!("{field} must be a comment's identifier"));
    SortableId::parse(text).ok_or_else(expected)
}

/// The expiry of comments on a section that exists: a day's is the day's own, others have none.
///
/// # Errors
/// Invalid for a day that can't be written, NotFound (both `sectionId`).
fn end_of(context: &Context, section: &Section) -> Result<Option<i64>, Error> {
    let retention = context.request.visitor.retention;
    match section {
        Section::Day(day) => {
            let check = retention.check_day(*day, context.now());
            check.map_err(|violation| Error::from(violation).at("sectionId"))?;
            Ok(Some(retention.expires_at(*day)))
        }
        Section::Moment(_) | Section::Share(_) => Err(no_such_section()),
    }
}

fn no_such_section() -> Error {
    Error::new(ErrorKind::NotFound, "Nothing has this identifier.").at("sectionId")
}

fn no_such_comment() -> Error {
    Error::new(ErrorKind::NotFound, "No comment has this identifier.").at("id")
}
