//! Outages of the store: clear errors, and no lost data.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::json;
use server::store::{self, Backend, Tables};

use test_kit::{
    answer::Answer,
    person::Call,
    second_engine::SecondEngine,
    test_app::{TODAY, TestApp},
};

const WEEK: &str = "/mood/week?start=2096-11-19&end=2096-11-25";

#[track_caller]
fn unavailable(answer: &Answer) {
    assert_eq!(answer.rejection(), (503, "unavailable".into(), None));
    assert_eq!(answer.header("retry-after"), "5");
}

async fn every_call_is_unavailable(app: &TestApp) {
    let ada = app.person();
    unavailable(&ada.send(Call::get("/health")).await);
    unavailable(&ada.send(Call::get(WEEK)).await);
    unavailable(
        &ada.send(Call::json(&json!({"day": TODAY, "mood": "bad"})))
            .await,
    );
    unavailable(&ada.send(Call::form("day=2096-11-20&mood=bad")).await);
    unavailable(&ada.send(Call::new("DELETE", "/mood?day=2096-11-20")).await);
    // Errors in the request itself come first, because a retry would not help.
    assert_eq!(ada.send(Call::raw_json("{}")).await.status, 400);
}

#[tokio::test]
async fn the_api_asks_for_a_retry_that_succeeds() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "before").await;
    app.store_is_down(true);
    every_call_is_unavailable(&app).await;
    app.store_is_down(false);
    assert_eq!(ada.journal().await, ["2096-11-20 good before"]);
    let healthy = ada.send(Call::get("/health")).await;
    assert_eq!(
        healthy.json(),
        json!({
            "status": "healthy",
            "service": "humeur",
            "version": env!("CARGO_PKG_VERSION"),
            "database": "connected",
            "environment": "local",
        })
    );
}

#[tokio::test]
async fn the_page_explains_the_outage_instead_of_an_empty_week() {
    let app = TestApp::open().await;
    let ada = app.person();
    app.store_is_down(true);
    for (language, words) in [
        ("en", "We can’t reach your journal"),
        ("fr", "Votre journal est inaccessible"),
    ] {
        let page = ada
            .send(Call::page("/").with("accept-language", language))
            .await;
        assert_eq!((page.status, page.header("retry-after")), (503, "5"));
        assert!(page.text().contains(words));
        // An empty form would invite people to overwrite an entry that they can't see.
        assert!(!page.text().contains("<textarea"), "{language}");
    }
}

#[tokio::test]
async fn a_form_that_could_not_be_saved_keeps_its_text() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.send(Call::page("/")).await;
    app.store_is_down(true);
    let form = Call::form("day=2096-11-20&mood=great&note=words+that+took+a+while");
    let page = ada.send(form.by_browser()).await;
    assert_eq!((page.status, page.header("retry-after")), (503, "5"));
    assert!(
        page.text().contains("words that took a while</textarea>"),
        "{}",
        page.text()
    );
    let great = page
        .text()
        .split("<input")
        .find(|input| input.contains("value=\"great\""))
        .unwrap();
    assert!(
        great.split('>').next().unwrap().contains(" checked"),
        "{great}"
    );
    assert!(page.text().contains("Your words are still here."));
}

/// An app on that engine, once it responds: on a busy machine its start takes longer than a call's
/// timeout.
async fn app_on(engine: &SecondEngine) -> TestApp {
    let endpoint = Some(engine.endpoint());
    let backend = Backend::Remote { endpoint };
    let since = Instant::now();
    loop {
        match store::open(&backend, &Tables::default()).await {
            Ok(store) => return TestApp::with(store, |_| {}),
            Err(error) => assert!(since.elapsed() < Duration::from_secs(30), "{error}"),
        }
    }
}

#[tokio::test]
async fn a_stopped_database_is_an_outage() {
    let engine = Arc::new(SecondEngine::start());
    let app = app_on(&engine).await;
    engine.stop();
    every_call_is_unavailable(&app).await;
}

#[tokio::test]
async fn a_silent_database_is_an_outage_within_the_timeout() {
    let engine = Arc::new(SecondEngine::start());
    let app = app_on(&engine).await;
    let _silence = engine.replace_by_silence();
    let (ada, since) = (app.person(), Instant::now());
    let (health, page) = tokio::join!(ada.send(Call::get("/health")), ada.send(Call::page("/")));
    unavailable(&health);
    assert_eq!(page.status, 503);
    assert!(
        since.elapsed() < Duration::from_secs(5),
        "{:?}",
        since.elapsed()
    );
}

/// Makes writes to the embedded engine's table of entries fail, as on a full disk, or work again.
fn fail_writes(data: &Path, fail: bool) {
    let file = rusqlite::Connection::open(data.join("humeur.db")).unwrap();
    let change = if fail {
        "CREATE TRIGGER full BEFORE INSERT ON moods \
         BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END"
    } else {
        "DROP TRIGGER full"
    };
    file.execute_batch(change).unwrap();
}

#[tokio::test]
async fn a_read_only_store_is_unhealthy_until_a_write_succeeds() {
    let data = tempfile::tempdir().unwrap();
    let backend = Backend::Embedded {
        data_dir: data.path().into(),
    };
    let store = store::open(&backend, &Tables::default()).await.unwrap();
    let app = TestApp::with(store, |_| {});
    let ada = app.person();
    let health = || ada.send(Call::get("/health"));
    #[track_caller]
    fn read_only(answer: &Answer) {
        assert_eq!(answer.rejection(), (503, "read_only".into(), None));
        assert_eq!(answer.header("retry-after"), "5");
    }
    ada.save(TODAY, "good", "before").await;
    assert_eq!(health().await.status, 200);

    fail_writes(data.path(), true);
    assert_eq!(health().await.status, 200, "no write was attempted yet");
    let write = || ada.send(Call::json(&json!({"day": TODAY, "mood": "bad"})));
    unavailable(&write().await);
    read_only(&health().await);
    assert_eq!(ada.journal().await, ["2096-11-20 good before"]);

    // A health check does not probe every time.
    fail_writes(data.path(), false);
    read_only(&health().await);
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(health().await.status, 200);
    assert_eq!(write().await.status, 200);

    // The first check after a start probes, and its item is deleted.
    fail_writes(data.path(), true);
    let second = tempfile::tempdir().unwrap();
    let copy = second.path().join("humeur.db");
    let file = rusqlite::Connection::open(data.path().join("humeur.db")).unwrap();
    file.execute("VACUUM INTO ?1", [copy.to_str().unwrap()])
        .unwrap();
    let count = "SELECT count(*) FROM moods";
    let items: u32 = file.query_row(count, [], |row| row.get(0)).unwrap();
    assert_eq!(items, 1);
    let backend = Backend::Embedded {
        data_dir: second.path().into(),
    };
    let store = store::open(&backend, &Tables::default()).await.unwrap();
    let app = TestApp::with(store, |_| {});
    read_only(&app.person().send(Call::get("/health")).await);
}

/// Caches may serve a stored failure to other people.
#[tokio::test]
async fn a_failure_sets_no_session() {
    let app = TestApp::open().await;
    app.store_is_down(true);
    for call in [Call::page("/"), Call::get("/health")] {
        let answer = app.person().send(call).await;
        assert_eq!(answer.status, 503);
        assert_eq!(answer.header("set-cookie"), "");
    }
    app.store_is_down(false);
    let answer = app.person().send(Call::page("/")).await;
    assert!(answer.header("set-cookie").starts_with("humeur="));
}
