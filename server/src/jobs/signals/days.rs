//! The samples of a signal, and the values of their days.

use std::collections::BTreeMap;

use app::{
    domain::{
        Day,
        calendar::zones,
        signal::{DayValue, Sample, SignalId},
    },
    error::Error,
    ports::{Consistency, SignalStore},
};

use crate::signals::Series;

/// The samples of a page.
const PAGE: usize = 2000;
/// The days before today whose values may still change: no sample is older than seven days.
const MAX_DAYS: i64 = 8;

/// Stores samples (in order of time), and the values of all days that they touch or that have passed since
/// `since`, the time of the last success. What is stored already is not written again. True if a sample is
/// new or has another value.
///
/// # Errors
/// Unavailable.
pub(super) async fn store(
    store: &dyn SignalStore,
    series: &Series,
    samples: &[Sample],
    since: Option<i64>,
    now: i64,
) -> Result<bool, Error> {
    let id = &series.signal.id;
    let (first, last) = span(series, samples, since, now);
    let mut known = read(store, id, series, first, last).await?;
    let is_new = |sample: &&Sample| known.get(&sample.at) != Some(&sample.value);
    let new: Vec<Sample> = samples.iter().filter(is_new).copied().collect();
    if !new.is_empty() {
        store.put(id, &new).await?;
    }
    known.extend(new.iter().map(|sample| (sample.at, sample.value)));
    let stored = store.days(id, first, last, Consistency::Strong).await?;
    let mut day = first;
    while day <= last {
        if let Some(value) = value(series, &known, day)
            && !stored.contains(&value)
        {
            store.put_day(id, &value).await?;
        }
        day = day.plus(1);
    }
    Ok(!new.is_empty())
}

/// The first and the last day whose value may have changed.
fn span(series: &Series, samples: &[Sample], since: Option<i64>, now: i64) -> (Day, Day) {
    let day = |at| zones::clock(series.zone, at).0;
    let (today, first) = (day(now), samples.first().map(|sample| sample.at));
    let earliest = first.into_iter().chain(since).map(day).min();
    let latest = samples.last().map_or(today, |sample| day(sample.at));
    let earliest = earliest.unwrap_or(today).min(latest);
    (earliest.max(today.plus(-MAX_DAYS)), latest.max(today))
}

/// The stored samples of the days, by time.
async fn read(
    store: &dyn SignalStore,
    id: &SignalId,
    series: &Series,
    first: Day,
    last: Day,
) -> Result<BTreeMap<i64, f64>, Error> {
    let mut from = zones::start(series.zone, first);
    let end = zones::start(series.zone, last.plus(1)) - 1;
    let mut found = BTreeMap::new();
    loop {
        let page = store.samples(id, from, end, PAGE, Consistency::Strong);
        let page = page.await?;
        found.extend(page.samples.iter().map(|sample| (sample.at, sample.value)));
        match page.samples.last().filter(|_| page.has_more) {
            Some(sample) => from = sample.at + 1,
            None => return Ok(found),
        }
    }
}

/// The value of a day; none without samples.
fn value(series: &Series, samples: &BTreeMap<i64, f64>, day: Day) -> Option<DayValue> {
    let start = zones::start(series.zone, day);
    let end = zones::start(series.zone, day.plus(1));
    let samples = samples.range(start..end.max(start));
    let samples: Vec<Sample> = samples.map(|(&at, &value)| Sample { at, value }).collect();
    Some(DayValue {
        day,
        value: series.signal.day_rule.value(&samples)?,
        samples: u32::try_from(samples.len()).unwrap_or(u32::MAX),
    })
}
