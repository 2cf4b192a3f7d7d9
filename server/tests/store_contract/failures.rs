//! A store that is slow, stopped or incomplete.

use std::{
    net::TcpListener,
    time::{Duration, Instant},
};

use app::error::ErrorKind;

use super::*;

/// Expects every call to fail as Unavailable, before a person gives up.
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
    let of_write = |rejection| match rejection {
        WriteError::Failed(error) => error,
        WriteError::Conflict { version } => panic!("conflict at version {version}"),
    };
    let (put, remove) = (put.map_err(of_write), remove.map_err(of_write));
    for error in [ping.err(), put.err(), range.err(), remove.err()] {
        assert_eq!(
            error.as_ref().map(|error| error.kind),
            Some(ErrorKind::Unavailable)
        );
        assert_eq!(
            error.unwrap().message,
            "The store does not answer at the moment."
        );
    }
    assert!(waited < Duration::from_secs(4), "{waited:?}");
}

#[tokio::test]
async fn a_stopped_store_is_unavailable() {
    let engine = Arc::new(SecondEngine::start());
    let journal = Journal::on(engine.clone()).await;
    engine.stop();
    assert_unavailable(&journal).await;
}

#[tokio::test]
async fn a_silent_store_is_unavailable() {
    let engine = Arc::new(SecondEngine::start());
    let journal = Journal::on(engine.clone()).await;
    let _silence = engine.replace_by_silence();
    assert_unavailable(&journal).await;
}

#[tokio::test]
async fn a_deleted_table_is_unavailable() {
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
async fn two_concurrent_starts_create_the_tables_once() {
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
async fn an_invalid_endpoint_is_an_error() {
    let unreachable = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    for (endpoint, says) in [
        (
            format!("http://{unreachable}"),
            "check that the database answers",
        ),
        ("localhost:8000".into(), "DYNAMODB_ENDPOINT"),
    ] {
        let backend = Backend::Remote {
            endpoint: Some(endpoint),
        };
        let rejection = store::open(&backend, &Tables::default())
            .await
            .unwrap_err()
            .to_string();
        assert!(rejection.contains(says), "{rejection}");
    }
}
