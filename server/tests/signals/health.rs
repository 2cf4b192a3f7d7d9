//! The operator sees the state of the sources; nobody else does.

use std::sync::Arc;

use app::ports::Services;
use serde_json::json;

use test_kit::{
    person::Call,
    signal_source::Reply,
    test_app::{NOON, OPERATOR, TestApp, seconds},
};

use super::{STORED, Station, value, year};

#[tokio::test]
async fn the_operator_sees_the_state_of_each_source() {
    let station = Station::open().await;
    let person = station.app.person();
    let health = || Call::get("/health").with_key(OPERATOR);
    let before = person.send(health()).await.json();
    assert_eq!(
        before["sources"],
        json!([{"name": "station", "failures": 0}])
    );
    station.source.answers(value(7.5, 0));
    assert_eq!(station.run_at(0).await, STORED);
    station
        .source
        .answers(Reply::text(503, "marker").with("retry-after", "1800"));
    station.run_at(300).await;
    let answer = person.send(health()).await;
    let noon = seconds(NOON);
    let expected = json!([{
        "name": "station",
        "succeededAt": noon,
        "failures": 1,
        "failedAt": noon + 300,
        "error": "status 503",
        "nextAt": noon + 2100,
    }]);
    assert_eq!(answer.json()["sources"], expected);
    assert_eq!(answer.json()["status"], "healthy");
    for secret in ["marker", "station-secret", &station.source.host()] {
        assert!(!answer.text().contains(secret), "{secret}");
    }
    let plain = person.send(Call::get("/health")).await.json();
    assert_eq!(plain.get("sources"), None);
    // A store that fails is a failure of the check.
    station.app.store_is_down(true);
    assert_eq!(person.send(health()).await.status, 503);
}

#[tokio::test]
async fn a_table_of_signals_that_fails_leaves_the_journal_healthy() {
    let sources = [("HUMEUR_SIGNALS", "bitcoin".to_owned())];
    let app = TestApp::configured(&sources, |state| {
        let mut services = Services::clone(&state.services);
        services.stores.signals = year::broken();
        state.services = Arc::new(services);
    })
    .await;
    let person = app.person();
    let answer = person.send(Call::get("/health").with_key(OPERATOR)).await;
    let answer = answer.json();
    assert_eq!(answer["status"], "healthy");
    assert_eq!(answer.get("sources"), None);
}
