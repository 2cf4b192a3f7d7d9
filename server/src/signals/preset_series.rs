//! The signals of presets, and their places in the answers of their services.

use app::domain::{
    calendar::zones::Tz,
    signal::{DayRule, Signal, SignalId},
};

use super::{Series, pointer::Pointer};

/// A currency of CoinGecko.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coin {
    Bitcoin,
    Ethereum,
}

impl Coin {
    /// Its name at CoinGecko, and the signal's identifier.
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Bitcoin => "bitcoin",
            Self::Ethereum => "ethereum",
        }
    }

    pub(super) fn series(self) -> Option<Series> {
        let (name, symbol) = match self {
            Self::Bitcoin => ("Bitcoin", "BTC"),
            Self::Ethereum => ("Ethereum", "ETH"),
        };
        let series = series(Named {
            id: self.id(),
            names: [name, name],
            unit: "EUR",
            decimals: 2,
            day_rule: DayRule::Last,
            zone: Tz::UTC,
            value: &format!("/{}/eur", self.id()),
            time: &format!("/{}/last_updated_at", self.id()),
            divisor: 1.0,
        })?;
        Some(Series {
            signal: Signal {
                symbol: Some(symbol.to_owned()),
                is_price: true,
                ..series.signal
            },
            ..series
        })
    }
}

/// The signals of a place: the temperature now, and what Open-Meteo says about days.
pub(super) fn weather(zone: Tz) -> Vec<Option<Series>> {
    let hours = |id, names, value| Named {
        id,
        names,
        unit: "h",
        decimals: 1,
        day_rule: DayRule::Last,
        zone,
        value,
        time: "/daily/time/*",
        divisor: 3600.0,
    };
    let temperature = Named {
        id: "temperature",
        names: ["Temperature", "Température"],
        unit: "°C",
        day_rule: DayRule::Mean,
        value: "/current/temperature_2m",
        time: "/current/time",
        divisor: 1.0,
        ..hours("", ["", ""], "")
    };
    let sun = hours("sun", ["Sunshine", "Soleil"], "/daily/sunshine_duration/*");
    let names = ["Daylight", "Durée du jour"];
    let daylight = hours("daylight", names, "/daily/daylight_duration/*");
    [temperature, sun, daylight].map(series).into()
}

/// The bikes that all counters of Paris count in an hour.
pub(super) fn bikes() -> Option<Series> {
    series(Named {
        id: "bikes",
        names: ["Bikes in Paris", "Vélos à Paris"],
        unit: "",
        decimals: 0,
        day_rule: DayRule::Sum,
        zone: Tz::Europe__Paris,
        value: "/results/*/bikes",
        time: "/results/*/date",
        divisor: 1.0,
    })
}

/// A signal in words.
struct Named<'a> {
    id: &'a str,
    /// In English and French.
    names: [&'a str; 2],
    unit: &'a str,
    decimals: u8,
    day_rule: DayRule,
    zone: Tz,
    value: &'a str,
    time: &'a str,
    divisor: f64,
}

/// The series; none if an identifier or a pointer is invalid, which the tests exclude.
fn series(named: Named<'_>) -> Option<Series> {
    let [name, french] = named.names;
    Some(Series {
        signal: Signal {
            id: SignalId::parse(named.id)?,
            name: name.to_owned(),
            french_name: (french != name).then(|| french.to_owned()),
            symbol: None,
            unit: named.unit.to_owned(),
            is_price: false,
            day_rule: named.day_rule,
            zone: named.zone.name().to_owned(),
            // The source's.
            interval: 0,
            decimals: named.decimals,
        },
        zone: named.zone,
        value: Pointer::parse(named.value)?,
        time: Some(Pointer::parse(named.time)?),
        divisor: named.divisor,
    })
}
