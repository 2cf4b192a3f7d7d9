//! The operator's own sources, in JSON.
//!
//! ```json
//! {
//!   "plainHosts": ["station.lan"],
//!   "sources": [{
//!     "name": "station",
//!     "url": "http://station.lan/now",
//!     "interval": 300,
//!     "timeout": 5,
//!     "maxBytes": 65536,
//!     "headers": {"authorization": "$STATION_KEY"},
//!     "signals": [{
//!       "id": "dust", "name": "Fine dust", "frenchName": "Particules fines", "symbol": "PM",
//!       "unit": "µg/m³", "isPrice": false, "day": "mean", "zone": "Europe/Paris", "decimals": 1,
//!       "value": "/now/dust", "time": "/now/at", "divisor": 1
//!     }]
//!   }]
//! }
//! ```
//!
//! `interval` (300 to 86,400) and `timeout` (at most 6) are in seconds; `maxBytes` is the largest answer, at most and
//! by default a megabyte. A header with a `$` is the value of that environment variable. `value` and `time` are
//! places in the answer (`pointer.rs`). Without `time`, a value is of the interval of the request. `timeout`,
//! `maxBytes`, `headers`, `frenchName`, `symbol`, `unit`, `isPrice`, `decimals`, `time` and `divisor` may be left
//! out.

use std::time::Duration;

use app::domain::{
    calendar::zones::Tz,
    signal::{DayRule, Signal, SignalId},
};
use axum::http::{HeaderName, HeaderValue, Uri};
use serde_json::Value;

use super::{
    PlainHosts, Series, Source, Sources,
    fields::{Fields, Misfit},
    pointer::Pointer,
};

#[cfg(test)]
mod tests;

const MAX_NAME: usize = 40;
const MAX_UNIT: usize = 12;
/// Longer than any real address with its key.
const MAX_URL: usize = 2048;
/// A timeout that leaves time to store the answer before a run ends (8 seconds).
const MAX_TIMEOUT: f64 = 6.0;

/// Reads sources. `variable` returns the value of an environment variable.
///
/// # Errors
/// The field that is missing or invalid.
pub(super) fn read(
    json: &str,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Sources, Misfit> {
    let document: Value = serde_json::from_str(json)
        .map_err(|_| Misfit::new("the text", "JSON, without NaN and trailing commas"))?;
    let fields = Fields::of(&document, String::new())
        .map_err(|_| Misfit::new("the text", "a JSON object with the field `sources`"))?;
    let mut plain_hosts = PlainHosts::default();
    let expected = "names or addresses of hosts such as station.lan or 127.0.0.1:8080";
    fields.optional("plainHosts", expected, |value| {
        let hosts = value.as_array()?.iter();
        hosts
            .map(|host| plain_hosts.add(host.as_str()?).then_some(()))
            .collect::<Option<()>>()
    })?;
    let sources = fields.objects("sources")?.into_iter();
    let list = sources.map(|fields| source(fields, &plain_hosts, variable));
    let list = list.collect::<Result<Vec<_>, _>>()?;
    fields.finish()?;
    Ok(Sources { list, plain_hosts })
}

fn source(
    fields: Fields<'_>,
    plain_hosts: &PlainHosts,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Source, Misfit> {
    let expected = "1 to 32 lowercase letters, digits and hyphens";
    let name = fields.required("name", expected, |value| {
        let name = value.as_str()?;
        let is_in_name =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let is_name = (1..=32).contains(&name.len()) && name.bytes().all(is_in_name);
        is_name.then(|| name.to_owned())
    })?;
    let expected = "a public address that begins with https://, or one of a host in plainHosts";
    let url = fields.required("url", expected, |value| {
        let text = value.as_str().filter(|text| text.len() <= MAX_URL)?;
        let address: Uri = text.parse().ok().filter(|_| !text.contains('#'))?;
        plain_hosts.allows(&address).then(|| text.to_owned())
    })?;
    let expected = "a number of seconds from 300 to 86400";
    let interval = fields.required("interval", expected, |value| {
        let seconds = u32::try_from(value.as_u64()?).ok()?;
        Source::INTERVALS.contains(&seconds).then_some(seconds)
    })?;
    let expected = "a number of seconds, at most 6";
    let timeout = fields.optional("timeout", expected, |value| {
        let seconds = value.as_f64()?;
        (0.1..=MAX_TIMEOUT)
            .contains(&seconds)
            .then(|| Duration::from_secs_f64(seconds))
    })?;
    let expected = "a number of bytes, at most 1048576";
    let max_bytes = fields.optional("maxBytes", expected, |value| {
        let bytes = usize::try_from(value.as_u64()?).ok()?;
        (1..=Source::MAX_BYTES).contains(&bytes).then_some(bytes)
    })?;
    let headers = headers(&fields, variable)?;
    let series = fields.objects("signals")?.into_iter().map(signal);
    let mut series = series.collect::<Result<Vec<_>, _>>()?;
    if series.is_empty() || series.len() > Source::MAX_SIGNALS {
        return Err(fields.misfit("signals", "an array of 1 to 32 signals"));
    }
    for series in &mut series {
        series.signal.interval = interval;
    }
    fields.finish()?;
    Ok(Source {
        name,
        url,
        interval,
        timeout: timeout.unwrap_or(Source::TIMEOUT),
        max_bytes: max_bytes.unwrap_or(Source::MAX_BYTES),
        headers,
        series,
    })
}

fn headers(
    fields: &Fields<'_>,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Vec<(String, String)>, Misfit> {
    let expected = "an object of headers, each a text or `$` and the name of an environment variable that is set";
    let headers = fields.optional("headers", expected, |value| {
        let headers = value.as_object()?.iter();
        headers
            .map(|(name, value)| {
                let text = value.as_str()?;
                let value = match text.strip_prefix('$') {
                    Some(name) => variable(name)?.trim().to_owned(),
                    None => text.to_owned(),
                };
                let is_header = HeaderName::try_from(name.as_str()).is_ok()
                    && HeaderValue::from_str(&value).is_ok();
                is_header.then(|| (name.to_ascii_lowercase(), value))
            })
            .collect()
    })?;
    Ok(headers.unwrap_or_default())
}

fn signal(fields: Fields<'_>) -> Result<Series, Misfit> {
    let expected = "1 to 32 lowercase letters, digits and hyphens, from a letter on, but not mood, \
                    note, tags, moments or comments";
    let id = fields.required("id", expected, |value| SignalId::parse(value.as_str()?))?;
    let expected = "a line of 1 to 40 characters";
    let name = fields.line("name", expected, MAX_NAME)?;
    let name = name.ok_or_else(|| fields.misfit("name", expected))?;
    let french_name = fields.line("frenchName", expected, MAX_NAME)?;
    let expected = "a line of at most 12 characters";
    let symbol = fields.line("symbol", expected, MAX_UNIT)?;
    let is_plain = |value: &Value| value.as_str() == Some("");
    let unit = match fields.optional("unit", expected, |value| Some(is_plain(value)))? {
        Some(true) => None,
        _ => fields.line("unit", expected, MAX_UNIT)?,
    };
    let is_price = fields.optional("isPrice", "true or false", Value::as_bool)?;
    let expected = "one of mean, min, max, last and sum";
    let day_rule = fields.required("day", expected, |value| DayRule::parse(value.as_str()?))?;
    let expected = "a time zone such as Europe/Paris";
    let zone: Tz = fields.required("zone", expected, |value| value.as_str()?.parse().ok())?;
    let expected = "a number from 0 to 6";
    let decimals = fields.optional("decimals", expected, |value| {
        let decimals = u8::try_from(value.as_u64()?).ok()?;
        (decimals <= Signal::MAX_DECIMALS).then_some(decimals)
    })?;
    let expected = "a JSON pointer such as /current/temperature, or /days/*/value for a series";
    let pointer = |value: &Value| Pointer::parse(value.as_str()?);
    let value = fields.required("value", expected, pointer)?;
    let expected = "a JSON pointer, with `*` where `value` has one and nowhere else";
    let time = fields.optional("time", expected, pointer)?;
    // The values of a series have times of their own.
    if time.as_ref().map_or(value.is_series(), |time| {
        time.is_series() != value.is_series()
    }) {
        return Err(fields.misfit("time", expected));
    }
    let divisor = fields.optional("divisor", "a number other than 0", |value| {
        value.as_f64().filter(|number| *number != 0.0)
    })?;
    fields.finish()?;
    Ok(Series {
        signal: Signal {
            id,
            name,
            french_name,
            symbol,
            unit: unit.unwrap_or_default(),
            is_price: is_price.unwrap_or(false),
            day_rule,
            zone: zone.name().to_owned(),
            // The source's.
            interval: 0,
            decimals: decimals.unwrap_or(2),
        },
        zone,
        value,
        time,
        divisor: divisor.unwrap_or(1.0),
    })
}
