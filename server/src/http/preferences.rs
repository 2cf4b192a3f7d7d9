//! Preferences: language, time zone, end of the day, theme, first day of a week, parts of the page of
//! insight, signals.
//!
//! Cookies hold them, so that a page needs no call and a stored page agrees. A person with a stored
//! profile has them there, too; it outranks the cookies, so that all devices agree.

use app::domain::{
    DayEnd, Lang,
    account::{Preferences, Theme, WeekStart},
    calendar::zones::Tz,
    local_path,
    signal::SignalId,
};
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, Uri},
};

use super::address::Address;
use crate::auth::cookie;

/// The IANA name of the browser's time zone; set by the page's boot script.
pub(super) const TIME_ZONE: &str = "tz";
/// The time zone chosen by hand, with `?tz=`; it overrides the browser's.
const CHOSEN_ZONE: &str = "zone";
/// The language chosen by hand; it overrides the browser's.
pub(super) const LANGUAGE: &str = "lang";
/// The hour at which the person's day ends.
pub(super) const DAY_END: &str = "dayend";
/// The look of the pages.
pub(super) const THEME: &str = "theme";
/// The first day of a week.
pub(super) const WEEK: &str = "week";
/// Hides the hint to keep an anonymous journal safe, with the value [`LATER`].
const HINT: &str = "keep";
const LATER: &str = "later";
/// Hides the days in a row on the page of insight, with the value [`HIDE`].
const PRESENCE: &str = "presence";
/// Hides the pointer to help on that page, with the same value.
const HELP: &str = "help";
const HIDE: &str = "hide";
const SHOW: &str = "show";
/// The signals to see; in an address, one parameter for each, and an empty one.
const SIGNALS: &str = "signals";
/// Lifetime of a preference's cookie, in seconds (400 days).
const SECONDS: u32 = 34_560_000;
/// The time for which the hint stays hidden, in seconds (30 days).
const HINT_SECONDS: u32 = 2_592_000;

/// The choices in a page's address.
pub(super) struct Choice {
    /// The preferences.
    pub(super) preferences: Preferences,
    /// True to hide the hint for a while.
    hides_hint: bool,
    /// The address without the choices.
    pub(super) address: Uri,
}

/// The preferences in a request's cookies.
pub(super) fn of_cookies(headers: &HeaderMap) -> Preferences {
    let zone = zone(headers, CHOSEN_ZONE);
    Preferences {
        lang: cookie(headers, LANGUAGE).and_then(Lang::from_code),
        theme: cookie(headers, THEME).and_then(Theme::parse),
        week_start: cookie(headers, WEEK).and_then(WeekStart::parse),
        day_end: cookie(headers, DAY_END).and_then(day_end),
        time_zone: zone.map(|zone| zone.name().to_owned()),
        retention: None,
        hides_presence: cookie(headers, PRESENCE).and_then(hides),
        hides_help: cookie(headers, HELP).and_then(hides),
        signals: cookie(headers, SIGNALS).and_then(SignalId::split),
        comments: None,
    }
}

/// The time zone of the browser.
pub(super) fn browser_zone(headers: &HeaderMap) -> Option<Tz> {
    zone(headers, TIME_ZONE)
}

/// The preferences that apply: the stored ones, then those of the cookies.
pub(super) fn effective(stored: Option<&Preferences>, cookies: &Preferences) -> Preferences {
    let stored = stored.cloned().unwrap_or_default();
    let cookies = cookies.clone();
    Preferences {
        lang: stored.lang.or(cookies.lang),
        theme: stored.theme.or(cookies.theme),
        week_start: stored.week_start.or(cookies.week_start),
        day_end: stored.day_end.or(cookies.day_end),
        time_zone: stored.time_zone.or(cookies.time_zone),
        retention: stored.retention,
        hides_presence: stored.hides_presence.or(cookies.hides_presence),
        hides_help: stored.hides_help.or(cookies.hides_help),
        signals: stored.signals.or(cookies.signals),
        comments: stored.comments,
    }
}

/// The cookies to set where `cookies` differ from the preferences that apply.
pub(super) fn to_cookies(
    effective: &Preferences,
    cookies: &Preferences,
    secure: bool,
) -> Vec<HeaderValue> {
    let new = pairs(effective).into_iter().zip(pairs(cookies));
    let differs = |new: &Option<String>, old: &Option<String>| {
        // An empty value deletes a cookie, and there may be none.
        new.as_deref().unwrap_or_default() != old.as_deref().unwrap_or_default()
    };
    new.filter(|((_, new), (_, old))| differs(new, old))
        .filter_map(|((name, value), _)| to_cookie(name, &value?, SECONDS, secure))
        .collect()
}

/// True if the person does not want the hint now.
pub(super) fn hides_hint(headers: &HeaderMap) -> bool {
    cookie(headers, HINT) == Some(LATER)
}

impl Choice {
    /// The choices of a page's address: `?lang=fr`, `?tz=Etc/GMT-2`, `?dayend=4`, `?theme=dark`,
    /// `?week=monday`, `?keep=later`, `?presence=hide`, `?help=show`, `?signals=&signals=bitcoin`. An empty
    /// `?tz=` chooses the browser's time zone.
    pub(super) fn of(request: &Request) -> Option<Self> {
        let is_call = Address::of(request.uri().path()).is_some();
        if request.method() != Method::GET || is_call {
            return None;
        }
        let query = request.uri().query()?;
        let mut chosen = Preferences::default();
        let mut hides_hint = false;
        let mut rest = form_urlencoded::Serializer::new(String::new());
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if name == HINT && value == LATER {
                hides_hint = true;
            } else if choose(&mut chosen, &name, &value).is_none() {
                rest.append_pair(&name, &value);
            }
        }
        if chosen == Preferences::default() && !hides_hint {
            return None;
        }
        let (path, rest) = (request.uri().path(), rest.finish());
        let mark = if rest.is_empty() { "" } else { "?" };
        // A redirect must not leave the site: `//host` would, and so would `/\host`.
        let address = format!("{path}{mark}{rest}");
        Some(Self {
            preferences: chosen,
            hides_hint,
            address: local_path(&address).unwrap_or("/").parse().ok()?,
        })
    }

    /// The cookies to set.
    pub(super) fn cookies(&self, secure: bool) -> Vec<HeaderValue> {
        let pairs = pairs(&self.preferences).into_iter();
        let hint = self.hides_hint.then_some((HINT, LATER, HINT_SECONDS));
        pairs
            .filter_map(|(name, value)| to_cookie(name, &value?, SECONDS, secure))
            .chain(hint.and_then(|(name, value, time)| to_cookie(name, value, time, secure)))
            .collect()
    }
}

/// Adds the choice of a parameter; none for anything else.
fn choose(chosen: &mut Preferences, name: &str, value: &str) -> Option<()> {
    match name {
        LANGUAGE => chosen.lang = Some(Lang::from_code(value)?),
        TIME_ZONE if value.is_empty() => chosen.time_zone = Some(String::new()),
        TIME_ZONE => chosen.time_zone = Some(value.parse::<Tz>().ok()?.name().to_owned()),
        DAY_END => chosen.day_end = Some(day_end(value)?),
        THEME => chosen.theme = Some(Theme::parse(value)?),
        WEEK => chosen.week_start = Some(WeekStart::parse(value)?),
        PRESENCE => chosen.hides_presence = Some(hides(value)?),
        HELP => chosen.hides_help = Some(hides(value)?),
        SIGNALS => return choose_signal(chosen, value),
        _ => return None,
    }
    Some(())
}

/// Adds a signal to those chosen; an empty name adds none, so that a form can choose no signal.
fn choose_signal(chosen: &mut Preferences, name: &str) -> Option<()> {
    let id = match name {
        "" => None,
        _ => Some(SignalId::parse(name)?),
    };
    let ids = chosen.signals.get_or_insert_default();
    let id = id.filter(|id| !ids.contains(id) && ids.len() < SignalId::MAX_CHOSEN);
    ids.extend(id);
    Some(())
}

/// Each cookie's name and value.
fn pairs(preferences: &Preferences) -> [(&'static str, Option<String>); 8] {
    let part = |hides: bool| if hides { HIDE } else { "" }.to_owned();
    [
        (LANGUAGE, preferences.lang.map(|lang| lang.code().into())),
        (THEME, preferences.theme.map(|theme| theme.as_str().into())),
        (
            WEEK,
            preferences.week_start.map(|week| week.as_str().into()),
        ),
        (
            DAY_END,
            preferences.day_end.map(|end| end.hour().to_string()),
        ),
        (CHOSEN_ZONE, preferences.time_zone.clone()),
        (PRESENCE, preferences.hides_presence.map(part)),
        (HELP, preferences.hides_help.map(part)),
        (SIGNALS, preferences.signals.as_deref().map(SignalId::join)),
    ]
}

/// True for [`HIDE`], false for [`SHOW`].
fn hides(value: &str) -> Option<bool> {
    matches!(value, HIDE | SHOW).then_some(value == HIDE)
}

fn to_cookie(name: &str, value: &str, seconds: u32, secure: bool) -> Option<HeaderValue> {
    let secure = if secure { "; Secure" } else { "" };
    let seconds = if value.is_empty() { 0 } else { seconds };
    let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; SameSite=Lax{secure}");
    HeaderValue::from_str(&cookie).ok()
}

fn zone(headers: &HeaderMap, name: &str) -> Option<Tz> {
    cookie(headers, name)?.parse().ok()
}

fn day_end(text: &str) -> Option<DayEnd> {
    DayEnd::from_hour(text.parse().ok()?)
}
