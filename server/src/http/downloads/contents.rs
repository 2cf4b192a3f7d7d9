//! The stored data of a person besides their entries, for the download.

use app::{
    api::{account::Account, reminders::ReminderItem},
    context::Context,
    error::Error,
    ports::{ApiKey, Credential, Session, UserId},
};
use futures::future::try_join4;
use serde::Serialize;

/// The first version of the format. A reader accepts unknown fields.
const VERSION: u32 = 1;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Contents {
    format: &'static str,
    version: u32,
    exported_at: i64,
    account: Account,
    ways_to_sign_in: Vec<Way>,
    sessions: Vec<Device>,
    keys: Vec<Key>,
    reminders: Vec<ReminderItem>,
}

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

/// The object up to the first entry.
///
/// # Errors
/// Unavailable.
pub(super) async fn head(context: &Context, user: &UserId) -> Result<String, Error> {
    let (stores, now) = (&context.services.stores, context.now());
    let (ways, sessions, keys, reminders) = try_join4(
        stores.credentials.list(user),
        stores.sessions.list(user, now),
        stores.keys.list(user, now),
        stores.reminders.list(user, now),
    )
    .await?;
    let contents = Contents {
        format: "humeur",
        version: VERSION,
        exported_at: now,
        account: Account::of(context, user.clone()),
        ways_to_sign_in: ways.into_iter().map(way).collect(),
        sessions: sessions.into_iter().map(device).collect(),
        keys: keys.into_iter().map(key).collect(),
        reminders: reminders.into_iter().map(Into::into).collect(),
    };
    let mut text = serde_json::to_string(&contents).map_err(|_| Error::internal())?;
    text.truncate(text.len() - 1);
    Ok(text + ",\"entries\":[")
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
