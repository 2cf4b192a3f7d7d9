//! Invitations: a link that opens an account which has no way to sign in yet.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::Post;

use super::super::{
    codec::{JsonOrForm, JsonText},
    moods::Status,
};
use crate::error::Error;
#[cfg(feature = "ssr")]
use {
    super::{
        super::{Context, Right, caller},
        attempts::attempt,
        sign_in::sign_in,
    },
    crate::{
        domain::Day,
        error::ErrorKind,
        ports::{Token, TokenKind, User, UserId},
        secret,
    },
};

/// The lifetime of an invitation: seven days, in seconds.
#[cfg(feature = "ssr")]
const LIFETIME: i64 = 7 * 86_400;

/// The response to an accepted invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// Always `ok`; a failure is an error.
    pub status: Status,
}

/// Accepts an invitation: this browser is signed in to the account, and what it wrote before is
/// carried over.
///
/// # Errors
/// NotFound (`token`) if the invitation is unknown, has expired or was used; Conflict if this browser is
/// signed in; TooManyRequests; Unauthenticated, Forbidden, Unavailable.
#[server(prefix = "", endpoint = "/auth/invitation", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn accept_invitation(
    /// The token of the link.
    #[server(default)]
    token: String,
) -> Result<Accepted, Error> {
    let context = Context::current()?;
    caller(&context, Right::Account, None)?;
    if context.request.visitor.is_signed_in() {
        let message = "This browser is signed in: sign out first.";
        return Err(Error::new(ErrorKind::Conflict, message));
    }
    attempt(&context, "invitation").await?;
    let (tokens, now) = (&context.services.stores.tokens, context.now());
    let key = secret::digest(&token);
    let token = tokens.take(TokenKind::Invitation, &key, now).await?;
    let user = invited(&context, token).await?.ok_or_else(not_valid)?;
    sign_in(&context, &user.id).await?;
    Ok(Accepted { status: Status::Ok })
}

/// Creates an invitation of `user`; returns its link.
///
/// # Errors
/// Unavailable.
#[cfg(feature = "ssr")]
pub(in crate::api) async fn create(context: &Context, user: &UserId) -> Result<String, Error> {
    let text = secret::hex(&secret::random::<20>()?);
    let now = context.now();
    let token = Token {
        kind: TokenKind::Invitation,
        key: secret::digest(&text),
        user: Some(user.clone()),
        data: String::new(),
        expires_at: now + LIFETIME,
    };
    // The key can't be taken: it has 160 random bits.
    context.services.stores.tokens.put(&token, now).await?;
    let url = &context.services.settings.url;
    Ok(format!("{url}/invitation?token={text}"))
}

/// The user of an invitation that is still valid; it stays so.
///
/// # Errors
/// Unavailable.
#[cfg(feature = "ssr")]
pub async fn find(context: &Context, token: &str) -> Result<Option<User>, Error> {
    let tokens = &context.services.stores.tokens;
    let key = secret::digest(token);
    let token = tokens
        .get(TokenKind::Invitation, &key, context.now())
        .await?;
    invited(context, token).await
}

/// True if the user's journal was never opened. An invitation must not open one in use.
///
/// # Errors
/// Unavailable.
#[cfg(feature = "ssr")]
pub(in crate::api) async fn is_unopened(context: &Context, user: &User) -> Result<bool, Error> {
    let (stores, now) = (&context.services.stores, context.now());
    if user.ways > 0 || !user.is_open() {
        return Ok(false);
    }
    let sessions = stores.sessions.list(&user.id, now).await?;
    let moods = &stores.moods;
    let page = moods.page(&user.id, Day::FIRST, Day::LAST, 1, now).await?;
    Ok(sessions.is_empty() && page.entries.is_empty() && page.next.is_none())
}

/// The user of a token, unless their journal is in use by now.
#[cfg(feature = "ssr")]
async fn invited(context: &Context, token: Option<Token>) -> Result<Option<User>, Error> {
    let Some(user) = token.and_then(|token| token.user) else {
        return Ok(None);
    };
    match context.services.stores.users.get(&user).await? {
        Some(user) if is_unopened(context, &user).await? => Ok(Some(user)),
        _ => Ok(None),
    }
}

#[cfg(feature = "ssr")]
fn not_valid() -> Error {
    let message = "This invitation is unknown, has expired or was used.";
    Error::new(ErrorKind::NotFound, message).at("token")
}
