//! Calendar feeds: the days of the last year, for whoever has the secret link.

use std::sync::Arc;

use app::{
    domain::{
        Day,
        account::{ApiKeyText, Preferences, Scope},
    },
    error::{Error, ErrorKind},
    export::{Component, Document, Ics, Lifetime},
    ports::ApiKey,
    secret,
};
use axum::{
    body::Body,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};

use super::super::{response, state::AppState, visitor};

/// The days of a feed: a calendar reads all of them again and again.
const DAYS: i64 = 366;

/// A feed: `/feed/{token}.ics`, or with `?component=journal`.
pub(crate) async fn feed(
    State(state): State<Arc<AppState>>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let component = query.as_deref().unwrap_or_default().split('&');
    let component = component
        .filter_map(|pair| pair.strip_prefix("component="))
        .find_map(Component::parse)
        .unwrap_or_default();
    match calendar(&state, &name, component, &headers).await {
        Ok(calendar) => answer(calendar, &headers),
        Err(error) => response::rejection(&error),
    }
}

/// The calendar of a link.
async fn calendar(
    state: &AppState,
    name: &str,
    component: Component,
    headers: &HeaderMap,
) -> Result<Vec<u8>, Error> {
    let services = &state.services;
    let (stores, now) = (&services.stores, services.clock.now());
    let text = name.strip_suffix(".ics").and_then(ApiKeyText::parse);
    let text = text.ok_or_else(no_feed)?;
    let key = stores.keys.get(&secret::digest(text.as_str()), now).await?;
    let key = key.filter(|key| key.scope.is_feed()).ok_or_else(no_feed)?;
    let profile = stores.users.get(&key.user).await?;
    let is_closed = |user: &app::ports::User| user.is_erased() || user.merged_into.is_some();
    if profile.as_ref().is_some_and(is_closed) {
        return Err(no_feed());
    }
    charge(state, &key).await?;
    let preferences = profile.map_or_else(Preferences::default, |user| user.preferences);
    let lang = visitor::locale(headers, &preferences).lang;
    let mut ics = Ics::new(&key.user, lang, component, Lifetime::Feed);
    let mut calendar = ics.head()?;
    let end = Day::latest_on_earth(now);
    let mut start = end.plus(1 - DAYS);
    loop {
        let limit = usize::try_from(DAYS).unwrap_or(usize::MAX);
        let mut page = stores.moods.page(&key.user, start, end, limit, now).await?;
        if key.scope != Scope::FeedWithNotes {
            page.entries.iter_mut().for_each(|entry| entry.note = None);
        }
        calendar.extend(ics.entries(&page.entries)?);
        match page.next.filter(|last| *last < end) {
            Some(last) => start = last.plus(1),
            None => break,
        }
    }
    calendar.extend(ics.tail()?);
    Ok(calendar)
}

/// Counts the reading of a feed.
async fn charge(state: &AppState, key: &ApiKey) -> Result<(), Error> {
    let services = &state.services;
    let limits = services.settings.key_limits;
    let now = services.clock.now_micros();
    let charge = services.stores.keys.charge(key, limits, now).await?;
    match charge.retry_after {
        None => Ok(()),
        Some(seconds) => {
            let message = "This feed is read too often: wait, then retry.";
            Err(Error::too_many(message, seconds))
        }
    }
}

fn answer(calendar: Vec<u8>, headers: &HeaderMap) -> Response {
    let digest = secret::digest(&String::from_utf8_lossy(&calendar));
    let tag = format!("\"{}\"", digest.get(..32).unwrap_or_default());
    let known = headers.get_all(header::IF_NONE_MATCH).iter();
    let mut known = known.filter_map(|value| value.to_str().ok());
    let is_known = known.any(|tags| {
        tags.split(',')
            .any(|it| it.trim().trim_start_matches("W/") == tag)
    });
    let mut response = Response::default();
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    } else {
        *response.body_mut() = Body::from(calendar);
        let media_type = HeaderValue::from_static("text/calendar; charset=utf-8");
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, media_type);
    }
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    let cache = HeaderValue::from_static("private, no-cache");
    headers.insert(header::CACHE_CONTROL, cache);
    response
}

/// A revoked feed and one that never was look the same.
fn no_feed() -> Error {
    Error::new(ErrorKind::NotFound, "This feed does not exist any more.")
}
