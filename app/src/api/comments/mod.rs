//! Comments: write, list, remove, and what is new.

mod item;
mod reader;

use leptos::prelude::*;
use server_fn::codec::{GetUrl, Post};

pub use self::{
    item::{CommentItem, CommentSaved, Comments, CommentsChanged},
    reader::{add_by_reader, comments_of_share, remove_by_reader},
};
use super::{
    Context, Right, caller,
    codec::{DeleteQuery, JsonOrForm, JsonText, delete_query},
    moods::Status,
    number::Number,
};
use crate::{
    domain::{
        Day, Retention, SortableId,
        comment::{Comment, CommentText, Section, Writer},
    },
    error::{Error, ErrorKind},
    ports::UserId,
};

/// The maximum number of comments of a page.
pub const PAGE: usize = 50;
/// The maximum count of new comments.
pub const MAX_NEW: usize = 100;
/// The number of comments that a download reads at once.
const DOWNLOAD_PAGE: usize = 1000;

/// Writes a comment on a day, a moment or a share; with `share`, as its reader.
///
/// # Errors
/// Malformed (`sectionId`), Invalid (`text`, `author`, `sectionId`), NotFound (`sectionId`, `share`),
/// Unauthenticated or Forbidden (`userId`, `share`, `passphrase`), TooManyRequests, Unavailable.
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
    /// The token of a share that has comments.
    #[server(default)]
    share: Option<String>,
    /// The reader's name, with `share`: one line of 1 to 40 characters.
    #[server(default)]
    author: Option<String>,
) -> Result<CommentSaved, Error> {
    let context = Context::current()?;
    if let Some(token) = share {
        let author = author.unwrap_or_default();
        let item = add_by_reader(&context, &token, &section_id, &text, &author).await?;
        return Ok(CommentSaved {
            status: Status::Ok,
            item,
        });
    }
    if author.is_some() {
        let message = "author is a reader's: it needs share";
        return Err(Error::invalid("author", message));
    }
    let user = caller(&context, Right::Write, user_id.as_deref())?;
    let section = section(&section_id)?;
    let text = CommentText::parse(&text).ok_or_else(not_a_text)?;
    check_exists(&context, &user, &section).await?;
    let expires_at = expires_at(context.request.visitor.retention, &section, context.now())?;
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
/// pages of 50; with `share`, those on a section that its reader sees.
///
/// # Errors
/// Malformed (`sectionId`, `after`), NotFound (`sectionId`, `share`), Unauthenticated or Forbidden
/// (`userId`, `share`, `passphrase`), Unavailable.
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
    /// The token of a share that has comments.
    #[server(default)]
    share: Option<String>,
) -> Result<Comments, Error> {
    let context = Context::current()?;
    if let Some(token) = share {
        let section = section_id.0.unwrap_or_default();
        return reader::list(&context, &token, &section, after.0.as_deref()).await;
    }
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
        .page(&user, section, None, after, PAGE, context.now())
        .await?;
    Ok(Comments::of(page, CommentItem::of_owner))
}

/// Removes a comment from the caller's journal: their own, or a reader's. With `share`, its reader
/// removes one of their own.
///
/// # Errors
/// NotFound (`id`, `share`) if there is none, Unauthenticated or Forbidden (`userId`, `share`,
/// `passphrase`), Unavailable.
#[server(prefix = "", endpoint = "/comments", input = DeleteQuery, output = Post<JsonText>)]
pub async fn remove_comment(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// The comment's identifier.
    #[server(default)]
    id: String,
    /// The token of a share that has comments.
    #[server(default)]
    share: Option<String>,
) -> Result<CommentsChanged, Error> {
    let context = Context::current()?;
    if let Some(token) = share {
        remove_by_reader(&context, &token, &id).await?;
        return Ok(CommentsChanged { status: Status::Ok });
    }
    let user = caller(&context, Right::Write, user_id.as_deref())?;
    let id = SortableId::parse(&id).ok_or_else(no_such_comment)?;
    let comments = &context.services.stores.comments;
    if !comments.remove(&user, &id, context.now()).await? {
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
        let page = comments.page(
            user,
            None,
            None,
            after.as_ref(),
            DOWNLOAD_PAGE,
            context.now(),
        );
        let page = page.await?;
        all.extend(page.comments.into_iter().map(CommentItem::of_owner));
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}

fn not_a_text() -> Error {
    let message = "text must be 1 to 1000 characters, at least one of them visible";
    Error::invalid("text", message)
}

fn section(text: &str) -> Result<Section, Error> {
    let expected = "sectionId must be day:YYYY-MM-DD, event: or share: and an identifier";
    Section::parse(text).ok_or_else(|| Error::malformed("sectionId", expected))
}

fn id(field: &'static str, text: &str) -> Result<SortableId, Error> {
    let expected = || Error::malformed(field, format!("{field} must be a comment's identifier"));
    SortableId::parse(text).ok_or_else(expected)
}

/// Checks that the journal has a section. Each of its days is one.
///
/// # Errors
/// NotFound (`sectionId`), Unavailable.
async fn check_exists(context: &Context, user: &UserId, section: &Section) -> Result<(), Error> {
    let stores = &context.services.stores;
    let exists = match section {
        Section::Day(_) => true,
        Section::Moment(id) => stores.moments.get(user, id).await?.is_some(),
        Section::Share(id) => {
            let shares = stores.shares.list(user, context.now()).await?;
            shares.iter().any(|share| share.id == *id)
        }
    };
    exists.then_some(()).ok_or_else(no_such_section)
}

/// The expiry of a comment on a section: a day's is the day's own, others have none.
///
/// # Errors
/// Invalid (`sectionId`) for a day that can't be written.
fn expires_at(retention: Retention, section: &Section, now: i64) -> Result<Option<i64>, Error> {
    let check = |day: Day| {
        let check = retention.check_day(day, now);
        check.map_err(|violation| Error::from(violation).at("sectionId"))?;
        Ok(retention.expires_at(day))
    };
    section.day().map(check).transpose()
}

fn no_such_section() -> Error {
    Error::new(ErrorKind::NotFound, "Nothing has this identifier.").at("sectionId")
}

fn no_such_comment() -> Error {
    Error::new(ErrorKind::NotFound, "No comment has this identifier.").at("id")
}
