//! Calendar feeds: secret links that show the days in a calendar, each of which can be revoked.
//!
//! A link holds a key whose scope opens the feed and nothing else. An anonymous journal may have one,
//! because its page lists and revokes it. Carrying a journal over into an account ends its feeds.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{GetUrl, Post};

use super::{
    Context, Right,
    account::existing,
    caller,
    codec::{DeleteQuery, JsonOrForm, JsonText, delete_query},
    keys::MAX_KEYS,
    moods::Status,
};
use crate::{
    domain::account::{ApiKeyText, KeyUsage, Scope},
    error::{Error, ErrorKind},
    i18n,
    ports::ApiKey,
    secret,
};

/// A feed, without its secret. Times are in seconds since the epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FeedItem {
    /// The identifier, 16 hexadecimal digits; not secret.
    pub id: String,
    /// True if it shows the notes.
    pub notes: bool,
    /// The time at which it was made.
    pub created_at: i64,
    /// The last time that a calendar read it, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<i64>,
}

/// The response to a new feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedCreated {
    /// Always `ok`; a failure is an error.
    pub status: Status,
    /// The feed.
    pub feed: FeedItem,
    /// The link, which is returned this once: the store has its hash only.
    pub url: String,
}

/// A person's feeds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Feeds {
    /// The journal's identifier.
    pub user_id: String,
    /// The newest first.
    pub feeds: Vec<FeedItem>,
}

/// The response to a revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedRevoked {
    /// Always `ok`; a failure is an error.
    pub status: Status,
}

impl FeedItem {
    /// A key's feed; none for another key.
    fn of(key: &ApiKey) -> Option<Self> {
        key.scope.is_feed().then(|| Self {
            id: key.id.clone(),
            notes: key.scope == Scope::FeedWithNotes,
            created_at: key.created_at,
            used_at: key.used_at,
        })
    }
}

/// Creates a feed of the caller's days.
///
/// # Errors
/// Malformed (`notes`), Invalid for too many keys and feeds, Unauthenticated, Forbidden, Unavailable.
#[server(prefix = "", endpoint = "/feeds", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn create_feed(
    /// `yes` shows the notes; `no` by default.
    #[server(default)]
    notes: String,
) -> Result<FeedCreated, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Account, None)?;
    existing(&context)?;
    let scope = match &*notes {
        "" | "no" => Scope::Feed,
        "yes" => Scope::FeedWithNotes,
        _ => return Err(Error::malformed("notes", "notes must be yes or no")),
    };
    let text = ApiKeyText::new(&secret::random()?);
    let hash = secret::digest(text.as_str());
    let visitor = &context.request.visitor;
    let key = ApiKey {
        id: hash.chars().take(ApiKey::ID_DIGITS).collect(),
        hash,
        user,
        name: i18n::feed_name(visitor.locale.lang).to_owned(),
        scope,
        created_at: context.now(),
        used_at: None,
        expires_at: None,
        usage: KeyUsage::default(),
    };
    let feed = FeedItem::of(&key).ok_or_else(Error::internal)?;
    if !context.services.stores.keys.put(&key, MAX_KEYS).await? {
        let message = "At most 20 keys and feeds: revoke one first.";
        return Err(Error::new(ErrorKind::Invalid, message));
    }
    Ok(FeedCreated {
        status: Status::Ok,
        feed,
        url: format!("{}/feed/{}.ics", visitor.origin, text.as_str()),
    })
}

/// Returns the caller's feeds, without their secrets.
///
/// # Errors
/// Unauthenticated, Forbidden, Unavailable.
#[server(prefix = "", endpoint = "/feeds", input = GetUrl, output = Post<JsonText>)]
pub async fn list_feeds() -> Result<Feeds, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Account, None)?;
    let keys = &context.services.stores.keys;
    let keys = keys.list(&user, context.now()).await?;
    Ok(Feeds {
        user_id: user.0,
        feeds: keys.iter().filter_map(FeedItem::of).collect(),
    })
}

/// Revokes a feed at once.
///
/// # Errors
/// Unauthenticated, Forbidden, NotFound if the caller has no such feed, Unavailable.
#[server(prefix = "", endpoint = "/feeds", input = DeleteQuery, output = Post<JsonText>)]
pub async fn revoke_feed(
    /// The feed's identifier.
    #[server(default)]
    id: String,
) -> Result<FeedRevoked, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Account, None)?;
    let keys = &context.services.stores.keys;
    let all = keys.list(&user, context.now()).await?;
    let is_feed = |key: &ApiKey| key.id == id && key.scope.is_feed();
    if !all.iter().any(is_feed) || !keys.remove(&user, &id).await? {
        let message = "No feed has this identifier.";
        return Err(Error::new(ErrorKind::NotFound, message).at("id"));
    }
    Ok(FeedRevoked { status: Status::Ok })
}

delete_query!(RevokeFeed);
