//! Comments through the link of a share: only its token and the reader's cookie count.

use futures::future::join;

use super::{
    CommentItem, Comments, PAGE, expires_at, id, no_such_comment, no_such_section, section,
};
use crate::{
    api::{
        accounts::attempts::count,
        shares::{ShareAccess, access, new_reader},
    },
    context::Context,
    domain::{
        Day, SortableId,
        comment::{Comment, CommentText, Reader, ReaderName, Section, Writer},
    },
    error::{Error, ErrorKind},
    ports::{AttemptLimit, ShareLink},
    secret,
};

/// Comments of all readers of a share: thirty at once, then one in two minutes.
const OF_SHARE: AttemptLimit = AttemptLimit {
    interval: 120,
    burst: 30,
};
/// Comments of one client: ten at once, then one a minute.
const OF_CLIENT: AttemptLimit = AttemptLimit {
    interval: 60,
    burst: 10,
};
/// The maximum number of comments on the days of a share that its page shows.
const MAX_ON_DAYS: usize = 500;

/// Writes a comment of a reader. The first one of a browser sets its cookie.
///
/// # Errors
/// Those of [`access`]; Forbidden (`share`) if it has no comments; Malformed (`sectionId`), Invalid
/// (`text`, `author`), NotFound (`sectionId`) outside the share, TooManyRequests, Unavailable.
pub async fn add_by_reader(
    context: &Context,
    token: &str,
    section_id: &str,
    text: &str,
    author: &str,
) -> Result<CommentItem, Error> {
    let ShareAccess { link, reader } = readable(context, token).await?;
    let section = covered(&link, section_id)?;
    let text = CommentText::parse(text).ok_or_else(super::not_a_text)?;
    let name = ReaderName::parse(author).ok_or_else(|| {
        let message = "author must be one line of 1 to 40 characters, at least one of them visible";
        Error::invalid("author", message)
    })?;
    limit(context, &link).await?;
    let comment = Comment {
        id: context.new_id()?,
        text,
        writer: Writer::Reader(Reader {
            name,
            browser: recognised(context, &link, reader)?,
            share: link.id.clone(),
        }),
        created_at: context.now(),
        section,
    };
    let stores = &context.services.stores;
    let user = stores.users.get(&link.user).await?;
    let retention = user.map(|user| context.services.retention(&user));
    let retention = retention.unwrap_or(context.services.settings.retention);
    let expires_at = expires_at(retention, &comment.section, context.now())?;
    // Announced first: an interruption announces nothing rather than hides a comment.
    stores
        .users
        .announce_comment(&link.user, &comment.id)
        .await?;
    stores
        .comments
        .put(&link.user, &comment, expires_at)
        .await?;
    Ok(CommentItem::new(comment, true))
}

/// The comments on a section of a share.
///
/// # Errors
/// Those of [`access`]; Forbidden (`share`) if it has no comments; Malformed (`sectionId`, `after`),
/// NotFound (`sectionId`) outside the share, Unavailable.
pub(super) async fn list(
    context: &Context,
    token: &str,
    section_id: &str,
    after: Option<&str>,
) -> Result<Comments, Error> {
    let ShareAccess { link, reader } = readable(context, token).await?;
    let section = covered(&link, section_id)?;
    let after = after.map(|text| id("after", text)).transpose()?;
    let comments = &context.services.stores.comments;
    let page = comments.page(
        &link.user,
        Some(&section),
        after.as_ref(),
        PAGE,
        context.now(),
    );
    let mut page = page.await?;
    page.comments = link.share.comments(&link.id, page.comments);
    Ok(Comments::of(page, |comment| {
        of_reader(comment, reader.as_deref())
    }))
}

/// Removes a comment of the reader's own.
///
/// # Errors
/// Those of [`access`]; Forbidden (`share`) if it has no comments; NotFound (`id`) if there is none of
/// theirs, Unavailable.
pub async fn remove_by_reader(context: &Context, token: &str, id: &str) -> Result<(), Error> {
    let ShareAccess { link, reader } = readable(context, token).await?;
    let id = SortableId::parse(id).ok_or_else(no_such_comment)?;
    let comments = &context.services.stores.comments;
    let comment = comments.get(&link.user, &id, context.now()).await?;
    let is_own = |comment: &Comment| {
        let by = |reader: &String| comment.is_by(reader) && comment.is_visible_in(&link.id);
        reader.as_ref().is_some_and(by)
    };
    if !comment.as_ref().is_some_and(is_own) || !comments.remove(&link.user, &id).await? {
        return Err(no_such_comment());
    }
    Ok(())
}

/// All that a share shows: the comments on its days, then those on itself, the newest first of each.
///
/// # Errors
/// Unavailable.
pub async fn comments_of_share(
    context: &Context,
    access: &ShareAccess,
) -> Result<Vec<CommentItem>, Error> {
    let link = &access.link;
    if !link.share.comments {
        return Ok(Vec::new());
    }
    let (comments, now) = (&context.services.stores.comments, context.now());
    let section = Section::Share(link.id.clone());
    let (on_days, on_share) = join(
        comments.on_days(&link.user, link.share.days, MAX_ON_DAYS, now),
        comments.page(&link.user, Some(&section), None, PAGE, now),
    )
    .await;
    let mut all = on_days?;
    all.extend(on_share?.comments);
    let shown = link.share.comments(&link.id, all).into_iter();
    let reader = access.reader.as_deref();
    Ok(shown.map(|comment| of_reader(comment, reader)).collect())
}

fn of_reader(comment: Comment, browser: Option<&str>) -> CommentItem {
    let mine = browser.is_some_and(|browser| comment.is_by(browser));
    CommentItem::new(comment, mine)
}

/// A share with comments.
async fn readable(context: &Context, token: &str) -> Result<ShareAccess, Error> {
    let access = access(context, token).await?;
    if !access.link.share.comments {
        let message = "This share has no comments.";
        return Err(Error::new(ErrorKind::Forbidden, message).at("share"));
    }
    Ok(access)
}

/// A section of the share.
fn covered(link: &ShareLink, section_id: &str) -> Result<Section, Error> {
    let section = section(section_id)?;
    let is_covered = link.share.has_comments_on(&section, &link.id);
    is_covered.then_some(section).ok_or_else(no_such_section)
}

/// Counts a comment. One above the client's own limit does not count for the others.
async fn limit(context: &Context, link: &ShareLink) -> Result<(), Error> {
    // Tomorrow, nothing tells that it was the same client.
    let client = &context.request.visitor.client;
    let day = Day::in_utc(context.now());
    let client = secret::digest(&format!("{client} {day}"));
    count(context, "comment", &client, OF_CLIENT).await?;
    count(context, "comments", &link.id, OF_SHARE).await
}

/// The digest of the reader's browser, which gets a cookie if it has none.
fn recognised(
    context: &Context,
    link: &ShareLink,
    reader: Option<String>,
) -> Result<String, Error> {
    if let Some(reader) = reader {
        return Ok(reader);
    }
    let new = new_reader(context, link)?;
    let cookie = &context.request.new_reader;
    cookie.set(link.id.clone(), new.cookie);
    Ok(new.reader)
}
