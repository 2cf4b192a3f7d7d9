//! The span of a series, and its pages.

use super::item::Point;
use crate::{
    api::history::{Parameter, day},
    domain::{
        Day, Violation,
        calendar::zones::{self, Tz},
        signal::Signal,
    },
    error::Error,
    ports::{Consistency, SignalStore},
};

/// The maximum number of days of single values.
pub const MAX_SAMPLE_DAYS: i64 = 31;
/// The maximum number of days of values of days: ten years.
pub const MAX_DAYS: i64 = 3660;
/// The maximum number of values of a page.
pub const MAX_PAGE: usize = 1000;
/// The days before the last one, by default.
const DAYS_BEFORE: i64 = 6;

/// The values of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Single values.
    Values,
    /// The values of days.
    Days,
}

impl Kind {
    /// Parses its name in a query.
    ///
    /// # Errors
    /// Malformed (`of`).
    pub(super) fn parse(name: &str) -> Result<Self, Error> {
        match name {
            "values" => Ok(Self::Values),
            "days" => Ok(Self::Days),
            _ => Err(Error::malformed("of", "of must be values or days")),
        }
    }
}

/// Days of a signal, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    start: Day,
    end: Day,
}

impl Span {
    /// Parses the ends of a span.
    ///
    /// # Errors
    /// Malformed (`start`, `end`), Invalid (`end`).
    pub(super) fn parse(
        signal: &Signal,
        kind: Kind,
        start: Parameter,
        end: Parameter,
        now: i64,
    ) -> Result<Self, Error> {
        let (start, end) = (day("start", start)?, day("end", end)?);
        let end = end.unwrap_or_else(|| zones::clock(zone(signal), now).0);
        let start = start.unwrap_or_else(|| end.plus(-DAYS_BEFORE));
        if end < start {
            return Err(Violation::RangeReversed.into());
        }
        let max = match kind {
            Kind::Values => MAX_SAMPLE_DAYS,
            Kind::Days => MAX_DAYS,
        };
        if end.since(start) >= max {
            let message = "start and end must span at most 31 days, or 3660 of=days";
            return Err(Error::invalid("end", message));
        }
        Ok(Self { start, end })
    }
}

/// The first and the last second of a signal's days from `start` to `end`, both included.
pub(crate) fn instants(signal: &Signal, start: Day, end: Day) -> (i64, i64) {
    let zone = zone(signal);
    (
        zones::start(zone, start),
        zones::start(zone, end.plus(1)) - 1,
    )
}

/// The zone of a signal, which the configuration has checked.
fn zone(signal: &Signal) -> Tz {
    signal.zone.parse().unwrap_or(Tz::UTC)
}

/// A page of single values, and `after` of the next one.
///
/// # Errors
/// Malformed (`after`), Unavailable.
pub(super) async fn samples(
    store: &dyn SignalStore,
    signal: &Signal,
    span: Span,
    after: Option<&str>,
) -> Result<(Vec<Point>, Option<String>), Error> {
    let (first, last) = instants(signal, span.start, span.end);
    let first = match after {
        None => first,
        Some(text) => {
            let after = text.parse::<i64>().map_err(|_| not_a_page())?;
            first.max(after.saturating_add(1))
        }
    };
    let consistency = Consistency::Eventual;
    let page = store.samples(&signal.id, first, last, MAX_PAGE, consistency);
    let page = page.await?;
    let next = page.samples.last().filter(|_| page.has_more);
    let next = next.map(|sample| sample.at.to_string());
    let points = page.samples.into_iter();
    let points = points.map(|sample| Point::of_sample(signal, sample));
    Ok((points.collect(), next))
}

/// A page of values of days, and `after` of the next one.
///
/// # Errors
/// Malformed (`after`), Unavailable.
pub(super) async fn days(
    store: &dyn SignalStore,
    signal: &Signal,
    span: Span,
    after: Option<&str>,
) -> Result<(Vec<Point>, Option<String>), Error> {
    let first = match after {
        None => span.start,
        Some(text) => {
            let after = Day::parse(text).map_err(|_| not_a_page())?;
            span.start.max(after.plus(1))
        }
    };
    let last = first.plus(MAX_PAGE as i64 - 1).min(span.end);
    let values = store.days(&signal.id, first, last, Consistency::Eventual);
    let values = values.await?;
    let points = values.into_iter();
    let points = points.map(|value| Point::of_day(signal, value));
    let next = (last < span.end).then(|| last.to_string());
    Ok((points.collect(), next))
}

fn not_a_page() -> Error {
    Error::malformed("after", "after must be next of the previous page")
}
