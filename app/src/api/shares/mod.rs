//! Shares: links that show chosen days to whoever holds them, each of which can be revoked.
//!
//! An anonymous journal may share, because its page lists and revokes its links. Carrying a journal
//! over into an account ends them.
#![expect(
    clippy::too_many_arguments,
    reason = "the arguments of a server function are the fields of a request"
)]

mod reader;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{GetUrl, Post};

pub use self::reader::{
    NewReader, ShareAccess, SharedView, Visit, access, new_reader, open, unlock,
};
use super::{
    Context, Right,
    account::existing,
    caller,
    codec::{DeleteQuery, JsonOrForm, JsonText, delete_query},
    moods::Status,
    number::Number,
};
use crate::{
    api::accounts::attempts::attempt,
    domain::{
        Day, DayRange, Share,
        share::{Passphrase, ShareToken, SharerName},
    },
    error::{Error, ErrorKind},
    ports::ShareLink,
    secret,
};

/// The maximum number of a person's shares.
pub const MAX_SHARES: usize = 50;

/// A share, without its link. Times are in seconds since the epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShareItem {
    /// The identifier, 16 hexadecimal digits; not secret.
    pub id: String,
    /// The name under which the person shares.
    pub name: String,
    /// The first day.
    pub start: Day,
    /// The last day.
    pub end: Day,
    /// True if it shows the notes.
    pub notes: bool,
    /// True if it shows the moments.
    pub moments: bool,
    /// True if it shows the photos of those moments.
    pub photos: bool,
    /// True if it shows the comments and accepts those of readers.
    pub comments: bool,
    /// True if it asks for a passphrase.
    pub passphrase: bool,
    /// The time at which it was made.
    pub created_at: i64,
    /// The end.
    pub expires_at: i64,
    /// The number of times that it was opened.
    pub opens: u64,
    /// The last time, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_at: Option<i64>,
}

/// The response to a new share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareCreated {
    /// Always `ok`; a failure is an error.
    pub status: Status,
    /// The share.
    pub share: ShareItem,
    /// The link, which is returned this once: the store has its hash only.
    pub url: String,
}

/// A person's shares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Shares {
    /// The journal's identifier.
    pub user_id: String,
    /// The newest first.
    pub shares: Vec<ShareItem>,
}

/// The response to a revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareRevoked {
    /// Always `ok`; a failure is an error.
    pub status: Status,
}

impl From<ShareLink> for ShareItem {
    fn from(link: ShareLink) -> Self {
        Self {
            id: link.id,
            name: link.name,
            start: link.share.days.start(),
            end: link.share.days.end(),
            notes: link.share.notes,
            moments: link.share.moments,
            photos: link.share.photos,
            comments: link.share.comments,
            passphrase: link.passphrase.is_some(),
            created_at: link.created_at,
            expires_at: link.expires_at,
            opens: link.opens,
            opened_at: link.opened_at,
        }
    }
}

/// Creates a link to the caller's days from `start` to `end`, both included.
///
/// # Errors
/// Malformed (`start`, `end`), Invalid (`name`, `end`, `expiresAt`, `passphrase`, or none for too many
/// shares), Unauthenticated or Forbidden (`userId`), TooManyRequests, Unavailable.
#[server(prefix = "", endpoint = "/shares", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn create_share(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// The name under which the person shares: one line of 1 to 40 characters.
    #[server(default)]
    name: String,
    /// The first day, `YYYY-MM-DD`.
    #[server(default)]
    start: String,
    /// The last day, `YYYY-MM-DD`.
    #[server(default)]
    end: String,
    /// True to show the notes.
    #[server(default)]
    notes: bool,
    /// True to show the moments.
    #[server(default)]
    moments: bool,
    /// True to show the moments with their photos.
    #[server(default)]
    photos: bool,
    /// True to show the comments and to accept those of readers.
    #[server(default)]
    comments: bool,
    /// The end in seconds since the epoch, a day to a year ahead; by default 30 days.
    #[server(default)]
    #[server(rename = "expiresAt")]
    expires_at: Number<i64>,
    /// 6 to 100 characters that a reader has to type; none if empty or missing.
    #[server(default)]
    passphrase: String,
) -> Result<ShareCreated, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Account, user_id.as_deref())?;
    existing(&context)?;
    let now = context.now();
    let name = SharerName::parse(&name)
        .ok_or_else(|| Error::invalid("name", "name must be one line of 1 to 40 characters"))?;
    let share = Share {
        days: DayRange::new(day("start", &start)?, day("end", &end)?)?,
        notes,
        // There are no photos without their moments.
        moments: moments || photos,
        photos,
        comments,
    };
    let expires_at = Share::end(expires_at.0, now).ok_or_else(|| {
        let message = "expiresAt must be a day to a year ahead, in seconds since the epoch";
        Error::invalid("expiresAt", message)
    })?;
    let token = ShareToken::new(&secret::random()?);
    let hash = secret::digest(token.as_str());
    let link = ShareLink {
        id: hash.chars().take(ShareLink::ID_DIGITS).collect(),
        passphrase: hashed(&context, &hash, &passphrase).await?,
        hash,
        user,
        share,
        name: name.into(),
        created_at: now,
        expires_at,
        opens: 0,
        opened_at: None,
    };
    let shares = &context.services.stores.shares;
    if !shares.put(&link, MAX_SHARES).await? {
        let message = "At most 50 shares: revoke one first.";
        return Err(Error::new(ErrorKind::Invalid, message));
    }
    let origin = &context.request.visitor.origin;
    Ok(ShareCreated {
        status: Status::Ok,
        share: link.into(),
        url: format!("{origin}/s/{}", token.as_str()),
    })
}

fn day(field: &'static str, text: &str) -> Result<Day, Error> {
    Day::parse(text).map_err(|_| Error::not_a_day(field))
}

/// The hash of a new passphrase, if there is one. It is slow, so calls are limited.
async fn hashed(context: &Context, share: &str, text: &str) -> Result<Option<String>, Error> {
    if text.is_empty() {
        return Ok(None);
    }
    let passphrase = Passphrase::parse(text).ok_or_else(|| {
        let message = "passphrase must be one line of 6 to 100 characters";
        Error::invalid("passphrase", message)
    })?;
    attempt(context, "share-new").await?;
    let secrets = &context.services.share_secrets;
    secrets.passphrase_hash(share, &passphrase).await.map(Some)
}

/// Returns the caller's shares that have not expired, without their links.
///
/// # Errors
/// Unauthenticated or Forbidden (`userId`), Unavailable.
#[server(prefix = "", endpoint = "/shares", input = GetUrl, output = Post<JsonText>)]
pub async fn list_shares(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
) -> Result<Shares, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Account, user_id.as_deref())?;
    let shares = &context.services.stores.shares;
    let shares = shares.list(&user, context.now()).await?;
    Ok(Shares {
        user_id: user.0,
        shares: shares.into_iter().map(Into::into).collect(),
    })
}

/// Revokes a share at once.
///
/// # Errors
/// Unauthenticated, Forbidden, NotFound if the caller has no such share, Unavailable.
#[server(prefix = "", endpoint = "/shares", input = DeleteQuery, output = Post<JsonText>)]
pub async fn revoke_share(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// The share's identifier.
    #[server(default)]
    id: String,
) -> Result<ShareRevoked, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Account, user_id.as_deref())?;
    if !context.services.stores.shares.remove(&user, &id).await? {
        let message = "No share has this identifier.";
        return Err(Error::new(ErrorKind::NotFound, message).at("id"));
    }
    Ok(ShareRevoked { status: Status::Ok })
}

delete_query!(RevokeShare);
