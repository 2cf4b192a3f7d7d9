//! Other sites: configured ones may call the API, all others may neither read nor write.

use serde_json::json;

use test_kit::{
    answer::Answer,
    person::Call,
    person::HOST,
    test_app::{FRIEND, TODAY, TestApp, memory},
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
    let app = TestApp::open().await;
    let ada = app.person();
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
    let health = Call::get("/health").with("origin", FRIEND);
    let answer = ada.send(health.with("sec-fetch-site", "cross-site")).await;
    assert_eq!(answer.status, 200);
    allows(&answer, FRIEND);
    let exposed = "etag,retry-after,ratelimit-policy,ratelimit";
    assert_eq!(answer.header("access-control-expose-headers"), exposed);
    let rejected = ada.send(Call::raw_json("{").with("origin", FRIEND)).await;
    assert_eq!(rejected.status, 400);
    allows(&rejected, FRIEND);
}

/// From the same domain, a browser sends the person's cookies.
#[tokio::test]
async fn cookies_of_a_configured_site_are_ignored() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "hers").await;
    let before = app.changes();
    let newcomer = app.person();
    let json = || Call::json(&json!({"day": TODAY, "mood": "awful"}));
    for from in ["same-site", "cross-site", ""] {
        let sent = |call: Call| {
            let call = call.with("origin", FRIEND);
            match from {
                "" => call,
                site => call.with("sec-fetch-site", site),
            }
        };
        for person in [&ada, &newcomer] {
            for call in [
                json(),
                Call::form("day=2096-11-20&mood=awful").with("accept", "text/html"),
                Call::new("DELETE", "/mood?day=2096-11-20"),
                Call::get("/mood/week?start=2096-11-19&end=2096-11-20"),
            ] {
                let answer = person.send(sent(call)).await;
                assert_eq!(answer.status, 401, "{from:?}: {answer:?}");
                assert!(!answer.text().contains("hers"), "{from:?}");
                assert_eq!(answer.header("set-cookie"), "", "{from:?}");
            }
            let health = person.send(sent(Call::get("/health"))).await;
            assert_eq!((health.status, health.header("set-cookie")), (200, ""));
        }
    }
    assert_eq!(app.changes(), before);
    assert_eq!(ada.journal().await, ["2096-11-20 good hers"]);
}

#[tokio::test]
async fn another_site_may_neither_read_nor_write() {
    let app = TestApp::open().await;
    let ada = app.person();
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
            answer.rejection(),
            (403, "forbidden".into(), None),
            "{origin}"
        );
    }
    assert_eq!(app.changes(), 0);
}

#[tokio::test]
async fn a_cross_site_form_with_the_persons_cookie_changes_nothing() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "hers").await;
    let before = app.changes();
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
    assert_eq!(app.changes(), before);
    assert_eq!(ada.journal().await, ["2096-11-20 good hers"]);
}

#[tokio::test]
async fn a_same_origin_request_may_write() {
    let own = &*format!("http://{HOST}");
    let app = TestApp::with(memory().await, |state| {
        state.origin = Some("https://mood.example.org".parse().unwrap());
        // A plausible mistake in the configuration.
        state.cors_origins = vec![FRIEND.parse().unwrap(), own.parse().unwrap()];
    });
    let ada = app.person();
    for (headers, status) in [
        (&[] as &[(&str, &str)], 200),
        (&[("sec-fetch-site", "same-origin"), ("origin", own)], 200),
        (&[("sec-fetch-site", "none")], 200),
        (&[("origin", own)], 200),
        (&[("origin", "http://MOOD.example")], 200),
        // The public address, behind a proxy that rewrites `Host`.
        (&[("origin", "https://mood.example.org")], 200),
        (&[("origin", "https://MOOD.example.org")], 200),
        (&[("origin", "http://mood.example.org")], 403),
        (&[("origin", "https://mood.example.org:8443")], 403),
        (&[("origin", "https://mood.example.org.evil.example")], 403),
        (&[("origin", "https://mood.example.evil.example")], 403),
        (&[("origin", STRANGER)], 403),
        (&[("origin", "null")], 403),
        (&[("sec-fetch-site", "cross-site")], 403),
        (&[("sec-fetch-site", "same-site")], 403),
        // A newer browser states the site explicitly.
        (
            &[
                ("sec-fetch-site", "cross-site"),
                ("origin", "https://mood.example.org"),
            ],
            403,
        ),
    ] {
        let draft = Call::json(&json!({"day": TODAY, "mood": "good"}));
        let call = headers
            .iter()
            .fold(draft, |call, (name, value)| call.with(name, value));
        assert_eq!(ada.send(call).await.status, status, "{headers:?}");
    }
}
