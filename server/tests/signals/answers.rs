//! Bad answers are refused by a stable reason, and leave what else there is.

use serde_json::{Value, json};

use test_kit::{
    signal_source::{Reply, SignalSource},
    test_app::{NOON, seconds},
};

use super::{FAILED, STORED, Station, UNCHANGED, dust, value};

/// Asserts that an answer fails for a reason, and that the next good one is stored.
async fn is_refused(reply: Reply, reason: &str) {
    is_refused_by(Station::open().await, reply, reason).await;
}

async fn is_refused_by(station: Station, reply: Reply, reason: &str) {
    station.source.answers(reply);
    assert_eq!(station.run_at(0).await, FAILED, "{reason}");
    assert_eq!(station.samples("dust").await, []);
    let state = station.state().await;
    assert_eq!(state.error.as_deref(), Some(reason));
    assert_eq!((state.failures, state.failed_at), (1, Some(seconds(NOON))));
    assert_eq!(state.first_failed_at, state.failed_at);
    assert_eq!((state.succeeded_at, state.etag), (None, None));
    assert_eq!(station.source.received().len(), 1, "{reason}");
    station.source.answers(value(7.5, 300));
    assert_eq!(station.run_at(300).await, STORED, "{reason}");
    assert_eq!(station.samples("dust").await, [(300, 7.5)]);
    let state = station.state().await;
    assert_eq!(
        (state.failures, state.succeeded_at, state.first_failed_at),
        (0, Some(seconds(NOON) + 300), None)
    );
    // The operator still sees the last failure.
    assert_eq!(state.error.as_deref(), Some(reason));
}

#[tokio::test]
async fn an_answer_that_is_no_json_is_refused() {
    for text in [
        "<!doctype html><title>Sign in</title>",
        "",
        "{\"v\": NaN}",
        "{\"v\": Infinity}",
        "{\"v\": 1e999}",
        "{\"v\": 7",
        "{\"v\": 7}}",
        "\u{feff}{\"v\": 7}",
    ] {
        is_refused(Reply::text(200, text), "not JSON").await;
    }
}

#[tokio::test]
async fn a_value_that_is_no_number_at_its_place_is_refused() {
    let at = seconds(NOON);
    for (document, reason) in [
        (json!({"v": "7.5", "t": at}), "not a number"),
        (json!({"v": null, "t": at}), "not a number"),
        (json!({"t": at}), "missing value"),
        (json!([]), "missing value"),
        (json!({"v": 1e300, "t": at}), "out of range"),
        (json!({"v": 7.5}), "invalid time"),
        (json!({"v": 7.5, "t": "soon"}), "invalid time"),
        (json!({"v": 7.5, "t": at - 8 * 86_400}), "old value"),
        (json!({"v": 7.5, "t": at + 901}), "value of the future"),
        (json!({"v": 7.5, "t": at * 1000}), "value of the future"),
    ] {
        is_refused(Reply::json(&document), reason).await;
    }
}

#[tokio::test]
async fn another_status_is_refused() {
    for (status, reason) in [
        (204, "status 204"),
        (304, "status 304"),
        (401, "status 401"),
        (404, "status 404"),
        (429, "status 429"),
        (500, "status 500"),
        (503, "status 503"),
    ] {
        is_refused(Reply::text(status, "{\"v\": 7}"), reason).await;
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    for (status, location) in [
        (301, "/elsewhere"),
        (302, "http://169.254.169.254/latest/meta-data/"),
        (307, "https://station.example/"),
        (308, "//[::1]/"),
    ] {
        let reply = Reply::text(status, "").with("location", location);
        is_refused(reply, "redirect").await;
    }
}

#[tokio::test]
async fn a_large_slow_or_broken_answer_is_refused() {
    is_refused(Reply::endless(), "too large").await;
    let large = format!("{{\"v\": 7{}}}", " ".repeat(1024 * 1024));
    is_refused(Reply::text(200, &large), "too large").await;
    // Few bytes each, many in memory.
    let tiny = format!("{{\"v\": [{}{{}}]}}", "{},".repeat(20_000));
    is_refused(Reply::text(200, &tiny), "too large").await;
    is_refused(Reply::broken("{\"v\": 7}"), "no connection").await;
    let station = Station::changed(|source| source["timeout"] = json!(0.5));
    is_refused_by(station.await, Reply::hangs(), "timeout").await;
}

#[tokio::test]
async fn a_host_that_leads_into_the_operators_network_is_not_called() {
    for (url, reason) in [
        ("https://localhost:PORT/", "blocked address"),
        // No name that a certificate could have: not even resolved.
        ("https://2130706433:PORT/", "no connection"),
        ("https://0x7f.1:PORT/", "no connection"),
        // Listed, so that it is called; it has no certificate.
        ("https://127.0.0.1:PORT/", "no connection"),
    ] {
        let station = Station::of(|source: &SignalSource| {
            dust(&url.replace("PORT", &source.port().to_string()))
        })
        .await;
        station.source.answers(value(7.5, 0));
        assert_eq!(station.run_at(0).await, FAILED, "{url}");
        assert_eq!(
            station.state().await.error.as_deref(),
            Some(reason),
            "{url}"
        );
        assert!(station.source.received().is_empty(), "{url}");
    }
}

#[tokio::test]
async fn a_refused_value_leaves_the_other_signals_of_the_answer() {
    let station = Station::changed(|source| {
        let mut noise = source["signals"][0].clone();
        noise["id"] = json!("noise");
        noise["value"] = json!("/noise");
        source["signals"].as_array_mut().unwrap().insert(0, noise);
    })
    .await;
    let at = seconds(NOON);
    let document = json!({"noise": "loud", "v": 7.5, "t": at});
    let reply = Reply::json(&document).with("etag", "\"1\"");
    station.source.answers(reply.clone());
    assert_eq!(station.run_at(0).await, FAILED);
    assert_eq!(station.samples("noise").await, []);
    assert_eq!(station.samples("dust").await, [(0, 7.5)]);
    assert_eq!(station.days("dust").await.len(), 1);
    // The source answers, so it is asked at its interval, and is not silent.
    for after in [300, 600, 900] {
        let state = station.state().await;
        assert_eq!((state.failures, state.next_at), (0, at + after));
        assert_eq!(
            (state.succeeded_at, state.failed_at),
            (Some(at + after - 300), Some(at + after - 300))
        );
        assert_eq!(state.error.as_deref(), Some("not a number"));
        // The same answer is asked for as a whole, because a part of it was not stored.
        station.source.received();
        assert_eq!(station.run_at(after).await, FAILED);
        assert_eq!(station.source.received()[0].header("if-none-match"), "");
    }
}

#[tokio::test]
async fn values_of_the_same_time_are_stored_once() {
    let station = Station::changed(|source| {
        let signal = &mut source["signals"][0];
        signal["value"] = json!("/r/*/v");
        signal["time"] = json!("/r/*/t");
    })
    .await;
    let at = seconds(NOON);
    let document = json!({"r": [{"v": 1, "t": at}, {"v": 2, "t": at}, {"v": 4, "t": at - 300}]});
    station.source.answers(Reply::json(&document));
    assert_eq!(station.run_at(0).await, STORED);
    assert_eq!(station.samples("dust").await, [(-300, 4.0), (0, 2.0)]);
    assert_eq!(
        station.days("dust").await,
        [("2096-11-20".to_owned(), 3.0, 2)]
    );
}

#[tokio::test]
async fn an_answer_is_asked_for_again_only_if_it_changed() {
    let station = Station::open().await;
    let modified = "Tue, 20 Nov 2096 12:00:00 GMT";
    let reply = value(7.5, 0).with("ETag", "\"7\"");
    station
        .source
        .answers(reply.with("last-modified", modified));
    assert_eq!(station.run_at(0).await, STORED);
    let first = station.source.received().remove(0);
    assert_eq!(first.header("if-none-match"), "");
    assert_eq!(first.header("x-key"), "station-secret");
    assert!(first.header("user-agent").starts_with("humeur/"));
    assert_eq!(station.run_at(300).await, UNCHANGED);
    let second = station.source.received().remove(0);
    assert_eq!(second.header("if-none-match"), "\"7\"");
    assert_eq!(second.header("if-modified-since"), modified);
    let state = station.state().await;
    assert_eq!(state.succeeded_at, Some(seconds(NOON) + 300));
    station
        .source
        .answers(value(8.5, 600).with("ETag", "\"8\""));
    assert_eq!(station.run_at(600).await, STORED);
    let state = station.state().await;
    assert_eq!(
        (state.etag.as_deref(), state.last_modified),
        (Some("\"8\""), None)
    );
}

#[tokio::test]
async fn a_value_without_a_time_belongs_to_the_interval() {
    let station = Station::changed(|source| source["signals"][0]["time"] = Value::Null).await;
    station.source.answers(Reply::json(&json!({"v": 7.5})));
    assert_eq!(station.run_at(100).await, STORED);
    // A scheduler that is a minute early.
    assert_eq!(station.run_at(245).await, STORED);
    assert_eq!(station.run_at(601).await, STORED);
    let samples = [(0, 7.5), (300, 7.5), (600, 7.5)];
    assert_eq!(station.samples("dust").await, samples);
}

#[tokio::test]
async fn a_value_without_a_time_is_asked_for_also_if_it_is_the_same() {
    let station = Station::changed(|source| source["signals"][0]["time"] = Value::Null).await;
    let reply = Reply::json(&json!({"v": 7.5})).with("etag", "\"7\"");
    station
        .source
        .answers(reply.with("last-modified", "Tue, 20 Nov 2096 12:00:00 GMT"));
    assert_eq!(station.run_at(0).await, STORED);
    assert_eq!(station.run_at(86_400).await, STORED);
    for request in station.source.received() {
        assert_eq!(request.header("if-none-match"), "");
        assert_eq!(request.header("if-modified-since"), "");
    }
    assert_eq!(station.days("dust").await.len(), 2);
}

#[tokio::test]
async fn a_value_without_a_time_is_of_the_day_on_which_it_is_asked_for() {
    let station = Station::changed(|source| {
        source["interval"] = json!(86_400);
        source["signals"][0]["time"] = Value::Null;
        source["signals"][0]["zone"] = json!("America/New_York");
    })
    .await;
    station.source.answers(Reply::json(&json!({"v": 7.5})));
    // The interval began at 19:00 of the day before in New York.
    assert_eq!(station.run_at(0).await, STORED);
    let days = station.days("dust").await;
    assert_eq!(days, [("2096-11-20".to_owned(), 7.5, 1)]);
    let midnight = 5 * 3600 - 12 * 3600;
    assert_eq!(station.samples("dust").await, [(midnight, 7.5)]);
}

#[tokio::test]
async fn a_source_may_have_a_smaller_limit_of_size() {
    let station = Station::changed(|source| source["maxBytes"] = json!(100));
    let large = format!("{{\"v\": 7{}}}", " ".repeat(100));
    is_refused_by(station.await, Reply::text(200, &large), "too large").await;
}
