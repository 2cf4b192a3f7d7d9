//! The visitor of a request: session, language, time zone and date.

use std::sync::Arc;

use app::{
    context::Visitor,
    domain::{
        DayEnd, Lang, Locale,
        calendar::zones::{self, Tz},
    },
    error::{Error, ErrorKind},
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};

use super::{
    csrf::{self, Sender},
    server_fns,
    state::AppState,
};
use crate::auth::cookie;

/// The IANA name of the browser's time zone; set by the page's boot script.
pub(super) const TIME_ZONE: &str = "tz";
/// The time zone chosen by hand, with `?tz=`; it overrides the browser's.
const CHOSEN_ZONE: &str = "zone";
/// The language chosen by hand; it overrides the browser's.
pub(super) const LANGUAGE: &str = "lang";
/// The hour at which the person's day ends.
pub(super) const DAY_END: &str = "dayend";
/// Lifetime of a preference's cookie, in seconds (400 days).
const PREFERENCE_SECONDS: u32 = 34_560_000;

/// Adds the visitor to the request, and sets the session cookie if it is new or due for renewal.
pub(super) async fn identify(
    State(state): State<Arc<AppState>>,
    mut request: Request,
    next: Next,
) -> Response {
    if let Some(redirect) = preference(&request, &state) {
        return redirect;
    }
    let now = state.services.clock.now();
    let headers = request.headers();
    let sender = csrf::sender(&request, &state);
    let (user, session_is_new, renewal) = match rejected_credentials(&request, sender) {
        Some(error) => (Err(error), false, None),
        None => {
            let session = state.sessions.open(headers, now);
            (Ok(session.user), session.is_new, session.renewal)
        }
    };
    let chosen_zone = zone(headers, CHOSEN_ZONE);
    let zone = chosen_zone.or_else(|| zone(headers, TIME_ZONE));
    let day_end = cookie(headers, DAY_END)
        .and_then(day_end)
        .unwrap_or_default();
    let visitor = Visitor {
        user,
        session_is_new,
        locale: locale(headers),
        today: zones::today(zone.unwrap_or(Tz::UTC), day_end, now),
        day_end,
        earliest: state.services.settings.retention.earliest(now),
        time_zone_known: zone.is_some(),
        chosen_zone: chosen_zone.map(|zone| zone.name().to_owned()),
    };
    request.extensions_mut().insert(visitor);
    request.extensions_mut().insert(sender);
    let mut response = next.run(request).await;
    // Caches may store a server error in spite of its headers, so it must not carry a session. A
    // 401 sets no new session either, because the browser may still send the expired one.
    let is_unauthenticated = response.status() == StatusCode::UNAUTHORIZED;
    let renewal = renewal.filter(|_| !response.status().is_server_error() && !is_unauthenticated);
    if let Some(cookie) = renewal.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
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

/// The error for a request that has no journal; its cookies are neither read nor set.
///
/// A browser omits the session cookie from another site's write, but would accept a new one from
/// the response and lose the person's session. A listed origin on the same site does send the
/// person's own cookie.
fn rejected_credentials(request: &Request, sender: Sender) -> Option<Error> {
    if has_bearer(request.headers()) {
        let message = "The credential is not valid.";
        return Some(Error::new(ErrorKind::Unauthenticated, message));
    }
    match sender {
        Sender::ListedOrigin => Some(Error::new(
            ErrorKind::Unauthenticated,
            "Cookies of cross-origin requests are ignored, but this call needs a journal.",
        )),
        Sender::CrossSite if !request.method().is_safe() => Some(csrf::cross_site()),
        Sender::CrossSite | Sender::SameSite => None,
    }
}

/// True for a bearer token. Other schemes, such as a reverse proxy's `Basic`, are ignored.
fn has_bearer(headers: &HeaderMap) -> bool {
    headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.as_bytes().get(..7))
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"bearer "))
}

pub(super) fn locale(headers: &HeaderMap) -> Locale {
    let accept = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    Locale::negotiate(
        cookie(headers, LANGUAGE).and_then(Lang::from_code),
        accept.unwrap_or(""),
    )
}

fn zone(headers: &HeaderMap, name: &str) -> Option<Tz> {
    cookie(headers, name)?.parse().ok()
}

fn day_end(text: &str) -> Option<DayEnd> {
    DayEnd::from_hour(text.parse().ok()?)
}

/// The cookie of a preference and its normalised value; `None` for anything else.
fn chosen(name: &str, value: &str) -> Option<(&'static str, String)> {
    match name {
        LANGUAGE => Lang::from_code(value).map(|lang| (LANGUAGE, lang.code().to_owned())),
        TIME_ZONE if value.is_empty() => Some((CHOSEN_ZONE, String::new())),
        TIME_ZONE => {
            let zone = value.parse::<Tz>().ok()?;
            Some((CHOSEN_ZONE, zone.name().to_owned()))
        }
        DAY_END => day_end(value).map(|end| (DAY_END, end.hour().to_string())),
        _ => None,
    }
}

/// Stores a preference: `?lang=fr`, `?tz=Etc/GMT-2` or `?dayend=4` on a page becomes a cookie, and
/// the browser is redirected to the page without it, so that preferences work without JavaScript. A
/// link on another site leads to the page and sets nothing. An empty `?tz=` restores the browser's
/// time zone.
fn preference(request: &Request, state: &AppState) -> Option<Response> {
    let is_call = server_fns::paths().any(|(path, _)| path == request.uri().path());
    if request.method() != Method::GET || is_call {
        return None;
    }
    let query = request.uri().query()?;
    let mut cookies = Vec::new();
    let mut rest = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match chosen(&name, &value) {
            Some(cookie) => cookies.push(cookie),
            None => {
                rest.append_pair(&name, &value);
            }
        }
    }
    if cookies.is_empty() {
        return None;
    }
    let (path, rest) = (request.uri().path(), rest.finish());
    let mark = if rest.is_empty() { "" } else { "?" };
    // A redirect must not leave the site: `//host` would, and so would `/\host`.
    let address: Uri = format!("/{}{mark}{rest}", path.trim_start_matches(['/', '\\']))
        .parse()
        .ok()?;
    let mut response = Redirect::to(&address.to_string()).into_response();
    if !csrf::begins_here(request, state) {
        return Some(response);
    }
    let secure = if state.https { "; Secure" } else { "" };
    for (name, value) in cookies {
        let seconds = if value.is_empty() {
            0
        } else {
            PREFERENCE_SECONDS
        };
        let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; SameSite=Lax{secure}");
        response
            .headers_mut()
            .append(header::SET_COOKIE, HeaderValue::from_str(&cookie).ok()?);
    }
    Some(response)
}
