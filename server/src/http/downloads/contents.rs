//! The stored data of a person besides their entries, for the download.

use app::{
    api::{account::Account, comments::all_comments, reminders::ReminderItem, shares::ShareItem},
    context::Context,
    error::Error,
    export::Json,
    ports::{ApiKey, Credential, Session, UserId},
};
use futures::future::{try_join, try_join5};
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Way {
    kind: &'static str,
    name: String,
    created_at: i64,
    used_at: Option<i64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Device {
    name: String,
    created_at: i64,
    seen_at: Option<i64>,
    expires_at: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Key {
    id: String,
    name: String,
    scope: &'static str,
    created_at: i64,
    used_at: Option<i64>,
    expires_at: Option<i64>,
}

/// Adds it to an export.
///
/// # Errors
/// Unavailable.
pub(super) async fn add(json: Json, context: &Context, user: &UserId) -> Result<Json, Error> {
    let (stores, now) = (&context.services.stores, context.now());
    let (ways, (sessions, shares), keys, reminders, comments) = try_join5(
        stores.credentials.list(user),
        try_join(
            stores.sessions.list(user, now),
            stores.shares.list(user, now),
        ),
        stores.keys.list(user, now),
        stores.reminders.list(user, now),
        all_comments(context, user),
    )
    .await?;
    let ways: Vec<_> = ways.into_iter().map(way).collect();
    let sessions: Vec<_> = sessions.into_iter().map(device).collect();
    let keys: Vec<_> = keys.into_iter().map(key).collect();
    let shares: Vec<ShareItem> = shares.into_iter().map(Into::into).collect();
    let reminders: Vec<ReminderItem> = reminders.into_iter().map(Into::into).collect();
    json.with("account", &Account::of(context, user.clone()))?
        .with("waysToSignIn", &ways)?
        .with("sessions", &sessions)?
        .with("keys", &keys)?
        .with("shares", &shares)?
        .with("reminders", &reminders)?
        .with("comments", &comments)
}

fn way(way: Credential) -> Way {
    Way {
        kind: way.kind.as_str(),
        name: way.name,
        created_at: way.created_at,
        used_at: way.used_at,
    }
}

fn device(session: Session) -> Device {
    Device {
        name: session.device,
        created_at: session.created_at,
        seen_at: session.seen_at,
        expires_at: session.expires_at,
    }
}

fn key(key: ApiKey) -> Key {
    Key {
        id: key.id,
        name: key.name,
        scope: key.scope.as_str(),
        created_at: key.created_at,
        used_at: key.used_at,
        expires_at: key.expires_at,
    }
}
