//! Samples, values of days and states of sources as items of table `signals`.
//!
//! A signal has two partitions, so that a query reads one kind: `<id>` for its samples, and `<id>#days` for the
//! values of its days, at midnight UTC of their date. No identifier contains `#`.

use app::{
    domain::{
        Day,
        signal::{DayValue, Sample, SignalId},
    },
    ports::SourceState,
};

use crate::store::attributes::{
    Item, insert, integer, item, number, optional_integer, optional_string, text,
};

/// The table's declared name.
pub(in crate::store) const TABLE: &str = "signals";
/// Partition key.
pub(super) const ID: &str = "id";
/// Sort key: seconds since the epoch. A reserved word: never bare in an expression.
pub(super) const TIMESTAMP: &str = "timestamp";
/// The TTL attribute of samples; seconds since the epoch.
const EXPIRES_AT: &str = "expiresAt";
const VALUE: &str = "value";
/// The number of samples behind the value of a day.
const SAMPLES: &str = "samples";
/// The time of the next request to a source.
pub(super) const NEXT_AT: &str = "nextAt";
const ETAG: &str = "etag";
const LAST_MODIFIED: &str = "lastModified";
const FAILURES: &str = "failures";
const SUCCEEDED_AT: &str = "succeededAt";
const FIRST_FAILED_AT: &str = "firstFailedAt";
const FAILED_AT: &str = "failedAt";
const ERROR: &str = "error";

/// The partition of a signal's days.
pub(super) fn days(id: &SignalId) -> String {
    format!("{id}#days")
}

/// The key of a source.
pub(super) fn source_key(name: &str) -> Item {
    item([(ID, text(format!("source#{name}"))), (TIMESTAMP, number(0))])
}

/// The item of a sample.
pub(super) fn write_sample(id: &SignalId, sample: &Sample) -> Item {
    item([
        (ID, text(id)),
        (TIMESTAMP, number(sample.at)),
        (VALUE, number(sample.value)),
        (
            EXPIRES_AT,
            number(sample.at.saturating_add(Sample::LIFETIME)),
        ),
    ])
}

/// Decodes a sample.
///
/// # Errors
/// The name of the first missing or invalid attribute.
pub(super) fn read_sample(item: &Item) -> Result<Sample, &'static str> {
    Sample::new(integer(item, TIMESTAMP)?, integer(item, VALUE)?).ok_or(VALUE)
}

/// The item of a day's value.
pub(super) fn write_day(id: &SignalId, value: &DayValue) -> Item {
    item([
        (ID, text(days(id))),
        (TIMESTAMP, number(value.day.midnight_utc())),
        (VALUE, number(value.value)),
        (SAMPLES, number(value.samples)),
    ])
}

/// Decodes a day's value.
///
/// # Errors
/// The name of the first missing or invalid attribute.
pub(super) fn read_day(item: &Item) -> Result<DayValue, &'static str> {
    let Sample { at, value } = read_sample(item)?;
    Ok(DayValue {
        day: Day::in_utc(at),
        value,
        samples: integer(item, SAMPLES)?,
    })
}

/// The item of a source.
pub(super) fn write_source(name: &str, state: &SourceState) -> Item {
    let mut item = source_key(name);
    item.insert(NEXT_AT.to_owned(), number(state.next_at));
    item.insert(FAILURES.to_owned(), number(state.failures));
    insert(&mut item, ETAG, state.etag.as_ref().map(text));
    insert(
        &mut item,
        LAST_MODIFIED,
        state.last_modified.as_ref().map(text),
    );
    insert(&mut item, SUCCEEDED_AT, state.succeeded_at.map(number));
    let first_failed_at = state.first_failed_at.map(number);
    insert(&mut item, FIRST_FAILED_AT, first_failed_at);
    insert(&mut item, FAILED_AT, state.failed_at.map(number));
    insert(&mut item, ERROR, state.error.as_ref().map(text));
    item
}

/// Decodes a source.
///
/// # Errors
/// The name of the first missing or invalid attribute.
pub(super) fn read_source(item: &Item) -> Result<SourceState, &'static str> {
    Ok(SourceState {
        next_at: integer(item, NEXT_AT)?,
        etag: optional_string(item, ETAG)?,
        last_modified: optional_string(item, LAST_MODIFIED)?,
        failures: optional_integer(item, FAILURES)?.unwrap_or_default(),
        succeeded_at: optional_integer(item, SUCCEEDED_AT)?,
        first_failed_at: optional_integer(item, FIRST_FAILED_AT)?,
        failed_at: optional_integer(item, FAILED_AT)?,
        error: optional_string(item, ERROR)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id() -> SignalId {
        SignalId::parse("bitcoin").unwrap()
    }

    #[test]
    fn samples_days_and_sources_round_trip() {
        for value in [0.1, -3.0, 68_123.456_789, 1e15, -1e-12] {
            let sample = Sample {
                at: 1_795_000_000,
                value,
            };
            assert_eq!(read_sample(&write_sample(&id(), &sample)), Ok(sample));
            let day = DayValue {
                day: Day::parse("2026-11-20").unwrap(),
                value,
                samples: 288,
            };
            assert_eq!(read_day(&write_day(&id(), &day)), Ok(day));
        }
        let untouched = SourceState::default();
        let known = SourceState {
            next_at: 9,
            etag: Some("\"7\"".into()),
            last_modified: Some("Fri, 20 Nov 2026 08:00:00 GMT".into()),
            failures: 3,
            succeeded_at: Some(5),
            first_failed_at: Some(6),
            failed_at: Some(8),
            error: Some("status 503".into()),
        };
        for state in [untouched, known] {
            assert_eq!(read_source(&write_source("prices", &state)), Ok(state));
        }
    }

    #[test]
    fn an_invalid_item_is_named_by_its_attribute() {
        let sample = write_sample(&id(), &Sample { at: 7, value: 1.0 });
        for (name, value) in [
            (TIMESTAMP, text("now")),
            (VALUE, text("much")),
            (VALUE, number("1e16")),
        ] {
            let mut item = sample.clone();
            item.insert(name.to_owned(), value);
            assert_eq!(read_sample(&item), Err(name));
        }
        assert_eq!(read_day(&sample), Err(SAMPLES));
        assert_eq!(read_source(&sample), Err(NEXT_AT));
    }
}
