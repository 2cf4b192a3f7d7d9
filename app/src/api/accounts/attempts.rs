//! Limits on attempts to sign in.

use crate::{context::Context, error::Error, ports::AttemptLimit};

/// Attempts of one client: ten at once, then one a minute.
const CLIENT: AttemptLimit = AttemptLimit {
    interval: 60,
    burst: 10,
};
/// Attempts of all clients together, so that many addresses are no way around the limit: a hundred at
/// once, then one a second.
const EVERYBODY: AttemptLimit = AttemptLimit {
    interval: 1,
    burst: 100,
};
/// Stands for all clients; no name of one, which is in hexadecimal digits.
const ALL: &str = "all";

/// Counts an attempt at `door`. An attempt above the client's own limit does not count for the others.
///
/// # Errors
/// TooManyRequests, Unavailable.
pub async fn attempt(context: &Context, door: &str) -> Result<(), Error> {
    let visitor = &context.request.visitor;
    let (tokens, now) = (&context.services.stores.tokens, context.now());
    for (client, limit) in [(&*visitor.client, CLIENT), (ALL, EVERYBODY)] {
        if let Some(seconds) = tokens.attempt(door, client, limit, now).await? {
            let message = "Too many attempts: wait, then retry.";
            return Err(Error::too_many(message, seconds));
        }
    }
    Ok(())
}
