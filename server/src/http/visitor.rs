//! The visitor of a request: session, language, time zone and date.

use std::sync::{Arc, OnceLock};

use app::{
    context::{Access, Visitor},
    domain::{
        Locale,
        account::{Preferences, device_name},
        calendar::zones::{self, Tz},
        signal::{Signal, SignalId},
    },
    error::Error,
    ports::UserId,
};
use axum::{
    extract::Request,
    http::{HeaderMap, header},
};

use super::{csrf, preferences, state::AppState};
use crate::auth::{self, Identity};

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
        readers: auth::readers(headers),
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
        hides_presence: preferences.hides_presence.unwrap_or_default(),
        hides_help: preferences.hides_help.unwrap_or_default(),
        signals: preferences
            .signals
            .clone()
            .unwrap_or_else(|| first_signals(&state.services.settings.signals)),
        time_zone_known: known_zone.is_some(),
        time_zone,
        chosen_zone,
    }
}

/// The signals that are shown until the person chooses.
fn first_signals(all: &[Signal]) -> Vec<SignalId> {
    let first = all.iter().take(SignalId::SHOWN_FIRST);
    first.map(|signal| signal.id.clone()).collect()
}

pub(super) fn locale(headers: &HeaderMap, preferences: &Preferences) -> Locale {
    let accept = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    Locale::negotiate(preferences.lang, accept.unwrap_or(""))
        .with_week_start(preferences.week_start.unwrap_or_default())
}
