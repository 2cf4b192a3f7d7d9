//! The settings of an account or an anonymous journal.
#![expect(
    clippy::too_many_arguments,
    reason = "the arguments of a server function are the fields of a request"
)]

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::Post;

use super::{Account, existing};
use crate::{
    api::{
        Context, Right,
        accounts::work::continue_work,
        caller,
        codec::{JsonOrForm, JsonText},
        history::MAX_PAGE,
        moods::Status,
        number::Number,
    },
    context::Visitor,
    domain::{
        Day, DayEnd, Lang, Retention,
        account::{Preferences, Theme, WeekStart, Work},
        calendar::zones::Tz,
        signal::SignalId,
    },
    error::Error,
    ports::{User, UserId},
};

/// The answer that confirms a shorter retention.
pub const YES: &str = "yes";

/// The steps of a change of all entries that a request waits for: about three years of days.
const REDATE_STEPS: u32 = 10;
/// The caller's settings, as they apply to this request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountSettings {
    /// `en` or `fr`.
    pub lang: String,
    /// `auto`, `light` or `dark`.
    pub theme: String,
    /// `auto`, `monday`, `saturday` or `sunday`.
    pub week_start: String,
    /// The hour at which the day ends, 0 to 6.
    pub day_ends_at: u32,
    /// The IANA name of the chosen time zone; empty for the browser's.
    pub time_zone: String,
    /// The lifetime of entries, in months; 0 for ever.
    pub retention_months: u32,
    /// True if the page of insight hides the days written.
    pub hides_presence: bool,
    /// True if that page hides the pointer to help.
    pub hides_help: bool,
    /// The identifiers of the signals that the pages show.
    pub signals: Vec<String>,
    /// `on` if readers of a share may write comments where it allows them, else `off`.
    pub comments: String,
}

/// The response to a change of settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsSaved {
    /// Always `ok`; a failure is an error.
    pub status: Status,
    /// The settings from now on.
    pub settings: AccountSettings,
}

/// Changes the settings that are present, and leaves the others. A shorter retention deletes entries,
/// so it needs `confirm`.
///
/// # Errors
/// Malformed (`lang`, `theme`, `weekStart`, `timeZone`, `comments`, …), Invalid (`dayEndsAt`,
/// `retentionMonths`, `confirm`), Unauthenticated, Forbidden, Unavailable.
#[server(prefix = "", endpoint = "/account", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn set_account(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// `en` or `fr`.
    #[server(default)]
    lang: Option<String>,
    /// `auto`, `light` or `dark`.
    #[server(default)]
    theme: Option<String>,
    /// `auto`, `monday`, `saturday` or `sunday`.
    #[server(default)]
    #[server(rename = "weekStart")]
    week_start: Option<String>,
    /// The hour at which the day ends, 0 to 6.
    #[server(default)]
    #[server(rename = "dayEndsAt")]
    day_ends_at: Number<u32>,
    /// The IANA name of a time zone; empty for the browser's.
    #[server(default)]
    #[server(rename = "timeZone")]
    time_zone: Option<String>,
    /// 1, 6, 12, 24, or 0 for ever.
    #[server(default)]
    #[server(rename = "retentionMonths")]
    retention_months: Number<u32>,
    /// `on` or `off`.
    #[server(default)]
    comments: Option<String>,
    /// `yes` confirms a shorter retention.
    #[server(default)]
    confirm: Option<String>,
) -> Result<SettingsSaved, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Account, user_id.as_deref())?;
    existing(&context)?;
    let visitor = &context.request.visitor;
    let chosen = Preferences {
        lang: parse("lang", "en or fr", lang, Lang::from_code)?,
        theme: parse("theme", "auto, light or dark", theme, Theme::parse)?,
        week_start: parse(
            "weekStart",
            "auto, monday, saturday or sunday",
            week_start,
            WeekStart::parse,
        )?,
        day_end: day_ends_at.0.map(day_end).transpose()?,
        time_zone: parse(
            "timeZone",
            "empty, or the IANA name of a time zone",
            time_zone,
            zone,
        )?,
        retention: retention_months
            .0
            .map(|months| retention(&context, months))
            .transpose()?,
        // By the addresses of pages.
        hides_presence: None,
        hides_help: None,
        signals: None,
        comments: parse("comments", "on or off", comments, is_on)?,
    };
    let redates = chosen
        .retention
        .filter(|retention| *retention != visitor.retention);
    if redates.is_some_and(|retention| retention.is_shorter_than(visitor.retention))
        && confirm.as_deref() != Some(YES)
    {
        let message = "confirm must be \"yes\": a shorter retention deletes older entries";
        return Err(Error::invalid("confirm", message));
    }
    let users = &context.services.stores.users;
    if redates.is_some() {
        // Recorded first: an interruption must leave no entry at the former setting.
        users.begin(&user, Work::Redate, context.now()).await?;
    }
    users.prefer(&user, &chosen).await?;
    if redates.is_some() {
        // Again: the job may have finished the first one with the former setting.
        users.begin(&user, Work::Redate, context.now()).await?;
        // After a failure or interruption, the job goes on.
        let _ = continue_work(&context.services, &user, REDATE_STEPS).await;
    }
    let before = Account::of(&context, user).settings;
    Ok(SettingsSaved {
        status: Status::Ok,
        settings: before.with(&chosen),
    })
}

impl AccountSettings {
    /// Those that apply to a visitor.
    pub(super) fn of(visitor: &Visitor) -> Self {
        let profile = visitor.profile.as_deref();
        Self {
            lang: visitor.locale.lang.code().to_owned(),
            theme: visitor.theme.as_str().to_owned(),
            week_start: visitor.week_start.as_str().to_owned(),
            day_ends_at: visitor.day_end.hour(),
            time_zone: visitor.chosen_zone.clone().unwrap_or_default(),
            retention_months: visitor.retention.months(),
            hides_presence: visitor.hides_presence,
            hides_help: visitor.hides_help,
            signals: names(&visitor.signals),
            comments: switch(profile.is_none_or(User::accepts_comments)).to_owned(),
        }
    }

    /// These settings after a choice.
    fn with(self, chosen: &Preferences) -> Self {
        Self {
            lang: chosen.lang.map_or(self.lang, |lang| lang.code().to_owned()),
            theme: chosen
                .theme
                .map_or(self.theme, |theme| theme.as_str().to_owned()),
            week_start: chosen
                .week_start
                .map_or(self.week_start, |start| start.as_str().to_owned()),
            day_ends_at: chosen.day_end.map_or(self.day_ends_at, DayEnd::hour),
            time_zone: chosen.time_zone.clone().unwrap_or(self.time_zone),
            retention_months: chosen
                .retention
                .map_or(self.retention_months, Retention::months),
            hides_presence: chosen.hides_presence.unwrap_or(self.hides_presence),
            hides_help: chosen.hides_help.unwrap_or(self.hides_help),
            signals: chosen.signals.as_deref().map_or(self.signals, names),
            comments: chosen
                .comments
                .map_or(self.comments, |on| switch(on).to_owned()),
        }
    }
}

/// The names of signals.
fn names(ids: &[SignalId]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

/// The name of a switch's state.
const fn switch(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

/// The state of a switch's name.
fn is_on(name: &str) -> Option<bool> {
    [true, false].into_iter().find(|on| switch(*on) == name)
}

/// Parses an optional choice.
fn parse<T>(
    field: &'static str,
    expected: &str,
    text: Option<String>,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, Error> {
    let Some(text) = text else { return Ok(None) };
    let value = parse(&text);
    value
        .map(Some)
        .ok_or_else(|| Error::malformed(field, format!("{field} must be {expected}")))
}

fn day_end(hour: u32) -> Result<DayEnd, Error> {
    DayEnd::from_hour(hour)
        .ok_or_else(|| Error::invalid("dayEndsAt", "dayEndsAt must be a number from 0 to 6"))
}

/// A zone by its IANA name; the browser's is empty.
fn zone(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some(String::new());
    }
    name.parse::<Tz>().ok().map(|zone| zone.name().to_owned())
}

/// One of the choices, or what this installation offers by default.
fn retention(context: &Context, months: u32) -> Result<Retention, Error> {
    let default = context.services.settings.retention;
    Retention::from_months(months)
        .filter(|chosen| Retention::CHOICES.contains(chosen) || *chosen == default)
        .ok_or_else(|| {
            let message = "retentionMonths must be 1, 6, 12, 24, or 0 for ever";
            Error::invalid("retentionMonths", message)
        })
}

/// The number of entries that `retention` would delete.
///
/// # Errors
/// Unavailable.
pub async fn count_lost(
    context: &Context,
    user: &UserId,
    retention: Retention,
) -> Result<usize, Error> {
    let now = context.now();
    let (mut start, end) = (Day::FIRST, retention.earliest(now).plus(-1));
    let mut lost = 0;
    while start <= end && !retention.is_forever() {
        let moods = &context.services.stores.moods;
        let page = moods.page(user, start, end, MAX_PAGE, now);
        let page = page.await?;
        lost += page.entries.len();
        match page.next {
            Some(last) => start = last.plus(1),
            None => break,
        }
    }
    Ok(lost)
}
