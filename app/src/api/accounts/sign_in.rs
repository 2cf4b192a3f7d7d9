//! Signing in: the part that all ways have in common.

use uuid::Uuid;

use super::work::continue_work;
use crate::{
    context::{Access, Context, NextSession},
    error::{Error, ErrorKind},
    ports::{Credential, CredentialKind, Registration, Session, UserId},
};

/// The steps of a merge that a sign-in waits for: a year of days, which takes about a second.
const MERGE_STEPS: u32 = 16;

/// Begins a session of `user` on this device. It replaces the device's previous session, and an
/// anonymous journal of this browser is carried over.
///
/// The caller has verified a way to sign in.
///
/// # Errors
/// Unauthenticated (field `code`) if the account is being erased; Conflict if this browser's journal
/// can't be carried over; Unavailable.
pub async fn sign_in(context: &Context, user: &UserId) -> Result<(), Error> {
    let visitor = &context.request.visitor;
    let stores = &context.services.stores;
    let now = context.now();
    if !stores
        .users
        .get(user)
        .await?
        .is_some_and(|user| user.is_open())
    {
        let message = "This account is closed.";
        return Err(Error::new(ErrorKind::Unauthenticated, message).at("code"));
    }
    // Recorded before the session begins: an interruption can then lose the session, which begins
    // again, but no day.
    if let (Access::Anonymous, Ok(journal), false) =
        (&visitor.access, &visitor.user, visitor.session_is_new)
        && journal != user
        && !stores.users.merge(journal, user, now).await?
    {
        let message = "This browser's journal changed at the same time: retry.";
        return Err(Error::new(ErrorKind::Conflict, message));
    }
    // Most journals are carried over at once. After a failure or interruption, the job goes on.
    let _ = continue_work(&context.services, user, MERGE_STEPS).await;
    let session = store_session(context, user).await?;
    if let (Access::Session { id }, Ok(previous)) = (&visitor.access, &visitor.user) {
        stores.sessions.remove(previous, id).await?;
    }
    visitor.change_session(session);
    Ok(())
}

/// Adds a way to sign in to the caller's journal; a recovery code replaces the previous one. An
/// anonymous journal becomes an account and gets a session.
///
/// # Errors
/// Forbidden if no account may be opened; Conflict if the way belongs to a journal already;
/// Unavailable.
pub async fn add_way(context: &Context, credential: &Credential) -> Result<(), Error> {
    may_open_account(context)?;
    let visitor = &context.request.visitor;
    // Stored first: once the account exists, its session must not be missing.
    let session = match visitor.is_signed_in() {
        true => None,
        false => Some(store_session(context, &credential.user).await?),
    };
    let credentials = &context.services.stores.credentials;
    let added = match credential.kind {
        CredentialKind::Recovery => credentials.replace_recovery(credential).await?,
        CredentialKind::Passkey | CredentialKind::OpenId => credentials.add(credential).await?,
    };
    if !added {
        if let Some(NextSession::Account { user, id }) = &session {
            context.services.stores.sessions.remove(user, id).await?;
        }
        let message = "This way to sign in belongs to a journal already.";
        return Err(Error::new(ErrorKind::Conflict, message));
    }
    if let Some(session) = session {
        visitor.change_session(session);
    }
    Ok(())
}

/// Stores a new session. It opens nothing unless `user` is an account.
async fn store_session(context: &Context, user: &UserId) -> Result<NextSession, Error> {
    let now = context.now();
    let session = Session {
        id: Uuid::new_v4().simple().to_string(),
        user: user.clone(),
        device: context.request.visitor.device.clone(),
        created_at: now,
        seen_at: None,
        expires_at: Session::end(now, now),
    };
    context.services.stores.sessions.put(&session).await?;
    Ok(NextSession::Account {
        user: user.clone(),
        id: session.id,
    })
}

/// Checks that the caller has an account, or that anybody may open one.
///
/// # Errors
/// Forbidden (field `registration`).
pub fn may_open_account(context: &Context) -> Result<(), Error> {
    let is_open = context.services.settings.registration == Registration::Open;
    if is_open || context.request.visitor.is_signed_in() {
        return Ok(());
    }
    let message = "New accounts need an invitation on this server, or are closed.";
    Err(Error::new(ErrorKind::Forbidden, message).at("registration"))
}
