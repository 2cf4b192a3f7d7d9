//! Calls with a secret instead of a cookie: an API key's, with its limits, and the operator's.
//!
//! The headers that tell the limits are those of draft-ietf-httpapi-ratelimit-headers-10.

use app::{
    context::Access,
    domain::account::{Charge, KeyLimits},
    error::{Error, ErrorKind},
    ports::ApiKey,
};
use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use futures::future::join;

use super::{address::Address, csrf, photos, response, state::AppState, visitor};
use crate::auth::{self, Caller};

/// The header of the limits.
pub(super) const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
/// The header of what is left of them.
pub(super) const LEFT: HeaderName = HeaderName::from_static("ratelimit");

/// The longest month, in seconds: the window of the monthly limit.
const MONTH: u32 = 31 * 86_400;

/// Adds the visitor of a request that carries `secret`. Its cookies are neither read nor set.
///
/// A secret opens the API and photos, no page: a page may show more than its scope.
pub(super) async fn identify(
    state: &AppState,
    secret: &str,
    mut request: Request,
    next: Next,
) -> Response {
    request.headers_mut().remove(header::COOKIE);
    let services = &state.services;
    let now = services.clock.now();
    let caller = auth::identify_caller(&services.stores, &state.operator_keys, secret, now).await;
    let path = request.uri().path();
    if Address::of(path).is_none() && !photos::is_own(path) {
        let message = "A key opens the addresses of the API only.";
        let error = Error::new(ErrorKind::Forbidden, message);
        return response::rejection(&caller.err().unwrap_or(error));
    }
    let (identity, key, is_operator) = match caller {
        Ok(Caller::Key(caller)) => {
            let (identity, key) = *caller;
            (Ok(identity), Some(key), false)
        }
        Ok(Caller::Operator) => (Err(no_journal()), None, true),
        Err(error) => (Err(error), None, false),
    };
    let known = identity.as_ref().ok();
    let journal = known.map(|identity| identity.user.clone());
    let profile = known.and_then(|identity| identity.profile.as_deref());
    let stored = profile.map(|user| user.preferences.clone());
    let preferences = stored.unwrap_or_default();
    let mut visitor = visitor::visitor(state, &identity, journal, &preferences, &request, now);
    if is_operator {
        visitor.access = Access::Operator;
    }
    let sender = csrf::sender(&request, state);
    request.extensions_mut().insert(visitor);
    request.extensions_mut().insert(sender);
    let mut response = match &key {
        Some(key) => run(state, key, request, next).await,
        None => next.run(request).await,
    };
    response
        .headers_mut()
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("private, no-store"));
    response
}

fn no_journal() -> Error {
    let message = "The operator's key opens no journal.";
    Error::new(ErrorKind::Forbidden, message)
}

/// Counts the call, and answers it if it is within the limits.
///
/// A read is made while its call is counted, so that it does not wait for that write; its answer is
/// dropped if the call is refused. A write waits.
async fn run(state: &AppState, key: &ApiKey, request: Request, next: Next) -> Response {
    let services = &state.services;
    let limits = services.settings.key_limits;
    let now = services.clock.now_micros();
    let charge = services.stores.keys.charge(key, limits, now);
    if request.method().is_safe() {
        let (response, charge) = join(next.run(request), charge).await;
        return answer(limits, charge, response);
    }
    match charge.await {
        Ok(charge) if charge.retry_after.is_none() => {
            answer(limits, Ok(charge), next.run(request).await)
        }
        charge => answer(limits, charge, Response::default()),
    }
}

/// The response with the limits' headers, or a refusal in its place.
fn answer(limits: KeyLimits, charge: Result<Charge, Error>, response: Response) -> Response {
    let charge = match charge {
        Ok(charge) => charge,
        Err(error) => return response::rejection(&error),
    };
    let mut response = match charge.retry_after {
        None => response,
        Some(seconds) => {
            let message = if charge.monthly_remaining == 0 {
                "This key has used its calls of this month."
            } else {
                "Too many calls with this key: wait, then retry."
            };
            response::rejection(&Error::too_many(message, seconds))
        }
    };
    for (name, value) in [(POLICY, policy(limits)), (LEFT, left(&charge))] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn policy(limits: KeyLimits) -> String {
    let (burst, window, monthly) = (limits.burst(), limits.window(), limits.monthly());
    format!("\"burst\";q={burst};w={window}, \"month\";q={monthly};w={MONTH}")
}

fn left(charge: &Charge) -> String {
    let Charge {
        remaining,
        reset,
        monthly_remaining,
        monthly_reset,
        ..
    } = charge;
    format!("\"burst\";r={remaining};t={reset}, \"month\";r={monthly_remaining};t={monthly_reset}")
}
