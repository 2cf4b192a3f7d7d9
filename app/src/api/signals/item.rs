//! Signals on the wire.

use serde::{Deserialize, Serialize};

use crate::domain::{
    Day, Lang,
    signal::{DayValue, Sample, Signal},
};

/// A number with the name of its field: `price` for a price, `value` for any other signal.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reading {
    /// A price.
    Price(f64),
    /// Any other value.
    Value(f64),
}

impl Reading {
    const fn new(signal: &Signal, value: f64) -> Self {
        if signal.is_price {
            Self::Price(value)
        } else {
            Self::Value(value)
        }
    }
}

/// A signal with one of its values: the latest one in a list, each of them in a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The signal.
    pub id: String,
    /// The time of the value, in seconds since the epoch; none without a value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<i64>,
    /// The signal's name in the caller's language.
    pub name: String,
    /// The signal's mark, such as `BTC`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// The value; none before the first one.
    #[serde(flatten)]
    pub reading: Option<Reading>,
    /// The unit; empty for a plain number.
    pub unit: String,
}

impl Record {
    /// A signal with a value, or without one yet.
    #[must_use]
    pub fn new(signal: &Signal, lang: Lang, sample: Option<Sample>) -> Self {
        Self {
            id: signal.id.to_string(),
            timestamp: sample.map(|sample| sample.at),
            name: signal.name(lang).to_owned(),
            symbol: signal.symbol.clone(),
            reading: sample.map(|sample| Reading::new(signal, sample.value)),
            unit: signal.unit.clone(),
        }
    }
}

/// The signals with their latest values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Records {
    /// In the operator's order.
    pub items: Vec<Record>,
}

/// A part of a signal's series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Series {
    /// The signal.
    pub id: String,
    /// Its name in the caller's language.
    pub name: String,
    /// Its mark, such as `BTC`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// The unit; empty for a plain number.
    pub unit: String,
    /// The IANA name of the time zone by which its days end.
    pub time_zone: String,
    /// The rule by which the value of a day is made: `mean`, `min`, `max`, `last` or `sum`.
    pub day_rule: String,
    /// In order of time.
    pub items: Vec<Point>,
    /// `after` of the next page; none on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A point of a series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Point {
    /// A single value.
    Sample(SamplePoint),
    /// The value of a day.
    Day(DayPoint),
}

/// A value at an instant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SamplePoint {
    /// The time, in seconds since the epoch.
    pub timestamp: i64,
    /// The value.
    #[serde(flatten)]
    pub reading: Reading,
}

/// The value of a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DayPoint {
    /// The day.
    pub day: Day,
    /// The value.
    #[serde(flatten)]
    pub reading: Reading,
    /// The number of single values behind it.
    pub n: u32,
}

impl Point {
    pub(super) const fn of_sample(signal: &Signal, sample: Sample) -> Self {
        Self::Sample(SamplePoint {
            timestamp: sample.at,
            reading: Reading::new(signal, sample.value),
        })
    }

    pub(super) const fn of_day(signal: &Signal, value: DayValue) -> Self {
        Self::Day(DayPoint {
            day: value.day,
            reading: Reading::new(signal, value.value),
            n: value.samples,
        })
    }
}

/// A signal's series without its points.
pub(super) fn head(signal: &Signal, lang: Lang) -> Series {
    Series {
        id: signal.id.to_string(),
        name: signal.name(lang).to_owned(),
        symbol: signal.symbol.clone(),
        unit: signal.unit.clone(),
        time_zone: signal.zone.clone(),
        day_rule: signal.day_rule.as_str().to_owned(),
        items: Vec::new(),
        next: None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::signal::{DayRule, SignalId};

    fn signal(is_price: bool) -> Signal {
        Signal {
            id: SignalId::parse("bitcoin").unwrap(),
            name: "Bitcoin".into(),
            french_name: Some("Le bitcoin".into()),
            symbol: is_price.then(|| "BTC".into()),
            unit: "EUR".into(),
            is_price,
            day_rule: DayRule::Last,
            zone: "Etc/UTC".into(),
            interval: 300,
            decimals: 2,
        }
    }

    #[test]
    fn a_price_has_its_own_field() {
        let sample = Sample::new(7, 68_000.5);
        let record = Record::new(&signal(true), Lang::Fr, sample);
        let text = r#"{"id":"bitcoin","timestamp":7,"name":"Le bitcoin","symbol":"BTC","price":68000.5,"unit":"EUR"}"#;
        assert_eq!(serde_json::to_string(&record).unwrap(), text);
        assert_eq!(serde_json::from_str::<Record>(text).unwrap(), record);
        let record = Record::new(&signal(false), Lang::En, sample);
        let value = json!({
            "id": "bitcoin", "timestamp": 7, "name": "Bitcoin", "value": 68_000.5, "unit": "EUR"
        });
        assert_eq!(serde_json::to_value(&record).unwrap(), value);
    }

    #[test]
    fn a_signal_without_a_value_round_trips() {
        let record = Record::new(&signal(true), Lang::En, None);
        let json = serde_json::to_value(&record).unwrap();
        let fields = json!({"id": "bitcoin", "name": "Bitcoin", "symbol": "BTC", "unit": "EUR"});
        assert_eq!(json, fields);
        assert_eq!(serde_json::from_value::<Record>(json).unwrap(), record);
    }

    #[test]
    fn a_series_of_each_kind_round_trips() {
        let value = DayValue {
            day: Day::parse("2026-11-20").unwrap(),
            value: 2.5,
            samples: 3,
        };
        let sample = Sample { at: 7, value: -1.0 };
        let points = [
            (
                Point::of_sample(&signal(false), sample),
                json!({"timestamp": 7, "value": -1.0}),
            ),
            (
                Point::of_day(&signal(true), value),
                json!({"day": "2026-11-20", "price": 2.5, "n": 3}),
            ),
        ];
        for (point, json) in points {
            assert_eq!(serde_json::to_value(&point).unwrap(), json);
            assert_eq!(serde_json::from_value::<Point>(json).unwrap(), point);
        }
    }
}
