//! Comments through the link of a share: only its token and the reader's cookie count.

use std::collections::BTreeMap;

use futures::future::try_join3;

use super::{
    CommentItem, Comments, PAGE, expires_at, id, no_such_comment, no_such_section, section,
};
use crate::{
    api::{
        accounts::attempts::count,
        shares::{ShareAccess, SharedView, access, new_reader},
    },
    context::Context,
    domain::{
        Day, SortableId,
        comment::{Comment, CommentText, Reader, ReaderName, Section, Writer},
        moment::MomentId,
    },
    error::{Error, ErrorKind},
    ports::{AttemptLimit, ShareLink},
    secret,
};

/// Comments of all readers of a share: sixty at once, then one in ten seconds, so that one client can't take
/// the turns of the others.
const OF_SHARE: AttemptLimit = AttemptLimit {
    interval: 10,
    burst: 60,
};
/// Comments of one client: ten at once, then one a minute.
const OF_CLIENT: AttemptLimit = AttemptLimit {
    interval: 60,
    burst: 10,
};
/// The maximum number of comments on the days of a share that its page shows, of those on its moments, and
/// of those on the whole of it.
const MAX_ON_PARTS: usize = 500;

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
    let ShareAccess {
        link,
        retention,
        reader,
    } = readable(context, token).await?;
    let section = covered(context, &link, section_id).await?;
    let text = CommentText::parse(text).ok_or_else(super::not_a_text)?;
    let name = ReaderName::parse(author).ok_or_else(|| {
        let message = "author must be one line of 1 to 40 characters, at least one of them visible";
        Error::invalid("author", message)
    })?;
    let stores = &context.services.stores;
    let expires_at = expires_at(retention, &section, context.now())?;
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
    let ShareAccess { link, reader, .. } = readable(context, token).await?;
    let section = covered(context, &link, section_id).await?;
    let after = after.map(|text| id("after", text)).transpose()?;
    let comments = &context.services.stores.comments;
    let page = comments.page(
        &link.user,
        Some(&section),
        Some(&link.id),
        after.as_ref(),
        PAGE,
        context.now(),
    );
    Ok(Comments::of(page.await?, |comment| {
        of_reader(comment, reader.as_deref())
    }))
}

/// Removes a comment of the reader's own, even while comments are switched off.
///
/// # Errors
/// Those of [`access`]; NotFound (`id`) if there is none of
/// theirs, Unavailable.
pub async fn remove_by_reader(context: &Context, token: &str, id: &str) -> Result<(), Error> {
    let ShareAccess { link, reader, .. } = access(context, token).await?;
    let id = SortableId::parse(id).ok_or_else(no_such_comment)?;
    let comments = &context.services.stores.comments;
    let comment = comments.get(&link.user, &id, context.now()).await?;
    let is_own = |comment: &Comment| {
        let by = |reader: &String| comment.is_by(reader) && comment.is_visible_in(&link.id);
        reader.as_ref().is_some_and(by)
    };
    if !comment.as_ref().is_some_and(is_own)
        || !comments.remove(&link.user, &id, context.now()).await?
    {
        return Err(no_such_comment());
    }
    Ok(())
}

/// All that the view of a share shows: the comments on its days, on its moments and on itself, the newest
/// first of each section.
///
/// # Errors
/// Unavailable.
pub async fn comments_of_share(
    context: &Context,
    view: &SharedView,
    reader: Option<&str>,
) -> Result<Vec<CommentItem>, Error> {
    let link = &view.link;
    if !link.share.comments {
        return Ok(Vec::new());
    }
    let (comments, now) = (&context.services.stores.comments, context.now());
    let section = Section::Share(link.id.clone());
    let days = link.share.days;
    let (first, last) = (Section::Day(days.start()), Section::Day(days.end()));
    let moments: BTreeMap<_, _> = view.moments().collect();
    let day_of = |moment: &MomentId| moments.get(moment).copied();
    let shows = |comment: &Comment| link.share.shows(comment, &link.id, day_of);
    let on_moments = async {
        let ends = moments.first_key_value().zip(moments.last_key_value());
        let Some(((first, _), (last, _))) = ends else {
            return Ok(Vec::new());
        };
        let (first, last) = (first.clone(), last.clone());
        let (first, last) = (Section::Moment(first), Section::Moment(last));
        comments
            .between(
                &link.user,
                (&first, &last),
                &link.id,
                &shows,
                MAX_ON_PARTS,
                now,
            )
            .await
    };
    let (on_days, on_moments, on_share) = try_join3(
        comments.between(
            &link.user,
            (&first, &last),
            &link.id,
            &shows,
            MAX_ON_PARTS,
            now,
        ),
        on_moments,
        comments.page(
            &link.user,
            Some(&section),
            Some(&link.id),
            None,
            MAX_ON_PARTS,
            now,
        ),
    )
    .await?;
    let all = on_days.into_iter().chain(on_moments);
    let all = all.chain(on_share.comments);
    Ok(all.map(|comment| of_reader(comment, reader)).collect())
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
async fn covered(context: &Context, link: &ShareLink, section_id: &str) -> Result<Section, Error> {
    let section = section(section_id)?;
    let moment = match &section {
        Section::Moment(id) => context.services.stores.moments.get(&link.user, id).await?,
        Section::Day(_) | Section::Share(_) => None,
    };
    let day_of = |_: &MomentId| moment.map(|moment| moment.day);
    let is_covered = link.share.has_comments_on(&section, &link.id, day_of);
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
