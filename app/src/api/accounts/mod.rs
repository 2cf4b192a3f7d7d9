//! Accounts: beginning and ending sessions.

#[cfg(feature = "ssr")]
pub mod attempts;
pub mod invitation;
#[cfg(feature = "ssr")]
pub mod openid;
#[cfg(feature = "ssr")]
pub mod sign_in;
#[cfg(feature = "ssr")]
pub mod work;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::Post;

use super::{
    codec::{JsonOrForm, JsonText},
    moods::Status,
};
use crate::error::Error;
#[cfg(feature = "ssr")]
use {
    super::{Context, Right, caller},
    crate::{
        context::{Access, NextSession},
        error::ErrorKind,
    },
};

/// The response to a sign-in; the session is in its cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    /// Always `ok`; a failure is an error.
    pub status: Status,
}

/// The response to a sign-out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedOut {
    /// Always `ok`; a failure is an error.
    pub status: Status,
}

/// Ends this session, or all of the caller's sessions. The browser forgets the journal. A repetition
/// succeeds as well.
///
/// # Errors
/// Conflict for an anonymous journal, which nothing could open again; Unauthenticated, Forbidden,
/// Unavailable.
#[server(prefix = "", endpoint = "/auth/sign-out", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn sign_out(
    /// True to end the sessions of all devices.
    #[server(default)]
    everywhere: bool,
) -> Result<SignedOut, Error> {
    let context = Context::current()?;
    let visitor = &context.request.visitor;
    if visitor.session_ended {
        visitor.change_session(NextSession::Ended);
        return Ok(SignedOut { status: Status::Ok });
    }
    let user = caller(&context, Right::Account, None)?;
    let Access::Session { id } = &visitor.access else {
        let message = "This journal has no account: after a sign-out, nothing could open it again.";
        return Err(Error::new(ErrorKind::Conflict, message));
    };
    let sessions = &context.services.stores.sessions;
    if everywhere {
        sessions.remove_all(&user, None).await?;
    } else {
        sessions.remove(&user, id).await?;
    }
    visitor.change_session(NextSession::Ended);
    Ok(SignedOut { status: Status::Ok })
}
