//! Other sites: the configured ones may call, no other may read or write.

use serde_json::json;

use crate::{
    house::{FRIEND, HOST, House, TODAY},
    person::{Answer, Call},
};

const STRANGER: &str = "https://evil.example";

fn preflight(path: &str, origin: &str, method: &str) -> Call {
    Call::new("OPTIONS", path)
        .with("origin", origin)
        .with("access-control-request-method", method)
        .with("access-control-request-headers", "content-type")
}

#[track_caller]
fn allows(answer: &Answer, origin: &str) {
    assert_eq!(
        answer.header("access-control-allow-origin"),
        origin,
        "{answer:?}"
    );
    assert!(answer.headers.get_all("vary").iter().any(|vary| {
        vary.to_str()
            .unwrap()
            .to_ascii_lowercase()
            .contains("origin")
    }));
}

#[tokio::test]
async fn a_configured_site_may_call_and_read() {
    let house = House::open().await;
    let ada = house.person();
    for (path, method) in [
        ("/mood", "POST"),
        ("/mood", "DELETE"),
        ("/mood/week", "GET"),
    ] {
        let answer = ada.send(preflight(path, FRIEND, method)).await;
        assert_eq!(answer.status, 200);
        allows(&answer, FRIEND);
        assert!(
            answer
                .header("access-control-allow-methods")
                .contains(method)
        );
        for header in ["content-type", "if-match", "if-none-match"] {
            assert!(
                answer
                    .header("access-control-allow-headers")
                    .contains(header),
                "{header}"
            );
        }
        assert_eq!(
            answer.header("access-control-allow-credentials"),
            "",
            "cookies are for this site"
        );
    }
    let write = Call::json(&json!({"day": TODAY, "mood": "good"})).with("origin", FRIEND);
    let answer = ada.send(write.with("sec-fetch-site", "cross-site")).await;
    assert_eq!(answer.status, 200);
    allows(&answer, FRIEND);
    assert_eq!(answer.header("access-control-expose-headers"), "etag");
    let refused = ada.send(Call::raw_json("{}").with("origin", FRIEND)).await;
    assert_eq!(refused.status, 400);
    allows(&refused, FRIEND);
}

#[tokio::test]
async fn another_site_may_neither_read_nor_write() {
    let house = House::open().await;
    let ada = house.person();
    for origin in [
        STRANGER,
        "null",
        "http://friend.example",
        "https://friend.example.evil.example",
    ] {
        for call in [
            preflight("/mood", origin, "POST"),
            Call::get("/mood/week?start=2096-11-19&end=2096-11-20").with("origin", origin),
            Call::get("/health").with("origin", origin),
        ] {
            assert_eq!(
                ada.send(call).await.header("access-control-allow-origin"),
                "",
                "{origin}"
            );
        }
        let write = Call::form("day=2096-11-20&mood=bad").with("origin", origin);
        let answer = ada.send(write).await;
        assert_eq!(
            answer.refusal(),
            (403, "forbidden".into(), None),
            "{origin}"
        );
    }
    assert_eq!(house.changes(), 0);
}

#[tokio::test]
async fn a_cross_site_form_with_the_persons_cookie_changes_nothing() {
    let house = House::open().await;
    let ada = house.person();
    ada.save(TODAY, "good", "hers").await;
    let before = house.changes();
    for call in [
        Call::form("day=2096-11-20&mood=awful&note=forged"),
        Call::post(
            "/mood?day=2096-11-20&_method=delete",
            "application/x-www-form-urlencoded",
            "",
        ),
    ] {
        let html = call
            .with("accept", "text/html")
            .with("sec-fetch-site", "cross-site");
        assert_eq!(ada.send(html.with("origin", STRANGER)).await.status, 403);
    }
    assert_eq!(house.changes(), before);
    assert_eq!(ada.journal().await, ["2096-11-20 good hers"]);
}

#[tokio::test]
async fn this_site_may_write_from_every_browser() {
    let house = House::open().await;
    let ada = house.person();
    let draft = || Call::json(&json!({"day": TODAY, "mood": "good"}));
    let own = format!("http://{HOST}");
    for call in [
        draft(),
        draft()
            .with("sec-fetch-site", "same-origin")
            .with("origin", &own),
        draft().with("sec-fetch-site", "none"),
        draft().with("origin", &own),
    ] {
        assert_eq!(ada.send(call).await.status, 200);
    }
}
