//! Signals for scripts: the latest values, series, and their file.
#![cfg(feature = "local")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use app::domain::{
    Day,
    signal::{DayValue, Sample, Signal},
};
use serde_json::{Value, json};
use test_kit::{
    answer::Answer,
    openapi::{documented_statuses, validate},
    person::{Call, HOST, Person},
    signals::{bikes, bitcoin, temperature},
    test_app::{NOON, TODAY, TestApp, seconds},
};

async fn get(person: &Person, address: &str) -> Answer {
    person.send(Call::get(address)).await
}

async fn read(person: &Person, address: &str) -> Value {
    let answer = get(person, address).await;
    assert_eq!(answer.status, 200, "{address}: {}", answer.text());
    answer.json()
}

/// The times of a series, in seconds after `NOON`.
fn times(series: &Value) -> Vec<i64> {
    let items = series["items"].as_array().unwrap().iter();
    let times = items.map(|item| item["timestamp"].as_i64().unwrap() - seconds(NOON));
    times.collect()
}

#[tokio::test]
async fn an_installation_without_signals_has_none() {
    let app = TestApp::open().await;
    let ada = app.person();
    assert_eq!(read(&ada, "/signals").await, json!({"items": []}));
    let expected = (404, "not_found".to_owned(), Some("id".to_owned()));
    let answer = get(&ada, "/signals/bitcoin").await;
    assert_eq!(answer.rejection(), expected);
    assert!(!answer.text().contains("bitcoin"));
}

#[tokio::test]
async fn each_signal_has_its_latest_value_under_its_name() {
    let app = TestApp::with_signals(&[temperature(), bitcoin(), bikes()]).await;
    app.sample(&bitcoin(), "2096-11-20T11:55:00Z", 67_000.0)
        .await;
    app.sample(&bitcoin(), NOON, 68_000.5).await;
    app.sample(&temperature(), "2096-11-20T11:45:00Z", -1.5)
        .await;
    let ada = app.person();
    let now = seconds(NOON);
    let expected = json!({"items": [
        {"id": "temperature", "timestamp": now - 900, "name": "Temperature", "value": -1.5, "unit": "°C"},
        {"id": "bitcoin", "timestamp": now, "name": "Bitcoin", "symbol": "BTC", "price": 68_000.5, "unit": "EUR"},
        {"id": "bikes", "name": "Bikes", "unit": ""},
    ]});
    assert_eq!(read(&ada, "/signals").await, expected);
    let french = Call::get("/signals").with("accept-language", "fr");
    let french = ada.send(french).await.json();
    let names = [0, 1, 2].map(|at| french["items"][at]["name"].clone());
    assert_eq!(names, ["Température", "Bitcoin", "Vélos"]);
}

#[tokio::test]
async fn a_series_is_of_whole_days_in_the_signals_zone() {
    let app = TestApp::with_signals(&[temperature(), bitcoin()]).await;
    for time in [
        "2096-11-13T22:59:59Z",
        "2096-11-13T23:00:00Z",
        NOON,
        "2096-11-20T22:59:59Z",
        "2096-11-20T23:00:00Z",
    ] {
        app.sample(&temperature(), time, 7.5).await;
    }
    let ada = app.person();
    let series = read(&ada, "/signals/temperature").await;
    let week = [-6 * 86_400 - 13 * 3600, 0, 11 * 3600 - 1];
    assert_eq!(times(&series), week);
    assert_eq!(series.get("next"), None);
    let head = ["id", "name", "unit", "timeZone", "dayRule"].map(|name| series[name].clone());
    let expected = ["temperature", "Temperature", "°C", "Europe/Paris", "mean"];
    assert_eq!(head, expected);
    assert_eq!(
        series["items"][1],
        json!({"timestamp": seconds(NOON), "value": 7.5})
    );
    let today = format!("/signals/temperature?of=values&start={TODAY}&end={TODAY}");
    assert_eq!(times(&read(&ada, &today).await), week[1..]);
    let tomorrow = "/signals/temperature?start=2096-11-21&end=2096-11-22";
    assert_eq!(times(&read(&ada, tomorrow).await), [11 * 3600]);
    // After midnight in Paris, before it in UTC.
    app.at("2096-11-20T23:30:00Z");
    let series = read(&ada, "/signals/temperature").await;
    assert_eq!(times(&series).last(), Some(&(11 * 3600)));
    app.sample(&bitcoin(), "2096-11-21T00:00:00Z", 1.0).await;
    assert_eq!(read(&ada, "/signals/bitcoin").await["items"], json!([]));
}

/// All pages of a series: the points, and the number of pages.
async fn pages(person: &Person, address: &str) -> (Vec<Value>, usize) {
    let (mut items, mut count, mut after) = (Vec::new(), 0, String::new());
    loop {
        let page = read(person, &format!("{address}{after}")).await;
        items.extend(page["items"].as_array().unwrap().clone());
        count += 1;
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return (items, count),
        }
    }
}

#[tokio::test]
async fn single_values_come_by_pages_of_a_thousand_each_once() {
    let app = TestApp::with_signals(&[bitcoin()]).await;
    let start = seconds("2096-11-14T00:00:00Z");
    let samples = |count: i64| {
        let sample = |at: i64| Sample::new(start + at * 300, at as f64).unwrap();
        (0..count).map(sample).collect::<Vec<_>>()
    };
    let ada = app.person();
    let store = &app.stores().signals;
    store.put(&bitcoin().id, &samples(1_000)).await.unwrap();
    let (items, count) = pages(&ada, "/signals/bitcoin?of=values").await;
    assert_eq!((items.len(), count), (1_000, 1));
    store.put(&bitcoin().id, &samples(1_001)).await.unwrap();
    let (items, count) = pages(&ada, "/signals/bitcoin?of=values").await;
    assert_eq!((items.len(), count), (1_001, 2));
    for (at, item) in (0..).zip(&items) {
        let expected = json!({"timestamp": start + at * 300, "price": at as f64});
        assert_eq!(*item, expected);
    }
    // A place before the span, or after it.
    let (items, _) = pages(
        &ada,
        "/signals/bitcoin?start=2096-11-15&end=2096-11-15&after=0",
    )
    .await;
    assert_eq!(items.len(), 288);
    let late = format!("/signals/bitcoin?after={}", i64::MAX);
    assert_eq!(read(&ada, &late).await["items"], json!([]));
}

#[tokio::test]
async fn values_of_days_come_by_pages_and_gaps_stay_gaps() {
    let app = TestApp::with_signals(&[bikes()]).await;
    let ada = app.person();
    let last = Day::parse(TODAY).unwrap();
    let first = last.plus(-3_659);
    for back in [0, 1, 7, 2_500, 3_659, 3_660] {
        let value = DayValue {
            day: last.plus(-back),
            value: back as f64 + 0.5,
            samples: 24,
        };
        let put = app.stores().signals.put_day(&bikes().id, &value).await;
        put.unwrap();
    }
    let (items, count) = pages(&ada, &format!("/signals/bikes?of=days&start={first}")).await;
    assert_eq!(count, 4);
    let expected = [3_659, 2_500, 7, 1, 0].map(
        |back| json!({"day": last.plus(-back).to_string(), "value": back as f64 + 0.5, "n": 24}),
    );
    assert_eq!(items, expected);
    let week = read(&ada, "/signals/bikes?of=days").await;
    assert_eq!(week["items"], json!(expected[3..]));
    assert_eq!((week.get("next"), &week["dayRule"]), (None, &json!("sum")));
}

#[tokio::test]
async fn a_question_that_breaks_a_rule_is_rejected() {
    let app = TestApp::with_signals(&[bitcoin()]).await;
    let ada = app.person();
    for (query, status, field) in [
        ("start=x", 400, "start"),
        ("start=", 400, "start"),
        ("start=2096-02-30", 400, "start"),
        ("start=1795176000", 400, "start"),
        ("end=20", 400, "end"),
        ("of=weeks", 400, "of"),
        ("of=Days", 400, "of"),
        ("of=", 400, "of"),
        ("after=", 400, "after"),
        ("after=x", 400, "after"),
        ("after=2096-11-20", 400, "after"),
        ("after=99999999999999999999", 400, "after"),
        ("of=days&after=7", 400, "after"),
        ("start=2096-11-21&end=2096-11-20", 422, "end"),
        // By default, the last day is today.
        ("start=2096-11-21", 422, "end"),
        ("start=2096-10-20&end=2096-11-20", 422, "end"),
        ("of=days&start=2086-11-13&end=2096-11-20", 422, "end"),
        ("start=0001-01-01&end=9999-12-31", 422, "end"),
    ] {
        let answer = get(&ada, &format!("/signals/bitcoin?{query}")).await;
        let (got, _, at) = answer.rejection();
        assert_eq!((got, at.as_deref()), (status, Some(field)), "{query}");
    }
    for query in [
        "start=2096-10-21&end=2096-11-20",
        "of=days&start=2086-11-14&end=2096-11-20",
        "start=0001-01-01&end=0001-01-01",
        "start=9999-12-31&end=9999-12-31",
        "of=days&start=9999-12-31&end=9999-12-31&after=9999-12-31",
        "unknown=1",
    ] {
        let answer = read(&ada, &format!("/signals/bitcoin?{query}")).await;
        assert_eq!(answer["items"], json!([]), "{query}");
    }
    for id in [
        "Bitcoin",
        "mood",
        "bitcoin%20",
        "bitcoin%23days",
        "..%2fhealth",
    ] {
        let expected = (404, "not_found".to_owned(), Some("id".to_owned()));
        let answer = get(&ada, &format!("/signals/{id}")).await;
        assert_eq!(answer.rejection(), expected, "{id}");
    }
}

#[tokio::test]
async fn every_documented_status_occurs() {
    let app = TestApp::with_signals(&[bitcoin()]).await;
    let ada = app.person();
    ada.week().await;
    let mut given = BTreeSet::new();
    let paths = ["/signals", "/signals/{id}"];
    let address = |path: &str| path.replace("{id}", "bitcoin");
    for path in paths {
        let call = |query: &str| Call::get(&format!("{}?{query}", address(path)));
        for call in [
            call(""),
            call("userId=1&userId=2"),
            call("userId=grace"),
            call("").with("authorization", "Bearer x"),
        ] {
            given.insert(format!("GET {path} {}", ada.send(call).await.status));
        }
    }
    for address in ["/signals/x", "/signals/bitcoin?start=2096-11-21"] {
        given.insert(format!(
            "GET /signals/{{id}} {}",
            get(&ada, address).await.status
        ));
    }
    app.store_is_down(true);
    for path in paths {
        let status = get(&ada, &address(path)).await.status;
        given.insert(format!("GET {path} {status}"));
    }
    assert_eq!(given, documented_statuses(&paths));
}

/// The file of a new export, as anybody who has the link downloads it, and its name in the store.
async fn file(app: &TestApp, person: &Person, query: &str) -> (Answer, String) {
    let exported = read(person, &format!("/export?format=signals{query}")).await;
    let url = exported["url"].as_str().unwrap();
    let address = url.strip_prefix(&format!("http://{HOST}")).unwrap();
    let answer = get(&app.person(), address).await;
    assert_eq!(answer.status, 200, "{address}");
    let key = exported["file_key"].as_str().unwrap().to_owned();
    (answer, key)
}

/// Fills a signal with values of every five minutes, the last at noon.
async fn fill(app: &TestApp, signal: &Signal, count: i64) -> Vec<i64> {
    let times: Vec<_> = (0..count)
        .rev()
        .map(|back| seconds(NOON) - back * 300)
        .collect();
    let samples = times.iter().map(|&at| Sample::new(at, 1.5).unwrap());
    let samples: Vec<_> = samples.collect();
    app.stores()
        .signals
        .put(&signal.id, &samples)
        .await
        .unwrap();
    times
}

#[tokio::test]
async fn the_file_has_every_value_of_every_signal_once() {
    let app = TestApp::with_signals(&[bitcoin(), bikes(), temperature()]).await;
    let prices = fill(&app, &bitcoin(), 5_001).await;
    let degrees = fill(&app, &temperature(), 1).await;
    let ada = app.person();
    ada.save(TODAY, "good", "a secret").await;
    let (answer, key) = file(&app, &ada, "").await;
    let name = format!("signals_{}.json", seconds(NOON));
    assert!(
        key.starts_with("exports/") && key.ends_with(&format!("/{name}")),
        "{key}"
    );
    assert_eq!(answer.header("content-type"), "application/json");
    let disposition = format!("attachment; filename=\"{name}\"");
    assert_eq!(answer.header("content-disposition"), disposition);
    assert!(!answer.text().contains("secret"));
    let records = answer.json();
    let records = records.as_array().unwrap();
    let schema = json!({"$ref": "#/components/schemas/SignalRecord"});
    for record in [&records[0], &records[5_001]] {
        validate(&schema, record);
    }
    let of = |id: &str| {
        let records = records.iter().filter(|record| record["id"] == id);
        let times = records.map(|record| record["timestamp"].as_i64().unwrap());
        times.collect::<Vec<_>>()
    };
    assert_eq!(of("bitcoin"), prices);
    assert_eq!(of("temperature"), degrees);
    assert_eq!(records.len(), prices.len() + degrees.len());
    assert_eq!(
        records[0],
        json!({
            "id": "bitcoin", "timestamp": prices[0], "name": "Bitcoin", "symbol": "BTC", "price": 1.5,
            "unit": "EUR"
        })
    );
    let (today, _) = file(&app, &ada, &format!("&start={TODAY}&end={TODAY}")).await;
    let today = today.json();
    // Since midnight in UTC for one, since noon for the other.
    assert_eq!(today.as_array().unwrap().len(), 145 + 1);
}

#[tokio::test]
async fn a_file_without_values_is_an_empty_list() {
    for signals in [vec![], vec![bitcoin()]] {
        let app = TestApp::with_signals(&signals).await;
        let ada = app.person();
        ada.save(TODAY, "good", "").await;
        let (answer, _) = file(&app, &ada, "").await;
        assert_eq!(answer.json(), json!([]));
    }
}

#[tokio::test]
async fn a_file_has_at_most_93_days() {
    let app = TestApp::with_signals(&[bitcoin()]).await;
    for day in ["2096-08-19", "2096-08-20", "2096-08-21", TODAY] {
        app.sample(&bitcoin(), &format!("{day}T12:00:00Z"), 1.5)
            .await;
    }
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    for (query, count) in [
        // The last day is tomorrow somewhere on Earth.
        ("", 2),
        ("&start=&end=", 2),
        ("&end=2096-11-20", 3),
        ("&start=2096-08-20&end=2096-11-20", 3),
        ("&end=2096-11-19", 3),
    ] {
        let (answer, _) = file(&app, &ada, query).await;
        assert_eq!(answer.json().as_array().unwrap().len(), count, "{query}");
    }
    let query = "/export?format=signals&start=2096-08-19&end=2096-11-20";
    let expected = (422, "invalid".to_owned(), Some("end".to_owned()));
    assert_eq!(get(&ada, query).await.rejection(), expected);
    let journal = "/export?format=csv&start=2096-08-19&end=2096-11-20";
    assert_eq!(get(&ada, journal).await.status, 200);
}

#[tokio::test]
async fn no_file_is_made_without_a_session_or_with_half_of_the_values() {
    let app = TestApp::with_signals(&[bitcoin()]).await;
    fill(&app, &bitcoin(), 5_001).await;
    let files = || std::fs::read_dir(app.files().join("exports")).map_or(0, Iterator::count);
    let stranger = get(&app.person(), "/export?format=signals").await;
    assert_eq!((stranger.status, files()), (401, 0));
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    let query = "/export?format=signals&start=x";
    let expected = (400, "malformed".to_owned(), Some("start".to_owned()));
    assert_eq!(get(&ada, query).await.rejection(), expected);
    // Until the last page fails.
    let mut failed = 0;
    for calls in 0.. {
        app.store_fails_after(calls);
        let answer = get(&ada, "/export?format=signals").await;
        app.store_is_down(false);
        if answer.status == 200 {
            break;
        }
        assert_eq!(answer.status, 503, "{}", answer.text());
        failed += 1;
    }
    assert!(failed >= 2, "{failed}");
}

#[tokio::test]
async fn the_page_offers_the_file_where_there_are_signals() {
    for (signals, is_offered) in [(vec![], false), (vec![bitcoin()], true)] {
        let app = TestApp::with_signals(&signals).await;
        let ada = app.person();
        for (language, label) in [
            ("en", "The world around your days"),
            ("fr", "Le monde autour de vos journées"),
        ] {
            let call = Call::page("/exports").with("accept-language", language);
            let page = ada.send(call).await;
            assert!(page.text().contains("value=\"fhir\""));
            assert_eq!(page.text().contains("value=\"signals\""), is_offered);
            assert_eq!(page.text().contains(label), is_offered, "{language}");
        }
    }
}
