//! A store that is out of reach: calm, honest, and nothing lost.

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
    assert_eq!(answer.refusal(), (503, "unavailable".into(), None));
    assert_eq!(answer.header("retry-after"), "5");
}

async fn every_call_says_so(app: &TestApp) {
    let ada = app.person();
    unavailable(&ada.send(Call::get("/health")).await);
    unavailable(&ada.send(Call::get(WEEK)).await);
    unavailable(
        &ada.send(Call::json(&json!({"day": TODAY, "mood": "bad"})))
            .await,
    );
    unavailable(&ada.send(Call::form("day=2096-11-20&mood=bad")).await);
    unavailable(&ada.send(Call::new("DELETE", "/mood?day=2096-11-20")).await);
    // What is wrong with the request is said first: no use in trying that again.
    assert_eq!(ada.send(Call::raw_json("{}")).await.status, 400);
}

#[tokio::test]
async fn the_api_says_when_to_try_again_and_then_it_works() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "before").await;
    app.store_is_down(true);
    every_call_says_so(&app).await;
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
async fn the_page_is_calm_and_never_an_empty_week() {
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
        // An empty form would invite people to overwrite an entry they can't see.
        assert!(!page.text().contains("<textarea"), "{language}");
    }
}

#[tokio::test]
async fn a_form_that_could_not_be_saved_keeps_its_words() {
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

/// An app on that engine, once it is there: on a busy machine it first takes
/// longer than a call may.
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
async fn a_database_that_is_gone_is_an_outage() {
    let engine = Arc::new(SecondEngine::start());
    let app = app_on(&engine).await;
    engine.stop();
    every_call_says_so(&app).await;
}

#[tokio::test]
async fn a_database_that_never_answers_is_an_outage_before_people_give_up() {
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

/// Makes every write to the embedded engine's table of entries fail, as on a full disk, or not.
fn refuse_writes(data: &Path, refuse: bool) {
    let file = rusqlite::Connection::open(data.join("humeur.db")).unwrap();
    let change = if refuse {
        "CREATE TRIGGER full BEFORE INSERT ON moods \
         BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END"
    } else {
        "DROP TRIGGER full"
    };
    file.execute_batch(change).unwrap();
}

#[tokio::test]
async fn a_store_that_takes_no_writes_is_not_healthy_until_it_takes_one() {
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
        assert_eq!(answer.refusal(), (503, "read_only".into(), None));
        assert_eq!(answer.header("retry-after"), "5");
    }
    ada.save(TODAY, "good", "before").await;
    assert_eq!(health().await.status, 200);

    refuse_writes(data.path(), true);
    assert_eq!(health().await.status, 200, "nobody has tried to write yet");
    let write = || ada.send(Call::json(&json!({"day": TODAY, "mood": "bad"})));
    unavailable(&write().await);
    read_only(&health().await);
    assert_eq!(ada.journal().await, ["2096-11-20 good before"]);

    // It is not tried at every question.
    refuse_writes(data.path(), false);
    read_only(&health().await);
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(health().await.status, 200);
    assert_eq!(write().await.status, 200);

    // A start tries at the first question, and leaves nothing behind.
    refuse_writes(data.path(), true);
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

/// Caches on the way may hand a failure to the next one who comes.
#[tokio::test]
async fn a_failure_gives_nobody_a_session() {
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
