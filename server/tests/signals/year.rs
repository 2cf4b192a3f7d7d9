//! A year of runs every five minutes, with random faults: no value that the source gave twice is lost, none is
//! stored twice, and the values of days are those of what the source gave.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
};

use app::{
    domain::{
        Day,
        calendar::zones,
        signal::{DayValue, Sample, SignalId},
    },
    error::{Error, ErrorKind},
    ports::{Clock, Consistency, SamplePage, Services, SignalStore, SourceState, Stores},
};
use async_trait::async_trait;
use serde_json::{Value, json};
use server::{
    jobs::{Job, Jobs},
    signals::{Answer, Failure, Fetch, Request, SourceError, Validators},
};

use super::{Station, counts, dust};

/// 1 March 2026, 00:00 in Paris: the year has both changes of the clock.
const START: i64 = 1_772_319_600;
const TICK: i64 = 300;
const YEAR: i64 = 365 * 86_400 / TICK;
/// The values in an answer: the latest ones.
const HISTORY: i64 = 4;

/// Numbers that look random and are the same in each run (xorshift).
struct Dice(u64);

impl Dice {
    /// A number below `sides`.
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % sides
    }
}

/// The value of a time, as the source knows it.
fn measured(at: i64) -> f64 {
    (at / TICK % 1009) as f64 / 8.0
}

#[derive(Default)]
struct World {
    now: AtomicI64,
    store: Mutex<Tables>,
    source: Mutex<Given>,
}

/// The tables in memory, and the calls until the process is killed.
#[derive(Default)]
struct Tables {
    samples: BTreeMap<i64, f64>,
    days: BTreeMap<Day, DayValue>,
    source: Option<SourceState>,
    calls_left: Option<u64>,
}

/// The next failure of the source, and how often it has given each value.
#[derive(Default)]
struct Given {
    failure: Option<Failure>,
    times: BTreeMap<i64, u32>,
}

impl World {
    /// The tables, unless the process was killed before this call.
    fn tables(&self) -> Result<std::sync::MutexGuard<'_, Tables>, Error> {
        let mut tables = self.store.lock().unwrap();
        match &mut tables.calls_left {
            Some(0) => return Err(Error::new(ErrorKind::Unavailable, "killed")),
            Some(left) => *left -= 1,
            None => {}
        }
        Ok(tables)
    }
}

impl Clock for World {
    fn now(&self) -> i64 {
        self.now.load(Ordering::Relaxed)
    }
}

#[async_trait]
impl Fetch for World {
    async fn fetch(&self, request: Request<'_>) -> Result<Answer, Failure> {
        let mut given = self.source.lock().unwrap();
        if let Some(failure) = given.failure {
            return Err(failure);
        }
        let latest = request.now - request.now % TICK;
        let times = (0..HISTORY).map(|back| latest - back * TICK);
        let values: Vec<Value> = times
            .filter(|at| *at >= START)
            .map(|at| {
                *given.times.entry(at).or_default() += 1;
                json!({"v": measured(at), "t": at})
            })
            .collect();
        Ok(Answer::Document {
            document: json!({ "r": values }),
            validators: Validators::default(),
        })
    }
}

#[async_trait]
impl SignalStore for World {
    async fn put(&self, _: &SignalId, samples: &[Sample]) -> Result<(), Error> {
        for sample in samples {
            self.tables()?.samples.insert(sample.at, sample.value);
        }
        Ok(())
    }

    async fn samples(
        &self,
        _: &SignalId,
        first: i64,
        last: i64,
        limit: usize,
        _: Consistency,
    ) -> Result<SamplePage, Error> {
        let tables = self.tables()?;
        let mut range = tables.samples.range(first..=last);
        let samples = range.by_ref().take(limit);
        let samples = samples.map(|(&at, &value)| Sample { at, value }).collect();
        let has_more = range.next().is_some();
        Ok(SamplePage { samples, has_more })
    }

    async fn latest(&self, _: &SignalId, _: i64) -> Result<Option<Sample>, Error> {
        let tables = self.tables()?;
        let latest = tables.samples.last_key_value();
        Ok(latest.map(|(&at, &value)| Sample { at, value }))
    }

    async fn put_day(&self, _: &SignalId, value: &DayValue) -> Result<(), Error> {
        self.tables()?.days.insert(value.day, *value);
        Ok(())
    }

    async fn days(
        &self,
        _: &SignalId,
        first: Day,
        last: Day,
        _: Consistency,
    ) -> Result<Vec<DayValue>, Error> {
        let tables = self.tables()?;
        Ok(tables
            .days
            .range(first..=last)
            .map(|(_, day)| *day)
            .collect())
    }

    async fn source(&self, _: &str) -> Result<Option<SourceState>, Error> {
        Ok(self.tables()?.source.clone())
    }

    async fn claim(&self, _: &str, seen: Option<i64>, until: i64) -> Result<bool, Error> {
        let mut tables = self.tables()?;
        let is_seen = tables.source.as_ref().map(|state| state.next_at) == seen;
        if is_seen {
            tables.source.get_or_insert_default().next_at = until;
        }
        Ok(is_seen)
    }

    async fn put_source(&self, _: &str, state: &SourceState, until: i64) -> Result<bool, Error> {
        let mut tables = self.tables()?;
        let is_claimed = tables.source.as_ref().map(|state| state.next_at) == Some(until);
        if is_claimed {
            tables.source = Some(state.clone());
        }
        Ok(is_claimed)
    }
}

/// A store that fails.
pub(super) fn broken() -> Arc<dyn SignalStore> {
    let world = World::default();
    world.store.lock().unwrap().calls_left = Some(0);
    Arc::new(world)
}

/// The job in a world of its own.
async fn jobs(world: &Arc<World>) -> Jobs {
    let station = Station::of(|_| {
        let mut sources = dust("https://station.example/");
        let signal = &mut sources[0]["signals"][0];
        signal["value"] = json!("/r/*/v");
        signal["time"] = json!("/r/*/t");
        sources
    })
    .await;
    let services = Services {
        clock: world.clone(),
        stores: Stores {
            signals: world.clone(),
            ..station.app.stores().clone()
        },
        ..station.app.services().clone()
    };
    Jobs {
        services: Arc::new(services),
        fetch: world.clone(),
        ..station.jobs
    }
}

fn fault(dice: &mut Dice) -> Option<Failure> {
    let error = match dice.roll(40) {
        0 => SourceError::Timeout,
        1 => SourceError::Status(503),
        2 => SourceError::NotJson,
        _ => return None,
    };
    let retry_after = (dice.roll(4) == 0).then_some(900);
    Some(Failure { error, retry_after })
}

#[tokio::test]
async fn a_year_of_runs_loses_nothing_that_was_given_twice_and_stores_nothing_twice() {
    let world = Arc::new(World::default());
    let jobs = jobs(&world).await;
    let mut dice = Dice(0x5eed_0f7e_a5a1);
    let (mut killed, mut failed, mut was_killed) = (0_u32, 0_u32, false);
    // A schedule begins at any second.
    let mut phase = i64::try_from(dice.roll(300)).unwrap();
    let mut tick = 0;
    while tick < YEAR {
        // A scheduler is early or late by up to 20 seconds.
        let jitter = i64::try_from(dice.roll(41)).unwrap() - 20;
        let now = START + tick * TICK + phase + jitter;
        world.now.store(now, Ordering::Relaxed);
        world.source.lock().unwrap().failure = fault(&mut dice);
        // A kill hits no two runs in a row: a value is given twice in between.
        let is_killed = !was_killed && dice.roll(50) == 0;
        world.store.lock().unwrap().calls_left = is_killed.then(|| dice.roll(10));
        let runs = match dice.roll(50) {
            0 => vec![jobs.run(&Job::Signals).await, jobs.run(&Job::Signals).await],
            1 => {
                let both = tokio::join!(jobs.run(&Job::Signals), jobs.run(&Job::Signals));
                vec![both.0, both.1]
            }
            _ => vec![jobs.run(&Job::Signals).await],
        };
        world.store.lock().unwrap().calls_left = None;
        let was_asked = runs
            .iter()
            .flatten()
            .map(counts)
            .any(|it| it[0] + it[1] > 0);
        was_killed = is_killed || was_killed && !was_asked;
        killed += u32::from(runs.iter().any(Result::is_err));
        failed += runs.iter().flatten().map(|it| counts(it)[2]).sum::<u32>();
        // A machine is switched off for up to half a day, once in a while.
        tick += match dice.roll(2000) {
            0 => {
                phase = i64::try_from(dice.roll(300)).unwrap();
                1 + i64::try_from(dice.roll(144)).unwrap()
            }
            _ => 1,
        };
    }
    assert!(killed > 500 && failed > 2000, "{killed} {failed}");
    let tables = world.store.lock().unwrap();
    let given = world.source.lock().unwrap();
    let lost = given.times.iter().filter(|(_, times)| **times > 1);
    let lost = lost.filter(|(at, _)| !tables.samples.contains_key(at));
    assert_eq!(lost.count(), 0);
    let mut stored = tables.samples.iter();
    assert!(stored.all(|(at, value)| given.times.contains_key(at) && *value == measured(*at)));
    assert!(tables.samples.len() > 90_000, "{}", tables.samples.len());
    check_days(&tables);
}

/// The values of days are the means of their values, by the clock of Paris.
fn check_days(tables: &Tables) {
    let paris = "Europe/Paris".parse().unwrap();
    let mut days: BTreeMap<Day, Vec<f64>> = BTreeMap::new();
    for &at in tables.samples.keys() {
        let (day, ..) = zones::clock(paris, at);
        days.entry(day).or_default().push(measured(at));
    }
    assert_eq!(days.len(), tables.days.len());
    for (day, values) in days {
        let stored = tables.days[&day];
        assert_eq!(stored.samples as usize, values.len(), "{day}");
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        assert!((stored.value - mean).abs() < 1e-9, "{day}");
    }
}
