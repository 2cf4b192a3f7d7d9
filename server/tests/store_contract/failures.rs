//! A store that is slow, gone or not what it should be.

use std::{
    net::TcpListener,
    time::{Duration, Instant},
};

use app::error::ErrorKind;

use super::*;

/// Every call is refused as Unavailable, and before a person gives up.
async fn assert_unavailable(journal: &Journal) {
    let moods = &journal.store.stores.moods;
    let range = DayRange::new(day("2026-11-16"), day("2026-11-22")).unwrap();
    let entry = draft("2026-11-20", Mood::Good, "secret");
    let since = Instant::now();
    let (ping, put, range, remove) = tokio::join!(
        moods.ping(),
        moods.put(&journal.user, &entry, None, NOW, LATER),
        moods.range(&journal.user, range, NOW),
        moods.remove(&journal.user, entry.day, None, NOW),
    );
    let waited = since.elapsed();
    let of_write = |refusal| match refusal {
        WriteError::Failed(error) => error,
        WriteError::Conflict { version } => panic!("a conflict with version {version}"),
    };
    let (put, remove) = (put.map_err(of_write), remove.map_err(of_write));
    for error in [ping.err(), put.err(), range.err(), remove.err()] {
        assert_eq!(
            error.as_ref().map(|error| error.kind),
            Some(ErrorKind::Unavailable)
        );
        assert_eq!(
            error.unwrap().message,
            "The journal does not answer at the moment."
        );
    }
    assert!(waited < Duration::from_secs(4), "{waited:?}");
}

#[tokio::test]
async fn a_store_that_is_gone_is_unavailable() {
    let engine = Arc::new(SecondEngine::start());
    let journal = Journal::on(engine.clone()).await;
    engine.stop();
    assert_unavailable(&journal).await;
}

#[tokio::test]
async fn a_store_that_never_answers_is_unavailable() {
    let engine = Arc::new(SecondEngine::start());
    let journal = Journal::on(engine.clone()).await;
    let _silence = engine.replace_by_silence();
    assert_unavailable(&journal).await;
}

#[tokio::test]
async fn a_table_that_is_gone_is_unavailable() {
    let journal = Journal::ministack().await;
    journal
        .store
        .client
        .delete_table()
        .table_name(journal.tables.name("moods"))
        .send()
        .await
        .unwrap();
    assert_unavailable(&journal).await;
}

#[tokio::test]
async fn two_that_start_at_once_make_the_tables_once() {
    let engine = SecondEngine::shared();
    let backend = Backend::Remote {
        endpoint: Some(engine.endpoint()),
    };
    let tables = Tables::with_suffix("-of-two");
    let (one, two) = tokio::join!(
        store::open(&backend, &tables),
        store::open(&backend, &tables)
    );
    assert_eq!(one.unwrap().stores.moods.ping().await, Ok(()));
    assert_eq!(two.unwrap().stores.moods.ping().await, Ok(()));
}

#[tokio::test]
async fn an_endpoint_that_is_none_is_refused_in_a_sentence() {
    let nobody = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    for (endpoint, says) in [
        (
            format!("http://{nobody}"),
            "check that the database answers",
        ),
        ("localhost:8000".into(), "DYNAMODB_ENDPOINT"),
    ] {
        let backend = Backend::Remote {
            endpoint: Some(endpoint),
        };
        let refusal = store::open(&backend, &Tables::default())
            .await
            .unwrap_err()
            .to_string();
        assert!(refusal.contains(says), "{refusal}");
    }
}
