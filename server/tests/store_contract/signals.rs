//! The contract of `SignalStore`.

use app::{
    domain::signal::{DayValue, Sample, SignalId},
    ports::{Consistency, SamplePage, SignalStore, SourceState},
};
use tokio::task::JoinSet;

use super::*;

contract! {
    samples_come_back_in_order_of_time
    a_sample_of_the_same_time_replaces_the_former
    a_page_says_whether_there_are_later_samples
    values_of_days_are_apart_from_samples
    a_source_is_claimed_once
    a_source_keeps_its_state
    a_claim_that_is_over_changes_nothing
}

fn id(text: &str) -> SignalId {
    SignalId::parse(text).unwrap()
}

fn signals(journal: &Journal) -> &dyn SignalStore {
    &*journal.store.stores.signals
}

fn sample(at: i64, value: f64) -> Sample {
    Sample::new(at, value).unwrap()
}

/// All samples of a range.
async fn samples(journal: &Journal, signal: &str, first: i64, last: i64) -> Vec<Sample> {
    let id = id(signal);
    let store = signals(journal);
    let page = store.samples(&id, first, last, 1000, Consistency::Strong);
    let SamplePage { samples, has_more } = page.await.unwrap();
    assert!(!has_more);
    samples
}

async fn samples_come_back_in_order_of_time(journal: Journal) {
    let store = signals(&journal);
    let later = [sample(NOW + 300, -0.25), sample(NOW + 600, 1e15)];
    store.put(&id("bitcoin"), &later).await.unwrap();
    let first = [sample(NOW, 68_123.456_789)];
    store.put(&id("bitcoin"), &first).await.unwrap();
    // Its name begins alike.
    store.put(&id("bitcoin-2"), &first).await.unwrap();
    let all = [first[0], later[0], later[1]];
    assert_eq!(samples(&journal, "bitcoin", NOW, NOW + 600).await, all);
    assert_eq!(
        samples(&journal, "bitcoin", NOW + 1, NOW + 599).await,
        later[..1]
    );
    assert_eq!(samples(&journal, "bitcoin", NOW + 601, NOW).await, []);
    let latest = |name, until| async move { store.latest(&id(name), until).await };
    assert_eq!(latest("bitcoin", later[1].at).await, Ok(Some(later[1])));
    assert_eq!(latest("bitcoin", later[1].at - 1).await, Ok(Some(later[0])));
    assert_eq!(latest("weather", later[1].at).await, Ok(None));
}

async fn a_sample_of_the_same_time_replaces_the_former(journal: Journal) {
    let store = signals(&journal);
    for value in [1.0, 2.0, 2.0] {
        store
            .put(&id("bitcoin"), &[sample(NOW, value)])
            .await
            .unwrap();
    }
    assert_eq!(
        samples(&journal, "bitcoin", 0, LATER).await,
        [sample(NOW, 2.0)]
    );
}

async fn a_page_says_whether_there_are_later_samples(journal: Journal) {
    let store = signals(&journal);
    let all: Vec<_> = (0..5).map(|i| sample(NOW + i, i as f64)).collect();
    store.put(&id("bitcoin"), &all).await.unwrap();
    for limit in 1..=6 {
        let bitcoin = id("bitcoin");
        let page = store.samples(&bitcoin, NOW, NOW + 4, limit, Consistency::Strong);
        let page = page.await.unwrap();
        assert_eq!(page.samples, all[..limit.min(5)]);
        assert_eq!(page.has_more, limit < 5, "{limit}");
    }
}

async fn values_of_days_are_apart_from_samples(journal: Journal) {
    let store = signals(&journal);
    let value = |at, value, samples| DayValue {
        day: day(at),
        value,
        samples,
    };
    let bitcoin = id("bitcoin");
    let (first, second) = (value("2096-11-20", 4.5, 1), value("2096-11-21", -7.25, 288));
    for value in [second, value("2096-11-20", 3.0, 2), first] {
        store.put_day(&bitcoin, &value).await.unwrap();
    }
    store
        .put(&bitcoin, &[sample(first.day.midnight_utc(), 1.0)])
        .await
        .unwrap();
    let days = |start, end| store.days(&bitcoin, day(start), day(end), Consistency::Strong);
    assert_eq!(
        days("2096-11-01", "2096-11-30").await,
        Ok(vec![first, second])
    );
    assert_eq!(days("2096-11-21", "2096-11-21").await, Ok(vec![second]));
    assert_eq!(days("2096-11-22", "2096-11-01").await, Ok(vec![]));
    assert_eq!(samples(&journal, "bitcoin", 0, 2 * NOW).await.len(), 1);
}

async fn a_source_is_claimed_once(journal: Journal) {
    let store = signals(&journal);
    assert_eq!(store.claim("prices", Some(NOW), LATER).await, Ok(false));
    for (seen, until) in [(None, NOW), (Some(NOW), NOW + 300)] {
        let mut tasks = JoinSet::new();
        for _ in 0..8 {
            let store = journal.store.stores.signals.clone();
            tasks.spawn(async move { store.claim("prices", seen, until).await });
        }
        let claims = tasks.join_all().await;
        let won = claims.iter().filter(|claim| **claim == Ok(true)).count();
        // A response of the second engine may be lost.
        assert!(won <= 1, "{claims:?}");
        assert!(matches!(journal.backend, Backend::Remote { .. }) || won == 1);
        let state = store.source("prices").await.unwrap().unwrap();
        assert_eq!(state.next_at, until);
    }
    // A clock that was ahead is set back.
    assert_eq!(
        store.claim("prices", Some(NOW + 300), NOW - 900).await,
        Ok(true)
    );
}

async fn a_source_keeps_its_state(journal: Journal) {
    let store = signals(&journal);
    assert_eq!(store.source("prices").await, Ok(None));
    let state = SourceState {
        next_at: NOW,
        etag: Some("\"7\"".into()),
        last_modified: None,
        failures: 2,
        succeeded_at: Some(NOW - 600),
        first_failed_at: Some(NOW - 450),
        failed_at: Some(NOW - 300),
        error: Some("status 503".into()),
    };
    assert_eq!(store.claim("prices", None, NOW).await, Ok(true));
    assert_eq!(store.put_source("prices", &state, NOW).await, Ok(true));
    assert_eq!(store.claim("prices", Some(NOW), LATER).await, Ok(true));
    let claimed = SourceState {
        next_at: LATER,
        ..state
    };
    assert_eq!(store.source("prices").await, Ok(Some(claimed)));
}

async fn a_claim_that_is_over_changes_nothing(journal: Journal) {
    let store = signals(&journal);
    let state = SourceState {
        next_at: NOW + 600,
        failures: 7,
        ..SourceState::default()
    };
    assert_eq!(store.put_source("prices", &state, NOW).await, Ok(false));
    assert_eq!(store.source("prices").await, Ok(None));
    for (seen, until) in [(None, NOW), (Some(NOW), NOW + 240)] {
        assert_eq!(store.claim("prices", seen, until).await, Ok(true));
    }
    assert_eq!(store.put_source("prices", &state, NOW).await, Ok(false));
    let claimed = store.source("prices").await.unwrap().unwrap();
    assert_eq!((claimed.next_at, claimed.failures), (NOW + 240, 0));
    let put = store.put_source("prices", &state, NOW + 240).await;
    assert_eq!(put, Ok(true));
    assert_eq!(store.source("prices").await, Ok(Some(state)));
}
