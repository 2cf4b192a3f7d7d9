//! Identifies the visitor of each request, and keeps their session.

use std::sync::Arc;

use app::{
    context::{Access, NextSession},
    error::{Error, ErrorKind},
    ports::User,
};
use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};

use super::{
    csrf::{self, Sender},
    keyed,
    preferences::{self, Choice},
    state::AppState,
    visitor::visitor,
};
use crate::auth::{self, Identity, Renewal};

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// Adds the visitor to the request, and sets the session cookie if it is new, changed or due for
/// renewal.
pub(super) async fn identify(
    State(state): State<Arc<AppState>>,
    mut request: Request,
    next: Next,
) -> Response {
    if let Some(secret) = auth::secret(request.headers()).map(str::to_owned) {
        return keyed::identify(&state, &secret, request, next).await;
    }
    let now = state.services.clock.now();
    let sender = csrf::sender(&request, &state);
    let mut named = None;
    let mut identity = match rejected_credentials(&request, sender) {
        Some(error) => Err(error),
        None => {
            let cookie = state.sessions.read(request.headers(), now);
            named = cookie.as_ref().map(|cookie| cookie.user.clone());
            auth::identify(&state.services.stores, cookie, now).await
        }
    };
    let named = identity
        .as_ref()
        .map_or(named, |found| Some(found.user.clone()));
    let profile = identity.as_ref().ok();
    let profile = profile.and_then(|identity| identity.profile.clone());
    if let Some(choice) = Choice::of(&request) {
        let mut response = Redirect::to(&choice.address.to_string()).into_response();
        // A link on another site leads to the page and sets nothing.
        if csrf::begins_here(&request, &state) {
            prefer(&state, profile.as_deref(), &choice, &mut response).await;
        }
        return response;
    }
    let cookies = preferences::of_cookies(request.headers());
    let stored = profile.as_deref().map(|user| &user.preferences);
    let effective = preferences::effective(stored, &cookies);
    let seen = identity.as_mut().ok().and_then(|found| found.seen.take());
    let visitor = visitor(&state, &identity, named, &effective, &request, now);
    let next_session = visitor.next_session.clone();
    request.extensions_mut().insert(visitor);
    request.extensions_mut().insert(sender);
    // The visit is recorded while the page is made.
    let record = async {
        if let Some(session) = &seen {
            // A failure is logged by the store, and the next visit is recorded instead.
            let _ = state.services.stores.sessions.seen(session, now).await;
        }
    };
    let (mut response, ()) = futures::future::join(next.run(request), record).await;
    set_session(
        &state,
        &mut response,
        identity.ok(),
        next_session.get(),
        now,
    );
    for cookie in preferences::to_cookies(&effective, &cookies, state.https) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    let headers = response.headers_mut();
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        );
    }
    response
}

/// Stores the preferences of an address in cookies, and in the profile of a person who has one.
async fn prefer(
    state: &AppState,
    profile: Option<&User>,
    choice: &Choice,
    response: &mut Response,
) {
    let users = &state.services.stores.users;
    if let Some(user) = profile
        && let Err(error) = users.prefer(&user.id, &choice.preferences).await
    {
        *response = super::response::rejection(&error);
        return;
    }
    for cookie in choice.cookies(state.https) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// Sets the session cookie that the response needs, if any.
fn set_session(
    state: &AppState,
    response: &mut Response,
    identity: Option<Identity>,
    next: Option<&NextSession>,
    now: i64,
) {
    // Caches may store a server error in spite of its headers, so it must not carry a session. A
    // 401 sets no new session either, because the browser may still send the expired one.
    let status = response.status();
    if status.is_server_error() || status == StatusCode::UNAUTHORIZED {
        return;
    }
    let content_type = response.headers().get(header::CONTENT_TYPE);
    let is_page = content_type.is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    let cookie = match (next, identity) {
        (Some(NextSession::Account { user, id }), _) => state.sessions.issue(user, Some(id), now),
        (Some(NextSession::Ended), _) => {
            // The pages and days that the browser stores for offline use.
            let stored = HeaderValue::from_static("\"cache\", \"storage\"");
            response.headers_mut().insert(CLEAR_SITE_DATA, stored);
            state.sessions.removal()
        }
        (None, Some(identity))
            if identity.renewal == Renewal::Always
                || (identity.renewal == Renewal::WithPage && is_page) =>
        {
            let session = match &identity.access {
                Access::Session { id } => Some(id.as_str()),
                _ => None,
            };
            state.sessions.issue(&identity.user, session, now)
        }
        _ => return,
    };
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// The error for a request that has no journal; its cookies are neither read nor set.
///
/// A browser omits the session cookie from another site's write, but would accept a new one from
/// the response and lose the person's session. A listed origin on the same site does send the
/// person's own cookie.
fn rejected_credentials(request: &Request, sender: Sender) -> Option<Error> {
    match sender {
        Sender::ListedOrigin => Some(Error::new(
            ErrorKind::Unauthenticated,
            "Cookies of cross-origin requests are ignored, but this call needs a journal.",
        )),
        Sender::CrossSite if !request.method().is_safe() => Some(csrf::cross_site()),
        Sender::CrossSite | Sender::SameSite => None,
    }
}
