//! A source that fails is asked less often, and not before it wants to be.

use test_kit::{
    signal_source::Reply,
    test_app::{NOON, seconds},
};

use super::{SKIPPED, STORED, Station, rfc3339, value};

/// The seconds until the source is asked again.
async fn wait(station: &Station, after: i64) -> i64 {
    station.state().await.next_at - seconds(NOON) - after
}

#[tokio::test]
async fn a_retry_after_is_followed_in_seconds_and_as_a_date_up_to_six_hours() {
    let date = chrono::DateTime::from_timestamp(seconds(NOON) + 7200, 0).unwrap();
    let date = date.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    for (status, header, expected) in [
        (429, "1800", 1800),
        (503, "1800", 1800),
        (429, &date, 7200),
        (429, "99999999", 6 * 3600),
        (429, "99999999999999999999999", 6 * 3600),
    ] {
        let station = Station::open().await;
        station
            .source
            .answers(Reply::text(status, "").with("retry-after", header));
        assert_eq!(station.run_at(0).await, [0, 0, 1, 0, 0]);
        assert_eq!(wait(&station, 0).await, expected, "{header}");
        station.source.answers(value(7.5, 0));
        // Not even half a minute too early.
        let silent = u32::from(expected - 30 > 3600);
        let early = station.run_at(expected - 30).await;
        assert_eq!(early, [0, 0, 0, 1, silent], "{header}");
        assert_eq!(station.run_at(expected).await, STORED);
        assert_eq!(station.source.received().len(), 2);
    }
}

#[tokio::test]
async fn without_a_retry_after_the_wait_doubles_up_to_an_hour() {
    for header in [None, Some("soon"), Some("-1"), Some("0")] {
        let station = Station::open().await;
        let reply = Reply::text(429, "");
        station.source.answers(match header {
            Some(header) => reply.with("retry-after", header),
            None => reply,
        });
        let mut now = 0;
        for longest in [300, 600, 1200, 2400, 3600, 3600] {
            let silent = u32::from(now > 3600);
            assert_eq!(station.run_at(now).await, [0, 0, 1, 0, silent]);
            let wait = wait(&station, now).await;
            assert!((longest / 2..=longest).contains(&wait), "{longest}: {wait}");
            now += wait;
        }
        assert_eq!(station.state().await.failures, 6);
        // The source is back: it is asked at every interval again.
        station.source.answers(value(7.5, now));
        assert_eq!(station.run_at(now).await, STORED);
        let wait = wait(&station, now).await;
        assert!((1..=360).contains(&wait), "{wait}");
    }
}

#[tokio::test]
async fn a_source_that_never_answered_is_silent_after_an_hour() {
    let station = Station::open().await;
    station.source.answers(Reply::text(500, ""));
    for now in (0..=2 * 3600).step_by(300) {
        let counts = station.run_at(now).await;
        assert_eq!(counts[4], u32::from(now > 3600), "{now}");
    }
    let state = station.state().await;
    assert_eq!(state.first_failed_at, Some(seconds(NOON)));
}

#[tokio::test]
async fn a_source_is_silent_after_an_hour() {
    let station = Station::open().await;
    station.source.answers(value(7.5, 0));
    assert_eq!(station.run_at(0).await, STORED);
    station.source.answers(Reply::text(500, ""));
    let mut now = 0;
    let mut silent = 0;
    while now < 2 * 3600 {
        now += 300;
        let counts = station.run_at(now).await;
        silent = counts[4];
        // An interval may be missed before the hour begins.
        assert_eq!(silent == 1, now > 3900, "{now}");
    }
    assert_eq!(silent, 1);
    let next_at = station.state().await.next_at;
    let back = next_at - seconds(NOON);
    station.source.answers(value(8.5, back));
    station.app.at(&rfc3339(next_at));
    assert_eq!(station.run().await, STORED);
    assert_eq!(station.run().await, SKIPPED);
}
