//! An app with signals, which a test fills.

use std::sync::Arc;

use app::{
    domain::{
        Day,
        signal::{DayRule, DayValue, Sample, Signal, SignalId},
    },
    ports::Services,
};

use crate::test_app::{TestApp, memory, seconds};

/// A price, in days of UTC.
#[must_use]
pub fn bitcoin() -> Signal {
    Signal {
        id: id("bitcoin"),
        name: "Bitcoin".into(),
        french_name: None,
        symbol: Some("BTC".into()),
        unit: "EUR".into(),
        is_price: true,
        day_rule: DayRule::Last,
        zone: "Etc/UTC".into(),
        interval: 300,
        decimals: 0,
    }
}

/// A value in two languages, in days of Paris.
#[must_use]
pub fn temperature() -> Signal {
    Signal {
        id: id("temperature"),
        name: "Temperature".into(),
        french_name: Some("Température".into()),
        symbol: None,
        unit: "°C".into(),
        is_price: false,
        day_rule: DayRule::Mean,
        zone: "Europe/Paris".into(),
        interval: 900,
        decimals: 1,
    }
}

/// A plain number.
#[must_use]
pub fn bikes() -> Signal {
    Signal {
        id: id("bikes"),
        name: "Bikes".into(),
        french_name: Some("Vélos".into()),
        symbol: None,
        unit: String::new(),
        is_price: false,
        day_rule: DayRule::Sum,
        zone: "Europe/Paris".into(),
        interval: 3600,
        decimals: 0,
    }
}

fn id(text: &str) -> SignalId {
    SignalId::parse(text).unwrap()
}

impl TestApp {
    /// An app with these signals, none of which has a value.
    pub async fn with_signals(signals: &[Signal]) -> Self {
        Self::with(memory().await, |state| {
            let mut services = Services::clone(&state.services);
            services.settings.signals = signals.into();
            state.services = Arc::new(services);
        })
    }

    /// Stores a value of a signal.
    pub async fn sample(&self, signal: &Signal, rfc3339: &str, value: f64) {
        let sample = Sample::new(seconds(rfc3339), value).unwrap();
        let stored = self.stores().signals.put(&signal.id, &[sample]).await;
        stored.unwrap();
    }

    /// Stores a signal's value of a day.
    pub async fn day_value(&self, signal: &Signal, day: &str, value: f64, samples: u32) {
        let value = DayValue {
            day: Day::parse(day).unwrap(),
            value,
            samples,
        };
        let stored = self.stores().signals.put_day(&signal.id, &value).await;
        stored.unwrap();
    }
}
