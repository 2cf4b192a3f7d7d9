//! The presets read the documented answers of their services.

use test_kit::{
    signal_source::{Reply, coingecko, open_meteo, paris_bikes},
    test_app::{NOON, seconds},
};

use super::{STORED, Station, UNCHANGED};

#[tokio::test]
async fn prices_of_both_coins_come_by_one_request() {
    let station = Station::of_presets("bitcoin,ethereum").await;
    let at = seconds(NOON) - 40;
    let prices = [("bitcoin", 68_123.45), ("ethereum", 2_345.0)];
    station.source.answers(Reply::json(&coingecko(&prices, at)));
    assert_eq!(station.run_at(0).await, STORED);
    assert_eq!(station.samples("bitcoin").await, [(-40, 68_123.45)]);
    assert_eq!(station.samples("ethereum").await, [(-40, 2_345.0)]);
    let day = ("2096-11-20".to_owned(), 68_123.45, 1);
    assert_eq!(station.days("bitcoin").await, [day]);
    let received = station.source.received();
    let address = "/api/v3/simple/price?ids=bitcoin,ethereum&vs_currencies=eur\
                   &include_last_updated_at=true";
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].address, address);
    assert_eq!(received[0].header("accept"), "application/json");
    // The same price again.
    assert_eq!(station.run_at(300).await, UNCHANGED);
    assert_eq!(station.samples("bitcoin").await.len(), 1);
    // The last price of a day is the day's.
    let prices = [("bitcoin", 70_000.0), ("ethereum", 2_345.0)];
    station
        .source
        .answers(Reply::json(&coingecko(&prices, at + 600)));
    assert_eq!(station.run_at(600).await, STORED);
    let day = ("2096-11-20".to_owned(), 70_000.0, 2);
    assert_eq!(station.days("bitcoin").await, [day]);
}

#[tokio::test]
async fn weather_has_a_temperature_now_and_hours_of_days() {
    let station = Station::of_presets("weather@48.85,2.35,Europe/Paris").await;
    let days = [
        ("2096-11-19", 7200.0, 32_760.0),
        ("2096-11-20", 16_200.0, 32_616.0),
    ];
    let document = open_meteo("2096-11-20T12:45", 7.3, &days);
    station.source.answers(Reply::json(&document));
    assert_eq!(station.run_at(0).await, STORED);
    // A quarter before one in Paris.
    assert_eq!(station.samples("temperature").await, [(-900, 7.3)]);
    let day = |day: &str, value, samples| (day.to_owned(), value, samples);
    assert_eq!(
        station.days("sun").await,
        [day("2096-11-19", 2.0, 1), day("2096-11-20", 4.5, 1)]
    );
    assert_eq!(
        station.days("daylight").await[1],
        day("2096-11-20", 9.06, 1)
    );
    // Midnight in Paris.
    assert_eq!(station.samples("sun").await[1], (-13 * 3600, 4.5));
    // A later forecast replaces the earlier one.
    let days = [
        ("2096-11-19", 7200.0, 32_760.0),
        ("2096-11-20", 10_800.0, 32_616.0),
    ];
    let document = open_meteo("2096-11-20T13:00", 8.3, &days);
    station.source.answers(Reply::json(&document));
    assert_eq!(station.run_at(900).await, STORED);
    assert_eq!(station.days("sun").await[1], day("2096-11-20", 3.0, 1));
    let mean = f64::midpoint(7.3, 8.3);
    assert_eq!(
        station.days("temperature").await,
        [day("2096-11-20", mean, 2)]
    );
}

#[tokio::test]
async fn bikes_of_an_hour_are_summed_up_by_days_of_paris() {
    let station = Station::of_presets("paris-bikes").await;
    let hours = [
        ("2096-11-20T05:00:00+00:00", 4000),
        ("2096-11-19T23:00:00+00:00", 300),
        ("2096-11-19T22:00:00+00:00", 500),
        ("2096-11-19T21:00:00+00:00", 700),
    ];
    station.source.answers(Reply::json(&paris_bikes(&hours)));
    assert_eq!(station.run_at(0).await, STORED);
    let day = |day: &str, value, samples| (day.to_owned(), value, samples);
    assert_eq!(
        station.days("bikes").await,
        [day("2096-11-19", 1200.0, 2), day("2096-11-20", 4300.0, 2)]
    );
    assert_eq!(station.samples("bikes").await.len(), 4);
    // A counter that reports late.
    let hours = [("2096-11-19T22:00:00+00:00", 600)];
    station.source.answers(Reply::json(&paris_bikes(&hours)));
    assert_eq!(station.run_at(3600).await, STORED);
    assert_eq!(station.days("bikes").await[0], day("2096-11-19", 1300.0, 2));
}

#[tokio::test]
async fn three_days_of_bikes_may_be_published_at_once() {
    let station = Station::of_presets("paris-bikes").await;
    let hours: Vec<String> = (0..72)
        .map(|back| super::rfc3339(seconds(NOON) - back * 3600))
        .collect();
    let hours: Vec<(&str, u32)> = hours.iter().map(|hour| (hour.as_str(), 10)).collect();
    station.source.answers(Reply::json(&paris_bikes(&hours)));
    assert_eq!(station.run_at(0).await, STORED);
    let received = station.source.received();
    let limit = received[0].address.split("&limit=").nth(1).unwrap();
    assert!(limit.parse::<usize>().unwrap() >= hours.len(), "{limit}");
    assert_eq!(station.samples("bikes").await.len(), 72);
    let days = station.days("bikes").await.into_iter();
    let days: Vec<_> = days.map(|(_, value, samples)| (value, samples)).collect();
    // Since 14:00 in Paris, until 13:00.
    assert_eq!(days, [(100.0, 10), (240.0, 24), (240.0, 24), (140.0, 14)]);
}

#[tokio::test]
async fn presets_are_asked_at_their_own_intervals() {
    let station = Station::of_presets("bitcoin weather@48.85,2.35,Europe/Paris paris-bikes").await;
    let prices = coingecko(&[("bitcoin", 1.0)], seconds(NOON));
    station.source.answers_at("/api/v3/", Reply::json(&prices));
    let weather = open_meteo("2096-11-20T13:00", 7.3, &[("2096-11-20", 1.0, 2.0)]);
    station.source.answers_at("/v1/", Reply::json(&weather));
    let bikes = paris_bikes(&[("2096-11-20T05:00:00+00:00", 4000)]);
    station
        .source
        .answers_at("/api/explore/", Reply::json(&bikes));
    assert_eq!(station.run_at(0).await, [3, 0, 0, 0, 0]);
    for tick in 1..12 {
        let due = 1 + u32::from(tick % 3 == 0);
        assert_eq!(
            station.run_at(tick * 300).await,
            [0, due, 0, 3 - due, 0],
            "{tick}"
        );
    }
    assert_eq!(station.run_at(3600).await, [0, 3, 0, 0, 0]);
    let signals = &station.app.services().settings.signals;
    let ids: Vec<_> = signals.iter().map(|signal| signal.id.as_str()).collect();
    assert_eq!(ids, ["bitcoin", "temperature", "sun", "daylight", "bikes"]);
}
