//! Signals: time series from outside (weather, prices, a city's counters) beside the mood.

mod day_value;
mod id;

pub use self::{
    day_value::{DayRule, DayValue, changes, whole},
    id::SignalId,
};

use crate::Lang;
#[cfg(feature = "time-zones")]
use crate::{
    Day,
    calendar::zones::{self, Tz},
};

/// A signal, as the operator configured it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signal {
    /// The identifier.
    pub id: SignalId,
    /// The name in English, such as `Temperature`.
    pub name: String,
    /// The name in French, if it has another one.
    pub french_name: Option<String>,
    /// A short mark, such as `BTC`.
    pub symbol: Option<String>,
    /// The unit, such as `°C` or `EUR`; empty for a plain number.
    pub unit: String,
    /// True for a price: its records have the field `price` in place of `value`.
    pub is_price: bool,
    /// The value of a day, made from the values of its hours.
    pub day_rule: DayRule,
    /// The IANA name of the time zone by which its days end, such as `Europe/Paris`.
    pub zone: String,
    /// The seconds between two values.
    pub interval: u32,
    /// The digits after the decimal point that people read, at most [`Self::MAX_DECIMALS`].
    pub decimals: u8,
}

impl Signal {
    /// The most digits after the decimal point.
    pub const MAX_DECIMALS: u8 = 6;

    /// The name in a language.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        match (lang, &self.french_name) {
            (Lang::Fr, Some(french)) => french,
            _ => &self.name,
        }
    }

    /// The day in its zone at `now` (seconds since the epoch). Its value may still change.
    #[cfg(feature = "time-zones")]
    #[must_use]
    pub fn today(&self, now: i64) -> Day {
        // The configuration has checked the zone.
        let zone: Tz = self.zone.parse().unwrap_or(Tz::UTC);
        zones::clock(zone, now).0
    }
}

/// A value at an instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// The time of the value, in seconds since the epoch.
    pub at: i64,
    /// The value, within [`Self::MAX`].
    pub value: f64,
}

impl Sample {
    /// The greatest magnitude: far above any price, and within DynamoDB's numbers.
    pub const MAX: f64 = 1e15;
    /// Smaller magnitudes count as zero: far below any price, and within DynamoDB's numbers.
    pub const MIN: f64 = 1e-12;
    /// The time for which a sample is kept, in seconds: 13 months. Values of days stay.
    pub const LIFETIME: i64 = 396 * 86_400;

    /// A sample, unless the value is not finite or too large.
    #[must_use]
    pub fn new(at: i64, value: f64) -> Option<Self> {
        let value = if value.abs() < Self::MIN { 0.0 } else { value };
        (value.abs() <= Self::MAX).then_some(Self { at, value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "time-zones")]
    #[test]
    fn its_day_is_that_of_its_zone() {
        // 23:30 UTC.
        let now = 1_795_822_200;
        for (zone, day) in [
            ("Europe/Paris", "2026-11-28"),
            ("America/New_York", "2026-11-27"),
            ("Etc/UTC", "2026-11-27"),
        ] {
            let signal = Signal {
                id: SignalId::parse("bikes").unwrap(),
                name: "Bikes".into(),
                french_name: None,
                symbol: None,
                unit: String::new(),
                is_price: false,
                day_rule: DayRule::Sum,
                zone: zone.into(),
                interval: 3600,
                decimals: 0,
            };
            assert_eq!(signal.today(now).to_string(), day, "{zone}");
        }
    }

    #[test]
    fn a_sample_is_a_number_that_the_store_holds() {
        for value in [0.0, -0.0, 1e-300, -1e-13] {
            assert_eq!(Sample::new(7, value).unwrap().value.to_bits(), 0, "{value}");
        }
        for value in [1e15, -1e15, 0.1, 68_000.5] {
            assert_eq!(Sample::new(7, value), Some(Sample { at: 7, value }));
        }
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1.1e15, -1e300] {
            assert_eq!(Sample::new(7, value), None, "{value}");
        }
    }
}
