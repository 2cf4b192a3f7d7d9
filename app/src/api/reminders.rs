//! Daily reminders: set, list, remove.
#![expect(
    clippy::too_many_arguments,
    reason = "the arguments of a server function are the fields of a request"
)]

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{GetUrl, Post};

use super::{
    codec::{DeleteQuery, JsonOrForm, JsonText, delete_query},
    moods::Status,
    number::Number,
};
use crate::error::Error;
#[cfg(feature = "ssr")]
use {
    super::{Context, Right, caller},
    crate::{
        domain::{
            DayEnd, Hour, Lang, Reminder,
            calendar::zones::{self, Tz},
        },
        error::ErrorKind,
    },
};

/// A device's reminder, without its subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReminderItem {
    /// The first 32 hexadecimal digits of the SHA-256 of the subscription's address, so that a
    /// device can find its own reminder.
    pub id: String,
    /// The local hour, 0 to 23.
    pub hour: u32,
    /// The IANA name of the reminder's time zone.
    pub time_zone: String,
    /// True if it also says, on the first day of a week, that the report of the week before is ready.
    pub week_report: bool,
    /// The next due time; seconds since the epoch.
    pub next_at: i64,
}

/// The response to setting a reminder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReminderSet {
    /// Always `ok`; a failure is an error.
    pub status: Status,
    /// The reminder as saved.
    pub reminder: ReminderItem,
}

/// The response to a removal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReminderRemoved {
    /// Always `ok`; a failure is an error.
    pub status: Status,
}

/// A person's reminders, and the key for new subscriptions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reminders {
    /// The journal's identifier.
    pub user_id: String,
    /// The server's public key, for `applicationServerKey` of `PushManager.subscribe`.
    pub key: String,
    /// One per device.
    pub reminders: Vec<ReminderItem>,
}

#[cfg(feature = "ssr")]
impl From<Reminder> for ReminderItem {
    fn from(reminder: Reminder) -> Self {
        Self {
            id: reminder.id,
            hour: reminder.hour.get(),
            time_zone: reminder.time_zone,
            week_report: reminder.report_on.is_some(),
            next_at: reminder.due_at,
        }
    }
}

/// Sets or updates the reminder of a device. The subscription comes from the browser's
/// `PushSubscription`.
///
/// # Errors
/// Malformed or Invalid (`endpoint`, `p256dh`, `auth`, `hour`, `timeZone`, `dayEndsAt`, `lang`,
/// `weekReport`), Invalid for too many reminders, Forbidden (`userId`), Unavailable.
#[server(prefix = "", endpoint = "/reminder", input = Post<JsonOrForm>, output = Post<JsonText>)]
pub async fn set_reminder(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// The subscription's address at a push service.
    #[server(default)]
    endpoint: String,
    /// The subscription's public key, base64url.
    #[server(default)]
    p256dh: String,
    /// The subscription's secret, base64url.
    #[server(default)]
    auth: String,
    /// The local hour, 0 to 23.
    #[server(default)]
    hour: Number<u32>,
    /// The IANA name of the reminder's time zone.
    #[server(default)]
    #[server(rename = "timeZone")]
    time_zone: String,
    /// The hour at which the person's day ends, 0 to 6; by default that of the request.
    #[server(default)]
    #[server(rename = "dayEndsAt")]
    day_ends_at: Number<u32>,
    /// `en` or `fr`; by default the language of the request.
    #[server(default)]
    lang: Option<String>,
    /// True to also say, on the first day of a week, that the report of the week before is ready; the
    /// request's weeks count.
    #[server(default)]
    #[server(rename = "weekReport")]
    week_report: bool,
) -> Result<ReminderSet, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Write, user_id.as_deref())?;
    let (id, subscription) = context
        .services
        .push
        .subscription(&endpoint, &p256dh, &auth)?;
    let hour = hour
        .0
        .ok_or_else(|| Error::malformed("hour", "hour must be a number from 0 to 23"))?;
    let hour = Hour::new(hour)
        .ok_or_else(|| Error::invalid("hour", "hour must be a number from 0 to 23"))?;
    let day_ends_at = day_ends_at
        .0
        .map_or(Some(context.request.visitor.day_end), DayEnd::from_hour)
        .ok_or_else(|| Error::invalid("dayEndsAt", "dayEndsAt must be a number from 0 to 6"))?;
    let lang = match lang {
        None => context.request.visitor.locale.lang,
        Some(code) => Lang::from_code(&code)
            .ok_or_else(|| Error::malformed("lang", "lang must be en or fr"))?,
    };
    let now = context.now();
    let zone = time_zone.parse::<Tz>().map_err(|_| {
        let message = "timeZone must be the IANA name of a time zone, such as Europe/Paris";
        Error::malformed("timeZone", message)
    })?;
    let reminder = Reminder {
        id,
        subscription,
        hour,
        time_zone,
        day_ends_at,
        lang,
        report_on: week_report.then(|| context.request.visitor.locale.first_weekday()),
        due_at: zones::next(zone, hour, now),
        expires_at: now + Reminder::LIFETIME,
    };
    if !context
        .services
        .stores
        .reminders
        .put(&user, &reminder, now)
        .await?
    {
        let message = "At most 10 devices can have a reminder: remove one first.";
        return Err(Error::new(ErrorKind::Invalid, message));
    }
    Ok(ReminderSet {
        status: Status::Ok,
        reminder: reminder.into(),
    })
}

/// Returns the caller's reminders, and the server's public key.
///
/// # Errors
/// Unauthenticated or Forbidden (`userId`), Unavailable.
#[server(prefix = "", endpoint = "/reminder", input = GetUrl, output = Post<JsonText>)]
pub async fn list_reminders(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
) -> Result<Reminders, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Read, user_id.as_deref())?;
    let services = &context.services;
    let reminders = services.stores.reminders.list(&user, context.now()).await?;
    Ok(Reminders {
        user_id: user.0,
        key: services.push.key().to_owned(),
        reminders: reminders.into_iter().map(Into::into).collect(),
    })
}

/// Removes the reminder of a device.
///
/// # Errors
/// Unauthenticated or Forbidden (`userId`), NotFound if there is no such reminder, Unavailable.
#[server(prefix = "", endpoint = "/reminder", input = DeleteQuery, output = Post<JsonText>)]
pub async fn remove_reminder(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// The reminder's identifier.
    #[server(default)]
    id: String,
) -> Result<ReminderRemoved, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Write, user_id.as_deref())?;
    // An invalid identifier matches no reminder, and the store rejects an empty key.
    let is_id = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    let removed = is_id
        && context
            .services
            .stores
            .reminders
            .remove(&user, &id, context.now())
            .await?;
    if !removed {
        let message = "No reminder has this identifier.";
        return Err(Error::new(ErrorKind::NotFound, message).at("id"));
    }
    Ok(ReminderRemoved { status: Status::Ok })
}

delete_query!(RemoveReminder);
