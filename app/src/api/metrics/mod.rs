//! Metrics: the figures of a day, of the journal and of the signals beside it.

mod facts;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Number;
use server_fn::codec::{GetUrl, Post};

pub(crate) use self::facts::{DayFacts, facts, moments};
use self::facts::{Wanted, some_facts};
use super::{Context, Right, caller, codec::JsonText};
use crate::{
    domain::{
        Day, Lang, Violation,
        signal::{DayValue, Signal, SignalId},
    },
    error::{Error, ErrorKind},
    ports::Settings,
};

/// The unit of a note's length.
const CHARACTERS: &str = "characters";

/// The figures of a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    /// The day.
    pub date: Day,
    /// The journal's own metrics, then the signals in the operator's order; without those that have no
    /// value.
    pub metrics: Vec<Metric>,
}

/// A figure of a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    /// `mood` (score 1 to 5), `note` (its length), `tags`, `moments` or `comments` (their number), or a
    /// signal's identifier.
    #[serde(rename = "type")]
    pub kind: String,
    /// The value.
    pub value: Number,
    /// The unit; none for a plain number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The number of single values behind that of a signal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n: Option<u32>,
    /// A signal's name in the caller's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// Returns all metrics of a day that have a value.
///
/// # Errors
/// Malformed (`date`), Invalid (`date`), Unauthenticated or Forbidden (`userId`), Unavailable.
#[server(prefix = "", endpoint = "/metrics/{date}", input = GetUrl, output = Post<JsonText>)]
pub async fn read_metrics(
    /// The day, `YYYY-MM-DD`.
    #[server(default)]
    date: String,
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
) -> Result<Metrics, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Read, user_id.as_deref())?;
    let date = begun(&date, context.now())?;
    let signals: Vec<_> = context.services.settings.signals.iter().collect();
    let facts = facts(&context.services, &user, date, &signals).await?;
    let metrics = metrics(&facts, context.request.visitor.locale.lang);
    Ok(Metrics { date, metrics })
}

/// Returns one metric of a day, or none if it has no value.
///
/// # Errors
/// NotFound (`type`), Malformed (`date`), Invalid (`date`), Unauthenticated or Forbidden (`userId`),
/// Unavailable.
#[server(prefix = "", endpoint = "/metrics/{type}/{date}", input = GetUrl, output = Post<JsonText>)]
pub async fn read_metric(
    /// The metric's type.
    #[server(default)]
    #[server(rename = "type")]
    kind: String,
    /// The day, `YYYY-MM-DD`.
    #[server(default)]
    date: String,
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
) -> Result<Metrics, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Read, user_id.as_deref())?;
    let settings = &context.services.settings;
    let signal = settings.signal(&kind);
    if signal.is_none() && !SignalId::RESERVED.contains(&kind.as_str()) {
        return Err(unknown_type(settings));
    }
    let date = begun(&date, context.now())?;
    let signals: Vec<_> = signal.into_iter().collect();
    let wanted = Wanted::of(&kind);
    let facts = some_facts(&context.services, &user, date, &signals, wanted).await?;
    let mut metrics = metrics(&facts, context.request.visitor.locale.lang);
    metrics.retain(|metric| metric.kind == kind);
    Ok(Metrics { date, metrics })
}

/// Parses a day that has begun somewhere on Earth.
///
/// # Errors
/// Malformed or Invalid (`date`).
pub(super) fn begun(date: &str, now: i64) -> Result<Day, Error> {
    let day = Day::parse(date).map_err(|_| Error::not_a_day("date"))?;
    if day > Day::latest_on_earth(now) {
        return Err(Error::from(Violation::DayNotBegun).at("date"));
    }
    Ok(day)
}

/// The metrics of a day that have a value.
fn metrics(facts: &DayFacts<'_>, lang: Lang) -> Vec<Metric> {
    let note = facts.entry.as_ref().and_then(|entry| entry.note.as_ref());
    let score = facts.entry.as_ref().map(|entry| entry.mood.score().into());
    let length = note.map_or(0, |note| note.as_str().chars().count());
    let tags = note.map_or(0, |note| note.tags().len());
    let own = [
        score.map(|score| Metric::own("mood", score)),
        Metric::count("note", length).map(|metric| Metric {
            unit: Some(CHARACTERS.into()),
            ..metric
        }),
        Metric::count("tags", tags),
        Metric::count("moments", facts.moments.len()),
        Metric::count("comments", facts.comments),
    ];
    let signals = facts.signals.iter();
    let signals = signals.filter_map(|(signal, value)| Metric::of_signal(signal, value, lang));
    own.into_iter().flatten().chain(signals).collect()
}

impl Metric {
    fn own(kind: &str, value: Number) -> Self {
        Self {
            kind: kind.to_owned(),
            value,
            unit: None,
            n: None,
            source: None,
        }
    }

    /// A number of things, unless there are none.
    fn count(kind: &str, count: usize) -> Option<Self> {
        (count > 0).then(|| Self::own(kind, count.into()))
    }

    fn of_signal(signal: &Signal, value: &DayValue, lang: Lang) -> Option<Self> {
        Some(Self {
            kind: signal.id.to_string(),
            value: Number::from_f64(value.value)?,
            unit: Some(signal.unit.clone()).filter(|unit| !unit.is_empty()),
            n: Some(value.samples),
            source: Some(signal.name(lang).to_owned()),
        })
    }
}

fn unknown_type(settings: &Settings) -> Error {
    let own = SignalId::RESERVED.into_iter();
    let signals = settings.signals.iter().map(|signal| signal.id.as_str());
    let known: Vec<_> = own.chain(signals).collect();
    let message = format!("type must be one of {}", known.join(", "));
    Error::new(ErrorKind::NotFound, message).at("type")
}
