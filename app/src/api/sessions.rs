//! The devices that are signed in to an account.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{GetUrl, Post};

use super::{
    codec::{DeleteQuery, JsonText, delete_query},
    moods::Status,
};
use crate::error::Error;
#[cfg(feature = "ssr")]
use {
    super::{Context, Right, caller},
    crate::{
        context::{Access, NextSession},
        error::ErrorKind,
        ports::Session,
    },
};

/// A session: a device that is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionItem {
    /// The identifier, 32 hexadecimal digits.
    pub id: String,
    /// The device's name, such as "Firefox on Linux"; empty if it is unknown.
    pub device: String,
    /// The sign-in; seconds since the epoch.
    pub created_at: i64,
    /// The last visit, to about an hour; seconds since the epoch.
    pub seen_at: i64,
    /// The end, unless a visit moves it; seconds since the epoch.
    pub expires_at: i64,
    /// True for the session of this call.
    pub current: bool,
}

/// The sessions of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionList {
    /// This one, then the last seen first.
    pub sessions: Vec<SessionItem>,
}

/// The response to ending a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionEnded {
    /// Always `ok`; a failure is an error.
    pub status: Status,
}

/// Returns the devices that are signed in to the caller's account; none for an anonymous journal.
///
/// # Errors
/// Unauthenticated, Forbidden, Unavailable.
#[server(prefix = "", endpoint = "/sessions", input = GetUrl, output = Post<JsonText>)]
pub async fn list_sessions() -> Result<SessionList, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Account, None)?;
    let own = own_session(&context);
    let stored = &context.services.stores.sessions;
    let sessions = stored.list(&user, context.now()).await?;
    let item = |session: Session| SessionItem {
        current: own == Some(&session.id),
        id: session.id,
        device: session.device,
        created_at: session.created_at,
        seen_at: session.seen_at.unwrap_or(session.created_at),
        expires_at: session.expires_at,
    };
    let mut sessions: Vec<_> = sessions.into_iter().map(item).collect();
    sessions.sort_by_key(|session| !session.current);
    Ok(SessionList { sessions })
}

/// Signs a device out of the caller's account.
///
/// # Errors
/// Unauthenticated, Forbidden, NotFound (`id`), Unavailable.
#[server(prefix = "", endpoint = "/sessions", input = DeleteQuery, output = Post<JsonText>)]
pub async fn end_session(
    /// The session's identifier.
    #[server(default)]
    id: String,
) -> Result<SessionEnded, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Account, None)?;
    // The store rejects an empty key, and no session has an invalid identifier.
    let is_id = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    let sessions = &context.services.stores.sessions;
    if !is_id || !sessions.remove(&user, &id).await? {
        let message = "No session has this identifier.";
        return Err(Error::new(ErrorKind::NotFound, message).at("id"));
    }
    if own_session(&context) == Some(&id) {
        context.request.visitor.change_session(NextSession::Ended);
    }
    Ok(SessionEnded { status: Status::Ok })
}

#[cfg(feature = "ssr")]
fn own_session(context: &Context) -> Option<&String> {
    match &context.request.visitor.access {
        Access::Session { id } => Some(id),
        _ => None,
    }
}

delete_query!(EndSession);
