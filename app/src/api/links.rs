//! Codes that link another device: making one, and signing in with it.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::Post;

use super::{
    accounts::SignedIn,
    codec::{JsonOrForm, JsonText},
    moods::Status,
};
use crate::error::Error;
#[cfg(feature = "ssr")]
use {
    super::{
        Context, Right,
        accounts::{
            attempts::{attempt, attempt_short_code},
            sign_in::sign_in,
        },
        caller,
    },
    crate::{
        context::Access,
        domain::account::LinkCode,
        error::ErrorKind,
        i18n,
        ports::{Token, TokenKind},
        ui::components::qr_code,
    },
};

/// The response to making a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkMade {
    /// Always `ok`; a failure is an error.
    pub status: Status,
    /// The code, for typing: it works once.
    pub code: String,
    /// The address that the other device opens, which contains the code.
    pub url: String,
    /// The address as a QR code: an SVG element.
    pub qr: String,
    /// The end, in seconds since the epoch.
    pub expires_at: i64,
}

/// Makes a code that opens the caller's account on another device. It works once, within five
/// minutes.
///
/// # Errors
/// Conflict for an anonymous journal, which its only device opens; Unauthenticated, Forbidden,
/// TooManyRequests, Unavailable.
#[server(prefix = "", endpoint = "/auth/link/new", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn make_link() -> Result<LinkMade, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Account, None)?;
    let Access::Session { id } = &context.request.visitor.access else {
        let message = "This journal has no account: add a way to sign in first.";
        return Err(Error::new(ErrorKind::Conflict, message));
    };
    attempt(&context, "link-new").await?;
    let (codes, now) = (&context.services.codes, context.now());
    let code = codes.new_link()?;
    let token = Token {
        kind: TokenKind::Link,
        key: codes.link_hash(&code),
        user: Some(user),
        // The code ends with the session that made it.
        data: id.clone(),
        expires_at: now + LinkCode::LIFETIME,
    };
    // One of a million million codes is taken by another one of these minutes.
    if !context.services.stores.tokens.put(&token, now).await? {
        return Err(Error::internal());
    }
    let origin = &context.request.visitor.origin;
    let url = format!("{origin}/link?code={code}");
    Ok(LinkMade {
        status: Status::Ok,
        code: code.to_string(),
        qr: qr_code(&url, i18n::qr_code(context.request.visitor.locale.lang))?,
        url,
        expires_at: token.expires_at,
    })
}

/// Signs this device in with the code that another one shows. An anonymous journal of this browser
/// is carried over.
///
/// # Errors
/// Malformed (`code`); Unauthenticated (`code`) if it is unknown, expired or used; Forbidden,
/// TooManyRequests, Unavailable.
#[server(prefix = "", endpoint = "/auth/link", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn link(
    /// The code, in any case, with or without hyphens and spaces.
    #[server(default)]
    code: String,
) -> Result<SignedIn, Error> {
    let context = Context::current()?;
    caller(&context, Right::Account, None)?;
    let code = LinkCode::parse(&code).ok_or_else(|| {
        Error::malformed("code", "code must be a link's code: 8 letters and digits")
    })?;
    attempt_short_code(&context, "link").await?;
    let stores = &context.services.stores;
    let hash = context.services.codes.link_hash(&code);
    let unknown = || {
        let message = "This code is unknown, has expired or was used.";
        Error::new(ErrorKind::Unauthenticated, message).at("code")
    };
    let now = context.now();
    let token = stores.tokens.take(TokenKind::Link, &hash, now).await?;
    let token = token.ok_or_else(unknown)?;
    let user = token.user.ok_or_else(unknown)?;
    let session = stores.sessions.get(&user, &token.data, now).await?;
    session.ok_or_else(unknown)?;
    sign_in(&context, &user).await?;
    Ok(SignedIn { status: Status::Ok })
}
