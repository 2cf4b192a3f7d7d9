//! The visitor of a request: session, language, time zone and date.

use std::sync::{Arc, OnceLock};

use app::{
    context::{Access, NextSession, Visitor},
    domain::{
        Locale,
        account::{Preferences, device_name},
        calendar::zones::{self, Tz},
    },
    error::{Error, ErrorKind},
    ports::{User, UserId},
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};

use super::{
    csrf::{self, Sender},
    keyed,
    preferences::{self, Choice},
    state::AppState,
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

/// The visitor, with the preferences that apply.
pub(super) fn visitor(
    state: &AppState,
    identity: &Result<Identity, Error>,
    journal: Option<UserId>,
    preferences: &Preferences,
    request: &Request,
    now: i64,
) -> Visitor {
    let headers = request.headers();
    let user_agent = headers.get(header::USER_AGENT);
    let user_agent = user_agent.and_then(|value| value.to_str().ok());
    let chosen_zone = preferences.time_zone.clone();
    let chosen_zone = chosen_zone.filter(|zone| !zone.is_empty());
    let chosen = chosen_zone.as_ref().and_then(|zone| zone.parse().ok());
    let known_zone = chosen.or_else(|| preferences::browser_zone(headers));
    let time_zone = known_zone.unwrap_or(Tz::UTC);
    let day_end = preferences.day_end.unwrap_or_default();
    let retention = preferences
        .retention
        .unwrap_or(state.services.settings.retention);
    let identity = identity.as_ref();
    Visitor {
        user: identity
            .map(|found| found.user.clone())
            .map_err(Clone::clone),
        access: identity.map_or(Access::Anonymous, |found| found.access.clone()),
        journal,
        profile: identity.map_or(None, |found| found.profile.clone()),
        next_session: Arc::new(OnceLock::new()),
        device: device_name(user_agent.unwrap_or_default()),
        client: state.clients.name(request),
        origin: csrf::own_origin(headers, state),
        session_is_new: identity.is_ok_and(|found| found.is_new),
        session_ended: identity.is_ok_and(|found| found.session_ended),
        locale: locale(headers, preferences),
        today: zones::today(time_zone, day_end, now),
        day_end,
        retention,
        earliest: retention.earliest(now),
        theme: preferences.theme.unwrap_or_default(),
        week_start: preferences.week_start.unwrap_or_default(),
        hides_hint: preferences::hides_hint(headers),
        hides_presence: preferences::hides_presence(headers),
        hides_help: preferences::hides_help(headers),
        time_zone_known: known_zone.is_some(),
        time_zone,
        chosen_zone,
    }
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

pub(super) fn locale(headers: &HeaderMap, preferences: &Preferences) -> Locale {
    let accept = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    Locale::negotiate(preferences.lang, accept.unwrap_or(""))
        .with_week_start(preferences.week_start.unwrap_or_default())
}
