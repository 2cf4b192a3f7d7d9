//! Moments: create, list, read, change, remove.
#![expect(
    clippy::too_many_arguments,
    reason = "the arguments of a server function are the fields of a request"
)]

mod parse;
pub(super) mod written;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{GetUrl, Post, Put};

pub use self::written::MomentWritten;
use self::{
    parse::{complete, day, not_a_place, parse, parse_limit, parse_place, parse_terms},
    written::{not_found, saved},
};
use super::{
    Context, Right, caller,
    codec::{DeleteQuery, JsonOrForm, JsonText, delete_query},
    moods::Status,
    number::Number,
    photos::{self, PhotoChanges},
};
use crate::{
    domain::{
        Day, Precondition, Violation,
        account::Work,
        moment::{Moment, MomentChange, MomentDate, MomentId},
    },
    error::Error,
    ports::{MomentPlace, UserId, WriteError},
};

/// A parameter that may be missing, but not empty.
type Parameter = Number<String>;

/// The maximum number of moments that one call reads.
pub const MAX_PAGE: usize = 200;

/// A page of moments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Moments {
    /// The journal's identifier.
    pub user_id: String,
    /// The latest day first.
    pub items: Vec<Moment>,
    /// `after` of the next page; none on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Creates a moment.
///
/// # Errors
/// Malformed (`date`), Invalid (`title`, `description`, `location`), Unauthenticated or Forbidden
/// (`userId`), Unavailable.
#[server(prefix = "", endpoint = "/events", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn create_moment(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// One line of 1 to 120 characters.
    #[server(default)]
    title: String,
    /// `YYYY-MM-DD`, or a date and time with an offset as in RFC 3339.
    #[server(default)]
    date: String,
    /// At most 2,000 characters.
    #[server(default)]
    description: Option<String>,
    /// One line of at most 200 characters.
    #[server(default)]
    location: Option<String>,
) -> Result<MomentWritten, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Log, user_id.as_deref())?;
    let change = parse(&context, Some(&title), Some(&date), description, location)?;
    let draft = complete(change)?;
    let id = context.new_id()?;
    let moments = &context.services.stores.moments;
    let written = moments.create(&user, &id, draft, None, context.now()).await;
    let item = written.map_err(|failure| context.write_error(failure))?;
    Ok(saved(&context, item))
}

/// Returns the caller's moments from `start` to `end`, both included, the latest day first, by pages; with
/// `q` only those that match.
///
/// # Errors
/// Malformed (`start`, `end`, `after`, `limit`), Invalid (`end`, `limit`, `q`), Unauthenticated or Forbidden
/// (`userId`), Unavailable.
#[server(prefix = "", endpoint = "/events", input = GetUrl, output = Post<JsonText>)]
pub async fn list_moments(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// The first day, `YYYY-MM-DD`; by default that of the first moment.
    #[server(default)]
    start: Parameter,
    /// The last day, `YYYY-MM-DD`; by default that of the last moment.
    #[server(default)]
    end: Parameter,
    /// `next` of the previous page.
    #[server(default)]
    after: Parameter,
    /// The number of moments to read, 1 to 200; by default 200.
    #[server(default)]
    limit: Parameter,
    /// Words and "phrases" that the moment contains, all of them; at most 100 characters.
    #[server(default)]
    q: Parameter,
) -> Result<Moments, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Read, user_id.as_deref())?;
    let (start, end) = (day("start", start)?, day("end", end)?);
    let (start, end) = (start.unwrap_or(Day::FIRST), end.unwrap_or(Day::LAST));
    if end < start {
        return Err(Violation::RangeReversed.into());
    }
    let after = after.0.as_deref().map(parse_place).transpose()?;
    let limit = limit.0.as_deref().map_or(Ok(MAX_PAGE), parse_limit)?;
    let terms = q.0.as_deref().map(parse_terms).transpose()?;
    // A place outside the span would be no key of its query.
    let is_within = |place: &MomentPlace| (start..=end).contains(&place.day);
    let moments = &context.services.stores.moments;
    let mut page = match after {
        Some(place) if !is_within(&place) => return Err(not_a_place()),
        after => {
            moments
                .page(&user, start, end, after.as_ref(), limit)
                .await?
        }
    };
    page.moments
        .retain(|moment| terms.as_ref().is_none_or(|terms| moment.contains(terms)));
    Ok(Moments {
        user_id: user.0,
        items: page.moments,
        next: page.next.map(|place| format!("{}.{}", place.day, place.id)),
    })
}

/// Returns a moment.
///
/// # Errors
/// Unauthenticated or Forbidden (`userId`), NotFound, Unavailable.
#[server(prefix = "", endpoint = "/events/{id}", input = GetUrl, output = Post<JsonText>)]
pub async fn read_moment(
    /// The moment.
    #[server(default)]
    id: String,
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
) -> Result<Moment, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Read, user_id.as_deref())?;
    let id = MomentId::parse(&id).ok_or_else(not_found)?;
    let moment = context.services.stores.moments.get(&user, &id).await?;
    let moment = moment.ok_or_else(not_found)?;
    context.request.version.set(moment.version);
    Ok(moment)
}

/// Changes a moment: what is missing stays, and an empty description or location ends. With base version 0, it
/// creates the moment under this identifier; with the version of a removed moment's tombstone, it brings the
/// moment back. Both need title and date. A write with an old `baseVersion` succeeds if nothing would change.
/// A form (`multipart/form-data`) may have pictures in its field `photo`, which become photos of the moment, and
/// changes of its photos ([`PhotoChanges`]).
///
/// # Errors
/// Malformed (`date`), Invalid (`title`, `description`, `location`, `baseVersion`, `mutationId`, `photo`,
/// `photos`), UnsupportedMediaType or TooLarge (`photo`), Unauthenticated or Forbidden (`userId`), NotFound,
/// Conflict (`baseVersion`) or PreconditionFailed, Unavailable.
#[server(prefix = "", endpoint = "/events/{id}", input = Put<JsonOrForm>, output = Post<JsonText>)]
pub async fn save_moment(
    /// The moment.
    #[server(default)]
    id: String,
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// One line of 1 to 120 characters.
    #[server(default)]
    title: Option<String>,
    /// `YYYY-MM-DD`, or a date and time with an offset as in RFC 3339.
    #[server(default)]
    date: Option<String>,
    /// At most 2,000 characters.
    #[server(default)]
    description: Option<String>,
    /// One line of at most 200 characters.
    #[server(default)]
    location: Option<String>,
    /// The version that the moment must still have; without it, any version is changed.
    #[server(default)]
    #[server(rename = "baseVersion")]
    base_version: Number<u64>,
    /// Identifies this write in a retry.
    #[server(rename = "mutationId")]
    mutation_id: Option<String>,
) -> Result<MomentWritten, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Write, user_id.as_deref())?;
    let change = parse(
        &context,
        title.as_deref(),
        date.as_deref(),
        description,
        location,
    )?;
    let precondition = context.precondition(base_version.0, mutation_id.as_deref())?;
    let id = MomentId::parse(&id).ok_or_else(not_found)?;
    let change = with_its_day(&context, &user, &id, change).await?;
    // First, so that a form with a bad picture or text changes nothing.
    let changes = PhotoChanges::of_form(&context)?;
    let photos = photos::receive(&context, &user, &id).await?;
    let written = write(&context, &user, &id, &change, precondition.as_ref()).await;
    let item = match written {
        Ok(Some(item)) => item,
        Ok(None) => return Err(not_found()),
        Err(failure) => already_saved(&context, &user, &id, &change, &failure)
            .await
            .ok_or_else(|| context.write_error(failure))?,
    };
    let item = changes.apply(&context, &user, item).await?;
    let item = photos::attach(&context, &user, item, &photos).await?;
    Ok(saved(&context, item))
}

/// Removes a moment and returns it, so that the removal can be undone. For an hour its comments come back
/// with it.
///
/// # Errors
/// Invalid (`baseVersion`, `mutationId`), Unauthenticated or Forbidden (`userId`), NotFound, Conflict
/// (`baseVersion`) or PreconditionFailed, Unavailable.
#[server(prefix = "", endpoint = "/events/{id}", input = DeleteQuery, output = Post<JsonText>)]
pub async fn remove_moment(
    /// The moment.
    #[server(default)]
    id: String,
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// The version that the moment must still have; optional.
    #[server(default)]
    #[server(rename = "baseVersion")]
    base_version: Number<u64>,
    /// Identifies this removal in a retry.
    #[server(rename = "mutationId")]
    mutation_id: Option<String>,
) -> Result<MomentWritten, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Write, user_id.as_deref())?;
    let precondition = context.precondition(base_version.0, mutation_id.as_deref())?;
    let id = MomentId::parse(&id).ok_or_else(not_found)?;
    let stores = &context.services.stores;
    if stores.moments.get(&user, &id).await?.is_none() {
        return Err(not_found());
    }
    // First, so that an interruption leaves no comment without its moment.
    stores
        .users
        .begin(&user, Work::Clear, context.now())
        .await?;
    let removed = stores
        .moments
        .remove(&user, &id, precondition.as_ref(), context.now())
        .await
        .map_err(|failure| context.write_error(failure))?;
    let item = removed.ok_or_else(not_found)?;
    context.request.version.set(item.removed_version());
    Ok(MomentWritten {
        status: Status::Ok,
        item,
    })
}

delete_query!(RemoveMoment);

/// The change, without a date that the moment has already: its day is that of the person's zone when they set
/// it, and does not move with them.
///
/// # Errors
/// Unavailable.
async fn with_its_day(
    context: &Context,
    user: &UserId,
    id: &MomentId,
    mut change: MomentChange,
) -> Result<MomentChange, Error> {
    // A civil date has the same day everywhere.
    let Some((MomentDate::Instant { .. }, _)) = &change.date else {
        return Ok(change);
    };
    let stored = context.services.stores.moments.get(user, id).await?;
    if let (Some(stored), Some((date, day))) = (stored, &mut change.date)
        && stored.date == *date
    {
        *day = stored.day;
    }
    Ok(change)
}

/// Creates a moment at base version 0, and changes it otherwise; none if there is no such moment.
async fn write(
    context: &Context,
    user: &UserId,
    id: &MomentId,
    change: &MomentChange,
    precondition: Option<&Precondition>,
) -> Result<Option<Moment>, WriteError> {
    let (moments, now) = (&context.services.stores.moments, context.now());
    match precondition {
        Some(base) if base.version == 0 => {
            let draft = complete(change.clone())?;
            let mutation = base.mutation.as_ref();
            let created = moments.create(user, id, draft, mutation, now).await?;
            Ok(Some(created))
        }
        _ => moments.update(user, id, change, precondition, now).await,
    }
}

/// Returns the moment if it already is as a write with an old base would make it. A precondition in a header
/// is strict, as RFC 9110, section 13.1.2, requires.
async fn already_saved(
    context: &Context,
    user: &UserId,
    id: &MomentId,
    change: &MomentChange,
    failure: &WriteError,
) -> Option<Moment> {
    if matches!(failure, WriteError::Failed(_)) || context.has_header_precondition() {
        return None;
    }
    let moment = context.services.stores.moments.get(user, id).await;
    moment.ok()?.filter(|moment| moment.matches(change))
}
