//! The values of a signal in an answer.

use std::collections::BTreeMap;

use app::domain::{
    Day,
    calendar::zones::{self, Tz},
    signal::Sample,
};
use chrono::{DateTime, NaiveDateTime, TimeZone, offset::LocalResult};
use serde_json::Value;

use super::{Series, SourceError};

/// The age, in seconds, from which a value is not stored any more.
const MAX_AGE: i64 = 7 * 86_400;
/// The seconds by which a source's clock may be ahead.
const MAX_AHEAD: i64 = 15 * 60;
/// The same for a date: a day has begun in the source's zone that has not in ours.
const MAX_DATE_AHEAD: i64 = 86_400;
/// The maximum number of values in an answer.
const MAX_VALUES: usize = 400;

/// The values, in order of time. A refused one is left out, and the first reason comes back beside the others.
/// `slot` is the time of a value without one (seconds since the epoch). Of values with the same time, the last
/// counts.
pub(crate) fn read(
    series: &Series,
    document: &Value,
    slot: i64,
    now: i64,
) -> (Vec<Sample>, Option<SourceError>) {
    let pairs = match pairs(series, document) {
        Ok(pairs) => pairs,
        Err(error) => return (Vec::new(), Some(error)),
    };
    let (mut samples, mut refused) = (BTreeMap::new(), None);
    let mut rest = pairs.as_slice();
    while let Some(((value, time), later)) = rest.split_first() {
        rest = later;
        // A series in the night of the change of clocks has a local time twice.
        let comes_again = time.is_some() && later.iter().any(|(_, again)| again == time);
        match sample(series, value, *time, comes_again, slot, now) {
            Ok(Sample { at, value }) => {
                samples.insert(at, value);
            }
            Err(error) => refused = refused.or(Some(error)),
        }
    }
    let samples = samples.into_iter();
    (
        samples.map(|(at, value)| Sample { at, value }).collect(),
        refused,
    )
}

/// Each value with its time, if times are configured. An item of a series may have no value yet; it is left
/// out.
fn pairs<'a>(
    series: &Series,
    document: &'a Value,
) -> Result<Vec<(&'a Value, Option<&'a Value>)>, SourceError> {
    let values = series.value.values(document).ok_or(SourceError::Missing)?;
    if values.len() > MAX_VALUES {
        return Err(SourceError::TooMany);
    }
    let times: Vec<Option<&Value>> = match &series.time {
        None => vec![None; values.len()],
        Some(time) => {
            let times = time.values(document).ok_or(SourceError::InvalidTime)?;
            times.into_iter().map(Some).collect()
        }
    };
    if times.len() != values.len() {
        return Err(SourceError::Unequal);
    }
    let is_series = series.value.is_series();
    let pairs = values.into_iter().zip(times);
    let pairs: Vec<_> = pairs
        .filter(|(value, _)| !(is_series && value.is_null()))
        .collect();
    if pairs.is_empty() {
        return Err(SourceError::Missing);
    }
    Ok(pairs)
}

fn sample(
    series: &Series,
    value: &Value,
    time: Option<&Value>,
    comes_again: bool,
    slot: i64,
    now: i64,
) -> Result<Sample, SourceError> {
    let value = value.as_f64().ok_or(SourceError::NotANumber)?;
    let at = match time {
        None => slot,
        Some(time) => {
            let (at, ahead) =
                instant(time, series.zone, comes_again, now).ok_or(SourceError::InvalidTime)?;
            if at < now.saturating_sub(MAX_AGE) {
                return Err(SourceError::Old);
            }
            if at > now.saturating_add(ahead) {
                return Err(SourceError::Future);
            }
            at
        }
    };
    Sample::new(at, value / series.divisor).ok_or(SourceError::OutOfRange)
}

/// The instant of a time, and the seconds by which it may be ahead. A time is a number of seconds since the
/// epoch, a text with an offset, one of the local time, or a date.
fn instant(time: &Value, zone: Tz, comes_again: bool, now: i64) -> Option<(i64, i64)> {
    if let Some(seconds) = time.as_i64() {
        return Some((seconds, MAX_AHEAD));
    }
    let text = time.as_str()?;
    if let Ok(day) = Day::parse(text) {
        return Some((zones::start(zone, day), MAX_DATE_AHEAD));
    }
    if let Ok(there) = DateTime::parse_from_rfc3339(text) {
        return Some((there.timestamp(), MAX_AHEAD));
    }
    let local = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];
    let local = local
        .into_iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())?;
    let at = match zone.from_local_datetime(&local) {
        LocalResult::Single(there) => there.timestamp(),
        // The clock shows it twice: the later one, unless that is still to come, or is in the answer, too.
        LocalResult::Ambiguous(earlier, later) => {
            let is_earlier = comes_again || later.timestamp() > now.saturating_add(MAX_AHEAD);
            let there = if is_earlier { earlier } else { later };
            there.timestamp()
        }
        LocalResult::None => return None,
    };
    Some((at, MAX_AHEAD))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::signals::{Sources, presets::Presets};

    const NOW: i64 = 1_795_000_000;

    fn series(value: &str, time: Option<&str>) -> Series {
        let text = json!({"sources": [{
            "name": "station",
            "url": "https://station.example/",
            "interval": 300,
            "signals": [{
                "id": "dust", "name": "Dust", "unit": "", "day": "mean", "zone": "Europe/Paris",
                "decimals": 1, "value": value, "time": time,
            }],
        }]});
        let mut sources = Sources::of_presets(&Presets::default());
        sources.add(&text.to_string(), &|_| None).unwrap();
        sources.list.remove(0).series.remove(0)
    }

    fn of(value: &str, time: Option<&str>, document: &Value) -> (Vec<(i64, f64)>, String) {
        let slot = NOW - NOW % 300;
        let (samples, refused) = read(&series(value, time), document, slot, NOW);
        let samples = samples.iter().map(|sample| (sample.at, sample.value));
        let refused = refused.map_or_else(String::new, |error| error.to_string());
        (samples.collect(), refused)
    }

    #[test]
    fn a_value_without_a_time_is_of_the_time_of_the_request() {
        let slot = NOW - NOW % 300;
        let read = of("/v", None, &json!({"v": 7.5}));
        assert_eq!(read, (vec![(slot, 7.5)], String::new()));
    }

    #[test]
    fn a_bad_value_is_refused_by_its_reason() {
        for (document, reason) in [
            (json!({}), "missing value"),
            (json!([1]), "missing value"),
            (json!({"v": "7.5"}), "not a number"),
            (json!({"v": null}), "not a number"),
            (json!({"v": true}), "not a number"),
            (json!({"v": {"v": 1}}), "not a number"),
            (json!({"v": 1e16}), "out of range"),
            (json!({"v": -1e300}), "out of range"),
        ] {
            let read = of("/v", None, &document);
            assert_eq!(read, (vec![], reason.to_owned()), "{document}");
        }
    }

    #[test]
    fn a_time_is_seconds_a_text_or_a_date() {
        let paris = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().timestamp();
        for (time, at) in [
            (json!(NOW), NOW),
            (json!(NOW + 900), NOW + 900),
            (json!(NOW - 7 * 86_400), NOW - 7 * 86_400),
            (json!("2026-11-18T11:06:40Z"), NOW),
            (json!("2026-11-18T12:06:40+01:00"), NOW),
            (json!("2026-11-18T12:05"), NOW - 100),
            (json!("2026-11-18T12:05:30"), NOW - 70),
            (json!("2026-11-18"), paris("2026-11-18T00:00:00+01:00")),
            (json!("2026-11-19"), paris("2026-11-19T00:00:00+01:00")),
        ] {
            let read = of("/v", Some("/t"), &json!({"v": 1, "t": time}));
            assert_eq!(read, (vec![(at, 1.0)], String::new()), "{time}");
        }
        for (time, reason) in [
            (json!(NOW + 901), "value of the future"),
            (json!(NOW * 1000), "value of the future"),
            (json!("2026-11-20"), "value of the future"),
            (json!(NOW - 7 * 86_400 - 1), "old value"),
            (json!("2026-11-10"), "old value"),
            (json!(0), "old value"),
            (json!(i64::MIN), "old value"),
            (json!(1.5), "invalid time"),
            (json!("1795000000"), "invalid time"),
            (json!("yesterday"), "invalid time"),
            (json!("2026-11-31"), "invalid time"),
            (json!(null), "invalid time"),
        ] {
            let read = of("/v", Some("/t"), &json!({"v": 1, "t": time}));
            assert_eq!(read, (vec![], reason.to_owned()), "{time}");
        }
        assert_eq!(of("/v", Some("/t"), &json!({"v": 1})).1, "invalid time");
    }

    #[test]
    fn a_local_time_that_comes_twice_is_the_latest_past_one() {
        let series = series("/v", Some("/t"));
        let document = json!({"v": 1, "t": "2026-10-25T02:30"});
        let first = DateTime::parse_from_rfc3339("2026-10-25T02:30:00+02:00");
        let first = first.unwrap().timestamp();
        for (now, at) in [(first, first), (first + 3600, first + 3600)] {
            let (samples, _) = read(&series, &document, now, now);
            assert_eq!(samples[0].at, at);
        }
        let night = json!({"r": [
            {"v": 1, "t": "2026-10-25T02:30"}, {"v": 2, "t": "2026-10-25T02:30"},
        ]});
        let both = self::series("/r/*/v", Some("/r/*/t"));
        let (samples, _) = read(&both, &night, first, first + 86_400);
        let samples: Vec<_> = samples.iter().map(|of| (of.at, of.value)).collect();
        assert_eq!(samples, [(first, 1.0), (first + 3600, 2.0)]);
        let gap = json!({"v": 1, "t": "2026-03-29T02:30"});
        let now = 1_774_751_400;
        let (_, refused) = read(&series, &gap, now, now);
        assert_eq!(refused, Some(SourceError::InvalidTime));
    }

    #[test]
    fn a_refused_value_of_a_series_leaves_the_others() {
        let document = json!({"r": [
            {"v": 3, "t": NOW},
            {"v": "4", "t": NOW - 60},
            {"v": 5, "t": NOW - 120},
            {"t": NOW - 180},
            {"v": null, "t": "never"},
            {"v": 6, "t": NOW - 120},
            {"v": 7, "t": NOW + 3600},
        ]});
        let read = of("/r/*/v", Some("/r/*/t"), &document);
        let samples = vec![(NOW - 120, 6.0), (NOW, 3.0)];
        assert_eq!(read, (samples, "not a number".to_owned()));
        let unequal = json!({"v": [1, 2], "t": [NOW]});
        let reason = of("/v/*", Some("/t/*"), &unequal).1;
        assert_eq!(reason, "times and values differ in number");
        assert_eq!(
            of("/v/*", Some("/t/*"), &json!({"v": [], "t": []})).1,
            "missing value"
        );
        let many = json!({"v": vec![1; 401], "t": vec![NOW; 401]});
        assert_eq!(of("/v/*", Some("/t/*"), &many).1, "too many values");
    }
}
