//! Runs at once, interrupted runs, and clocks that jump.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::json;
use server::{
    jobs::{Job, JobError, Jobs},
    signals::{Answer, Failure, Fetch, Request},
};
use tokio::sync::Semaphore;

use test_kit::{
    signal_source::Reply,
    test_app::{NOON, seconds},
};

use super::{SKIPPED, STORED, Station, counts, dust, value};

#[tokio::test]
async fn of_concurrent_runs_one_asks_the_source() {
    let station = Station::open().await;
    for tick in 0..5 {
        station.source.answers(value(7.5, tick * 300));
        station.app.at(&super::rfc3339(seconds(NOON) + tick * 300));
        let runs = tokio::join!(station.run(), station.run(), station.run());
        let all = [runs.0, runs.1, runs.2];
        let stored: u32 = all.iter().map(|counts| counts[0]).sum();
        let skipped: u32 = all.iter().map(|counts| counts[3]).sum();
        assert_eq!((stored, skipped), (1, 2), "{all:?}");
        assert_eq!(station.source.received().len(), 1);
    }
    assert_eq!(station.samples("dust").await.len(), 5);
}

/// A client that waits for the test before it returns an answer.
struct Gated {
    inner: Arc<dyn Fetch>,
    answered: Semaphore,
    go_on: Semaphore,
}

#[async_trait]
impl Fetch for Gated {
    async fn fetch(&self, request: Request<'_>) -> Result<Answer, Failure> {
        let answer = self.inner.fetch(request).await;
        self.answered.add_permits(1);
        let _permit = self.go_on.acquire().await;
        answer
    }
}

fn gated(station: &Station) -> Arc<Gated> {
    Arc::new(Gated {
        inner: station.jobs.fetch.clone(),
        answered: Semaphore::new(0),
        go_on: Semaphore::new(0),
    })
}

#[tokio::test]
async fn a_run_that_is_killed_with_its_answer_is_repeated() {
    let station = Station::open().await;
    let gated = gated(&station);
    let jobs = Jobs {
        fetch: gated.clone(),
        ..station.jobs.clone()
    };
    let reply = value(7.5, 0).with("etag", "\"1\"");
    station.source.answers(reply);
    let run = tokio::spawn(async move { jobs.run(&Job::Signals).await });
    drop(gated.answered.acquire().await);
    run.abort();
    assert!(run.await.unwrap_err().is_cancelled());
    assert_eq!(station.samples("dust").await, []);
    // Claimed, so not in the same interval.
    assert_eq!(station.run_at(60).await, SKIPPED);
    assert_eq!(station.run_at(300).await, STORED);
    assert_eq!(station.samples("dust").await, [(0, 7.5)]);
}

#[tokio::test]
async fn a_killed_run_is_repeated_by_the_next_one_for_any_interval() {
    let station = Station::changed(|source| source["interval"] = json!(86_400)).await;
    station.source.answers(value(7.5, 0));
    let claim = station.app.stores().signals.claim("station", None, 1);
    assert_eq!(claim.await, Ok(true));
    // After the reads of the state and the claim.
    station.app.store_fails_after(3);
    assert!(station.jobs.run(&Job::Signals).await.is_err());
    station.app.store_is_down(false);
    let claimed = station.state().await.next_at;
    assert_eq!(claimed, seconds(NOON) + 240);
    assert_eq!(station.run_at(120).await, SKIPPED);
    assert_eq!(station.run_at(300).await, STORED);
    assert_eq!(station.samples("dust").await, [(0, 7.5)]);
}

#[tokio::test]
async fn a_run_that_is_late_leaves_the_state_of_a_later_one() {
    let station = Station::open().await;
    let gated = gated(&station);
    let jobs = Jobs {
        fetch: gated.clone(),
        ..station.jobs.clone()
    };
    station.source.answers(value(7.5, 0));
    let run = tokio::spawn(async move { jobs.run(&Job::Signals).await });
    drop(gated.answered.acquire().await);
    // The claim is over.
    station.source.answers(value(8.5, 300));
    assert_eq!(station.run_at(300).await, STORED);
    let state = station.state().await;
    gated.go_on.add_permits(1);
    let late = run.await.unwrap().unwrap();
    assert_eq!(counts(&late), STORED);
    assert_eq!(station.state().await, state);
    assert_eq!(station.samples("dust").await, [(0, 7.5), (300, 8.5)]);
}

#[tokio::test]
async fn a_source_that_runs_out_of_time_has_failed() {
    let station = Station::open().await;
    station.source.answers(value(7.5, 0));
    let jobs = Jobs {
        fetch: gated(&station),
        ..station.jobs.clone()
    };
    let outcome = jobs.run(&Job::Signals).await.unwrap();
    assert_eq!(counts(&outcome), [0, 0, 1, 0, 0]);
    let state = station.state().await;
    assert_eq!(state.error.as_deref(), Some("timeout"));
    assert_eq!((state.failures, state.failed_at), (1, Some(seconds(NOON))));
    assert_eq!(station.run_at(300).await, STORED);
}

#[tokio::test]
async fn a_run_that_ends_between_any_two_writes_is_completed_by_the_next_one() {
    // Just before midnight in Paris, so that the next run is on another day.
    let evening = 11 * 3600 - 300;
    let mut calls = 0;
    loop {
        let station = Station::open().await;
        station.source.answers(value(1.0, evening - 600));
        assert_eq!(station.run_at(evening - 300).await, STORED);
        station.source.answers(value(3.0, evening));
        station.app.at(&super::rfc3339(seconds(NOON) + evening));
        station.app.store_fails_after(calls);
        let run = station.jobs.run(&Job::Signals).await;
        station.app.store_is_down(false);
        let is_complete = run.is_ok();
        match run {
            Ok(outcome) => assert_eq!(counts(&outcome), STORED),
            Err(error) => assert!(matches!(error, JobError::Store(_)), "{error}"),
        }
        // The source still gives it in the next answer, and later has a new one only.
        let next = station.run_at(evening + 600).await;
        assert_eq!(next[2] + next[3], 0, "{calls}: {next:?}");
        station.source.answers(value(9.0, evening + 900));
        assert_eq!(station.run_at(evening + 900).await, STORED);
        let day = |day: &str, value, samples| (day.to_owned(), value, samples);
        assert_eq!(
            station.days("dust").await,
            [day("2096-11-20", 2.0, 2), day("2096-11-21", 9.0, 1)],
            "after {calls} calls"
        );
        if is_complete {
            break;
        }
        calls += 1;
    }
    assert!(calls > 4, "{calls}");
}

#[tokio::test]
async fn a_clock_that_jumps_delays_nothing() {
    let station = Station::open().await;
    station.source.answers(value(1.0, 0));
    assert_eq!(station.run_at(0).await, STORED);
    // A year ahead: the value is old then.
    let year = 365 * 86_400;
    assert_eq!(station.run_at(year).await, [0, 0, 1, 0, 1]);
    station.source.answers(value(2.0, 300));
    assert_eq!(station.run_at(300).await, STORED);
    assert_eq!(
        station.state().await.succeeded_at,
        Some(seconds(NOON) + 300)
    );
    // An hour back: the source is asked when its time comes.
    assert_eq!(station.run_at(-3600).await, SKIPPED);
    station.source.answers(value(3.0, 600));
    assert_eq!(station.run_at(600).await, STORED);
    let samples = [(0, 1.0), (300, 2.0), (600, 3.0)];
    assert_eq!(station.samples("dust").await, samples);
    assert_eq!(
        station.days("dust").await,
        [("2096-11-20".to_owned(), 2.0, 3)]
    );
    // Ten hours ahead, and back.
    station.source.answers(value(4.0, 36_000));
    assert_eq!(station.run_at(36_000).await, STORED);
    station.source.answers(value(5.0, 900));
    assert_eq!(station.run_at(900).await, STORED);
}

#[tokio::test]
async fn a_success_of_a_clock_that_was_ahead_does_not_hide_a_day() {
    let station = Station::changed(|source| source["signals"][0]["time"] = json!(null)).await;
    station.source.answers(Reply::json(&json!({"v": 1})));
    assert_eq!(station.run_at(3 * 86_400).await, STORED);
    station.source.answers(Reply::json(&json!({"v": 2})));
    assert_eq!(station.run_at(0).await, STORED);
    assert_eq!(station.run_at(300).await, STORED);
    assert_eq!(
        station.days("dust").await[0],
        ("2096-11-20".to_owned(), 2.0, 2)
    );
}

#[tokio::test]
async fn sources_do_not_wait_for_each_other_and_a_run_ends_in_time() {
    let station = Station::of(|source| {
        let mut sources = Vec::new();
        for index in 0..8 {
            // This run begins with the fifth source.
            let hangs = index >= 4;
            let path = if hangs { "hangs" } else { "now" };
            let mut one = dust(&format!("http://{}/{path}", source.host()))[0].clone();
            one["name"] = json!(format!("station-{index}"));
            one["timeout"] = json!(6);
            one["signals"][0]["id"] = json!(format!("dust-{index}"));
            sources.push(one);
        }
        json!(sources)
    })
    .await;
    station.source.answers(value(7.5, 0));
    station.source.answers_at("/hangs", Reply::hangs());
    let started = std::time::Instant::now();
    let first = station.run_at(4 * 300).await;
    assert!(started.elapsed().as_secs() < 9, "{:?}", started.elapsed());
    // Four at a time hang until the run is over; what is left comes with the next one.
    assert_eq!(first, [0, 0, 4, 4, 0]);
    assert_eq!(station.run_at(4 * 300 + 60).await, [4, 0, 0, 4, 0]);
}
