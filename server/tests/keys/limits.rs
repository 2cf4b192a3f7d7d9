//! Rate, burst and monthly quota.

use std::sync::Arc;

use app::{domain::account::KeyLimits, ports::Services};
use test_kit::test_app::{NOON, memory, seconds};

use super::*;

/// An app whose keys have these limits.
async fn limited(rate: u32, burst: u32, monthly: u64) -> TestApp {
    TestApp::with(memory().await, |state| {
        let mut services = Services::clone(&state.services);
        services.settings.key_limits = KeyLimits::new(rate, burst, monthly).unwrap();
        state.services = Arc::new(services);
    })
}

#[tokio::test]
async fn a_burst_is_answered_and_the_next_call_told_to_wait() {
    let app = limited(2, 3, 100).await;
    let ada = app.account("ada@example.org").await;
    let (_, key) = ada.create_key("full").await;
    for left in [2, 1, 0] {
        let answer = app.person().send(week().with_key(&key)).await;
        assert_eq!(answer.status, 200);
        let policy = "\"burst\";q=3;w=2, \"month\";q=100;w=2678400";
        assert_eq!(answer.header("ratelimit-policy"), policy);
        let burst = format!("\"burst\";r={left};t=");
        assert!(answer.header("ratelimit").starts_with(&burst), "{answer:?}");
    }
    let before = app.changes();
    for call in [week(), draft(), Call::new("HEAD", WEEK)] {
        let answer = app.person().send(call.with_key(&key)).await;
        assert_eq!((answer.status, answer.header("retry-after")), (429, "1"));
        assert!(answer.header("ratelimit").starts_with("\"burst\";r=0;"));
        assert!(!answer.text().contains("items"), "the read was dropped");
    }
    assert_eq!(app.changes(), before);
    let refused = app.person().send(draft().with_key(&key)).await;
    is_refused(&refused, 429, "too_many_requests");
    assert_eq!(refused.json()["error"]["retryAfter"], 1);
    app.at("2096-11-20T12:00:01Z");
    assert_eq!(app.person().send(draft().with_key(&key)).await.status, 200);
    // A person's own session has no such limit, and other keys have their own.
    let (_, other) = ada.create_key("read").await;
    for _ in 0..5 {
        assert_eq!(ada.send(week()).await.status, 200);
    }
    assert_eq!(app.person().send(week().with_key(&other)).await.status, 200);
}

#[tokio::test]
async fn a_month_has_its_quota() {
    let app = limited(1000, 2000, 3).await;
    let ada = app.account("ada@example.org").await;
    let (_, key) = ada.create_key("read").await;
    for _ in 0..3 {
        assert_eq!(app.person().send(week().with_key(&key)).await.status, 200);
    }
    let refused = app.person().send(week().with_key(&key)).await;
    let until = seconds("2096-12-01T00:00:00Z") - seconds(NOON);
    assert_eq!(
        (refused.status, refused.header("retry-after")),
        (429, &*until.to_string())
    );
    app.at("2096-12-01T00:00:00Z");
    assert_eq!(app.person().send(week().with_key(&key)).await.status, 200);
}

/// A refused scope is counted, too: it costs the server as much.
#[tokio::test]
async fn concurrent_calls_never_exceed_the_burst() {
    let app = limited(1, 10, 1000).await;
    let ada = app.account("ada@example.org").await;
    let (_, key) = ada.create_key("log").await;
    let calls = (0..100).map(|at| {
        let (person, call) = (app.person(), if at % 2 == 0 { week() } else { draft() });
        let call = call.with_key(&key);
        async move { person.send(call).await.status }
    });
    let statuses = futures::future::join_all(calls).await;
    // On a busy machine, the store may not answer in time.
    let answered = statuses.iter().filter(|status| matches!(status, 200 | 403));
    assert!((1..=10).contains(&answered.count()), "{statuses:?}");
}
