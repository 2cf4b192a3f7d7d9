//! Limits on attempts to sign in, and on costly calls.

use crate::{
    context::Context,
    error::Error,
    ports::{AttemptLimit, UserId},
};

/// Attempts of one client: ten at once, then one a minute.
const CLIENT: AttemptLimit = AttemptLimit {
    interval: 60,
    burst: 10,
};
/// Attempts of all clients together at a door whose codes are short: a hundred at once, then one a
/// second.
const EVERYBODY: AttemptLimit = AttemptLimit {
    interval: 1,
    burst: 100,
};
/// Stands for all clients; no name of one, which is in hexadecimal digits.
const ALL: &str = "all";

/// Counts an attempt at `door`. There is no limit for all clients together, with which a stranger could
/// lock everybody out: what opens these doors has at least 128 random bits.
///
/// # Errors
/// TooManyRequests, Unavailable.
pub async fn attempt(context: &Context, door: &str) -> Result<(), Error> {
    count(context, door, &context.request.visitor.client, CLIENT).await
}

/// Counts an attempt at `door`, whose codes are short enough to be guessed from many addresses. An
/// attempt above the client's own limit does not count for the others.
///
/// # Errors
/// TooManyRequests, Unavailable.
pub async fn attempt_short_code(context: &Context, door: &str) -> Result<(), Error> {
    attempt(context, door).await?;
    count(context, door, ALL, EVERYBODY).await
}

/// Counts an attempt of `client` at `door`.
///
/// # Errors
/// TooManyRequests, Unavailable.
pub async fn count(
    context: &Context,
    door: &str,
    client: &str,
    limit: AttemptLimit,
) -> Result<(), Error> {
    let message = "Too many attempts: wait, then retry.";
    allow(context, door, client, limit, message).await
}

/// Counts a costly call for a journal.
///
/// # Errors
/// TooManyRequests with `message`, Unavailable.
pub async fn limited(
    context: &Context,
    door: &str,
    user: &UserId,
    limit: AttemptLimit,
    message: &'static str,
) -> Result<(), Error> {
    allow(context, door, &user.0, limit, message).await
}

async fn allow(
    context: &Context,
    door: &str,
    client: &str,
    limit: AttemptLimit,
    message: &'static str,
) -> Result<(), Error> {
    let tokens = &context.services.stores.tokens;
    match tokens.attempt(door, client, limit, context.now()).await? {
        None => Ok(()),
        Some(seconds) => Err(Error::too_many(message, seconds)),
    }
}
