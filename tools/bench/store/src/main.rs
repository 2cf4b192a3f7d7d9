//! The bare SDK on the embedded engine: what the store costs with nothing
//! around it. `tools/bench.sh` runs it beside the server and compares.
//!
//! ```text
//! bench fill DIRECTORY USER TODAY DAYS                    writes the last DAYS days
//! bench week DIRECTORY USER TODAY DAYS AT_ONCE SECONDS    reads a week, again and again
//! bench save DIRECTORY USER TODAY DAYS AT_ONCE SECONDS    writes the last DAYS days in turn
//! ```
//!
//! `week` and `save` print one line of JSON, with times in microseconds.

use std::{
    env, error,
    io::{self, Write},
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use aws_sdk_dynamodb::{
    Client,
    types::{AttributeValue, PutRequest, ReturnValue, WriteRequest},
};
use chrono::{Days, NaiveDate};
use server::store::{self, Backend, Tables};

type Failure = Box<dyn error::Error + Send + Sync>;

const TABLE: &str = "moods";
/// DynamoDB's limit for a batch of writes.
const BATCH: u64 = 25;
const WEEK: u8 = 7;
const MOODS: [&str; 5] = ["awful", "bad", "okay", "good", "great"];
/// The very note that `tools/bench/requests.lua` sends.
const NOTE: &str = "A walk by the canal, and soup";
/// Any moment after the benchmark's end, by the machine's clock.
const NOW: i64 = 1_800_000_000;
const EXPIRES_AT: i64 = 4_102_444_800;
/// The first calls fill caches, and are not counted.
const WARM_UP: Duration = Duration::from_millis(200);

/// With as many threads as the server would take.
#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    match run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = writeln!(io::stderr(), "bench: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &[&str]) -> Result<(), Failure> {
    match *arguments {
        ["fill", directory, user, today, days] => {
            Journal::open(directory, user, today, days)
                .await?
                .fill()
                .await
        }
        [call, directory, user, today, days, at_once, seconds] => {
            let journal = Arc::new(Journal::open(directory, user, today, days).await?);
            let call = match call {
                "week" => Call::Week,
                "save" => Call::Save,
                _ => return Err(format!("'{call}' is unknown").into()),
            };
            let at_once = at_once.parse()?;
            measure(&journal, call, at_once, WARM_UP).await?;
            let mut taken = measure(
                &journal,
                call,
                at_once,
                Duration::from_secs(seconds.parse()?),
            )
            .await?;
            report(&mut taken)
        }
        _ => Err("the top of bench/src/main.rs says what it takes".into()),
    }
}

#[derive(Clone, Copy)]
enum Call {
    Week,
    Save,
}

/// The journal of one person.
struct Journal {
    client: Client,
    user: String,
    today: NaiveDate,
    /// The number of days; today is the last.
    days: u64,
}

impl Journal {
    async fn open(directory: &str, user: &str, today: &str, days: &str) -> Result<Self, Failure> {
        let backend = Backend::Embedded {
            data_dir: directory.into(),
        };
        Ok(Self {
            client: store::open(&backend, &Tables::default()).await?.client,
            user: user.to_owned(),
            today: today.parse()?,
            days: days.parse()?,
        })
    }

    fn day(&self, back: u64) -> AttributeValue {
        text(self.today - Days::new(back))
    }

    async fn fill(&self) -> Result<(), Failure> {
        for first in (0..self.days).step_by(usize::try_from(BATCH)?) {
            let puts = (first..self.days.min(first + BATCH)).map(|back| {
                let put = PutRequest::builder()
                    .item("userId", text(&self.user))
                    .item("day", self.day(back))
                    .item("mood", text(mood(back)))
                    .item("note", text(NOTE))
                    .item("version", number(1))
                    .item("createdAt", number(NOW))
                    .item("updatedAt", number(NOW))
                    .item("expiresAt", number(EXPIRES_AT));
                Ok(WriteRequest::builder().put_request(put.build()?).build())
            });
            let puts = puts.collect::<Result<Vec<_>, Failure>>()?;
            let answer = self
                .client
                .batch_write_item()
                .request_items(TABLE, puts)
                .send()
                .await?;
            if answer
                .unprocessed_items
                .is_some_and(|left| !left.is_empty())
            {
                return Err("the engine left a part of a batch undone".into());
            }
        }
        Ok(())
    }

    async fn call(&self, call: Call, turn: u64) -> Result<(), Failure> {
        match call {
            Call::Week => self.week().await,
            Call::Save => self.save(turn).await,
        }
    }

    /// The Query of `GET /mood/week`.
    async fn week(&self) -> Result<(), Failure> {
        let answer = self
            .client
            .query()
            .table_name(TABLE)
            .key_condition_expression("userId = :userId AND #day BETWEEN :start AND :end")
            .filter_expression("expiresAt > :now")
            .expression_attribute_names("#day", "day")
            .expression_attribute_values(":userId", text(&self.user))
            .expression_attribute_values(":start", self.day(u64::from(WEEK - 1)))
            .expression_attribute_values(":end", self.day(0))
            .expression_attribute_values(":now", number(NOW))
            .consistent_read(true)
            .send()
            .await?;
        let found = answer.items().len();
        // A week that is not there would be quick to read.
        if found == usize::from(WEEK) {
            Ok(())
        } else {
            Err(format!("the week has {found} entries").into())
        }
    }

    /// The UpdateItem of `POST /mood`.
    async fn save(&self, turn: u64) -> Result<(), Failure> {
        self.client
            .update_item()
            .table_name(TABLE)
            .key("userId", text(&self.user))
            .key("day", self.day(turn % self.days))
            .condition_expression("attribute_not_exists(expiresAt) OR expiresAt > :now")
            .update_expression(
                "SET mood = :mood, updatedAt = :now, expiresAt = :expiresAt, \
                 createdAt = if_not_exists(createdAt, :now), mutation = :mutation, \
                 version = if_not_exists(version, :zero) + :one, note = :note",
            )
            .expression_attribute_values(":mood", text(mood(turn)))
            .expression_attribute_values(":note", text(NOTE))
            .expression_attribute_values(":now", number(NOW))
            .expression_attribute_values(":expiresAt", number(EXPIRES_AT))
            .expression_attribute_values(":mutation", text(format!("{turn:032x}")))
            .expression_attribute_values(":zero", number(0))
            .expression_attribute_values(":one", number(1))
            .return_values(ReturnValue::AllNew)
            .send()
            .await?;
        Ok(())
    }
}

/// Durations of the calls, and their sum.
struct Taken {
    calls: Vec<u64>,
    at_once: u64,
    whole: Duration,
}

async fn measure(
    journal: &Arc<Journal>,
    call: Call,
    at_once: u64,
    length: Duration,
) -> Result<Taken, Failure> {
    let turns = Arc::new(AtomicU64::new(0));
    let begun = Instant::now();
    let callers = (0..at_once).map(|_| {
        let (journal, turns) = (Arc::clone(journal), Arc::clone(&turns));
        tokio::spawn(async move {
            let mut calls = Vec::new();
            while begun.elapsed() < length {
                let since = Instant::now();
                journal
                    .call(call, turns.fetch_add(1, Ordering::Relaxed))
                    .await?;
                calls.push(u64::try_from(since.elapsed().as_micros())?);
            }
            Ok::<_, Failure>(calls)
        })
    });
    // Collected first: all have to be under way before one is waited for.
    let callers: Vec<_> = callers.collect();
    let mut calls = Vec::new();
    for caller in callers {
        calls.extend(caller.await??);
    }
    Ok(Taken {
        calls,
        at_once,
        whole: begun.elapsed(),
    })
}

fn report(taken: &mut Taken) -> Result<(), Failure> {
    let count = taken.calls.len();
    correct(taken)?;
    taken.calls.sort_unstable();
    let percentile = |percent: usize| {
        let last = taken.calls.len().saturating_sub(1);
        taken
            .calls
            .get(last * percent / 100)
            .copied()
            .unwrap_or_default()
    };
    let (p50, p99, us) = (percentile(50), percentile(99), taken.whole.as_micros());
    writeln!(
        io::stdout(),
        r#"{{"count":{count},"us":{us},"p50":{p50},"p99":{p99},"failed":0}}"#
    )?;
    Ok(())
}

/// Adds the calls that a steady caller would have made while one was slow, in
/// the way of wrk's `stats_correct`: percentiles are compared with wrk's.
fn correct(taken: &mut Taken) -> Result<(), Failure> {
    let each = u64::try_from(taken.calls.len())? / taken.at_once;
    if each == 0 {
        return Ok(());
    }
    let usual = (u64::try_from(taken.whole.as_micros())? / each).max(1);
    for index in 0..taken.calls.len() {
        let mut missed = taken.calls[index];
        if missed < 2 * usual {
            continue;
        }
        missed -= usual;
        while missed > usual {
            taken.calls.push(missed);
            missed -= usual;
        }
    }
    Ok(())
}

fn mood(turn: u64) -> &'static str {
    MOODS[usize::try_from(turn).unwrap_or_default() % MOODS.len()]
}

fn text(value: impl ToString) -> AttributeValue {
    AttributeValue::S(value.to_string())
}

fn number(value: i64) -> AttributeValue {
    AttributeValue::N(value.to_string())
}
