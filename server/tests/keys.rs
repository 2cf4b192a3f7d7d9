//! API keys: who makes them, what they open, and how often.
#![cfg(feature = "local")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeSet, sync::Arc};

use app::{domain::account::KeyLimits, ports::Services};
use serde_json::{Value, json};
use test_kit::{
    accounts::accept,
    answer::Answer,
    openapi::documented_statuses,
    person::{Call, Person},
    test_app::{FRIEND, NOON, OPERATOR, TODAY, TestApp, memory, seconds},
};

const WEEK: &str = "/mood/week?start=2096-11-19&end=2096-11-25";

fn draft() -> Call {
    Call::json(&json!({"day": TODAY, "mood": "good", "note": "by key"}))
}

fn week() -> Call {
    Call::get(WEEK)
}

fn create(key: &Value) -> Call {
    Call::post_json("/keys", key)
}

fn revoke(id: &str) -> Call {
    Call::new("DELETE", &format!("/keys?id={id}"))
}

/// An app whose keys have these limits.
async fn limited(rate: u32, burst: u32, monthly: u64) -> TestApp {
    TestApp::with(memory().await, |state| {
        let mut services = Services::clone(&state.services);
        services.settings.key_limits = KeyLimits::new(rate, burst, monthly).unwrap();
        state.services = Arc::new(services);
    })
}

async fn keys(person: &Person) -> Vec<Value> {
    let listed = person.send(Call::get("/keys")).await;
    assert_eq!(listed.status, 200, "{}", listed.text());
    listed.json()["keys"].as_array().unwrap().clone()
}

#[track_caller]
fn is_refused(answer: &Answer, status: u16, kind: &str) {
    let (found, found_kind, _) = answer.rejection();
    assert_eq!((found, &*found_kind), (status, kind), "{}", answer.text());
}

#[tokio::test]
async fn a_key_is_shown_once_and_listed_without_its_text() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    let (id, secret) = ada.create_key("full").await;
    let listed = ada.send(Call::get("/keys")).await;
    assert!(!listed.text().contains(&secret[7..]));
    let listed = listed.json();
    assert_eq!(listed["userId"], *ada.user_id().await);
    let now = seconds(NOON);
    let expected = json!({"id": id, "name": "Key", "scope": "full", "createdAt": now});
    assert_eq!(listed["keys"], json!([expected]));
    app.at("2096-11-20T13:00:00Z");
    ada.send(week().with_key(&secret)).await;
    assert_eq!(keys(&ada).await[0]["usedAt"], now + 3600);
}

#[tokio::test]
async fn each_scope_opens_its_part_in_either_header() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    let remove = || Call::new("DELETE", &format!("/mood?day={TODAY}"));
    for (scope, [writes, reads, removes]) in [
        ("log", [200, 403, 403]),
        ("read", [403, 200, 403]),
        ("full", [200, 200, 200]),
    ] {
        let (_, key) = ada.create_key(scope).await;
        for (call, status) in [(draft(), writes), (week(), reads), (remove(), removes)] {
            let answer = app.person().send(call.with_key(&key)).await;
            assert_eq!(answer.status, status, "{scope}: {}", answer.text());
            assert_eq!(answer.header("set-cookie"), "");
        }
        let by_header = week().with("x-api-key", &key);
        assert_eq!(app.person().send(by_header).await.status, reads);
    }
}

#[tokio::test]
async fn no_key_reaches_the_account_or_a_page() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    let (id, key) = ada.create_key("full").await;
    for call in [
        create(&json!({"name": "More", "scope": "full"})),
        Call::get("/keys"),
        revoke(&id),
        Call::page("/"),
        Call::page("/settings"),
        Call::page("/unknown"),
    ] {
        let answer = app.person().send(call.with_key(&key)).await;
        is_refused(&answer, 403, "forbidden");
    }
    assert_eq!(keys(&ada).await.len(), 1);
}

#[tokio::test]
async fn a_key_opens_its_owners_journal_whatever_the_cookie() {
    let app = TestApp::open().await;
    let (ada, eve) = (app.account("ada@example.org").await, app.person());
    eve.save(TODAY, "bad", "hers").await;
    let (_, key) = ada.create_key("full").await;
    let saved = eve.send(draft().with_key(&key)).await;
    assert_eq!(saved.status, 200);
    assert_eq!(ada.journal().await, ["2096-11-20 good by key"]);
    assert_eq!(eve.journal().await, ["2096-11-20 bad hers"]);
    let named = format!("{WEEK}&userId={}", eve.user_id().await);
    let answer = eve.send(Call::get(&named).with_key(&key)).await;
    is_refused(&answer, 403, "forbidden");
}

#[tokio::test]
async fn other_texts_open_nothing() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    ada.save(TODAY, "good", "private").await;
    let (_, key) = ada.create_key("full").await;
    let other = app
        .account("eve@example.org")
        .await
        .create_key("full")
        .await
        .1;
    let mut wrong = key.clone();
    wrong.replace_range(44.., if key.ends_with('a') { "b" } else { "a" });
    for bad in [
        "",
        "x",
        &key[7..],
        &key[..44],
        &key.to_uppercase(),
        &wrong,
        &format!("{key},{other}"),
    ] {
        for call in [week(), draft()] {
            let answer = ada.send(call.with_key(bad)).await;
            is_refused(&answer, 401, "unauthenticated");
            assert_eq!(answer.header("www-authenticate"), "Bearer", "{bad}");
        }
    }
    let both = week().with_key(&key).with("x-api-key", &key);
    is_refused(&ada.send(both).await, 401, "unauthenticated");
    // A key of somebody else opens their journal, not hers.
    let others = ada.send(week().with_key(&other)).await.json();
    assert_eq!(others["items"], json!([]));
}

#[tokio::test]
async fn a_made_up_key_costs_no_read() {
    let app = TestApp::open().await;
    app.store_is_down(true);
    let answer = app.person().send(week().with_key("humeur_made-up")).await;
    is_refused(&answer, 401, "unauthenticated");
}

#[tokio::test]
async fn a_revoked_or_expired_key_opens_nothing_at_once() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    let end = seconds(NOON) + 60;
    let ending = json!({"name": "Soon", "scope": "full", "expiresAt": end});
    let ending = ada.send(create(&ending)).await.json()["secret"]
        .as_str()
        .unwrap()
        .to_owned();
    let (id, key) = ada.create_key("full").await;
    for key in [&key, &ending] {
        assert_eq!(app.person().send(draft().with_key(key)).await.status, 200);
    }
    assert_eq!(ada.send(revoke(&id)).await.status, 200);
    is_refused(
        &app.person().send(draft().with_key(&key)).await,
        401,
        "unauthenticated",
    );
    is_refused(&ada.send(revoke(&id)).await, 404, "not_found");
    app.at("2096-11-20T12:01:00Z");
    is_refused(
        &app.person().send(draft().with_key(&ending)).await,
        401,
        "unauthenticated",
    );
    assert_eq!(keys(&ada).await, [] as [Value; 0]);
}

#[tokio::test]
async fn somebody_elses_key_cannot_be_revoked() {
    let app = TestApp::open().await;
    let (ada, eve) = (
        app.account("ada@example.org").await,
        app.account("eve@example.org").await,
    );
    let (id, key) = ada.create_key("full").await;
    for person in [&eve, &app.person()] {
        is_refused(&person.send(revoke(&id)).await, 404, "not_found");
    }
    assert_eq!(app.person().send(week().with_key(&key)).await.status, 200);
}

#[tokio::test]
async fn a_key_has_a_name_a_scope_and_an_end_in_the_future() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    let now = seconds(NOON);
    let with = |name: &str, scope: &str, end: Value| json!({"name": name, "scope": scope, "expiresAt": end});
    for (key, kind, field) in [
        (with("", "log", json!(null)), "invalid", "name"),
        (with(" ", "log", json!(null)), "invalid", "name"),
        (with(&"x".repeat(61), "log", json!(null)), "invalid", "name"),
        (
            with(&"x".repeat(300), "log", json!(null)),
            "invalid",
            "name",
        ),
        (with("a\nb", "log", json!(null)), "invalid", "name"),
        (with("a\u{1b}[31m", "log", json!(null)), "invalid", "name"),
        (with("a", "admin", json!(null)), "malformed", "scope"),
        (with("a", "", json!(null)), "malformed", "scope"),
        (with("a", "log", json!(now)), "invalid", "expiresAt"),
        (with("a", "log", json!(-1)), "invalid", "expiresAt"),
        (
            with("a", "log", json!(253_402_300_800_i64)),
            "invalid",
            "expiresAt",
        ),
        (with("a", "log", json!("soon")), "malformed", "expiresAt"),
        (with("a", "log", json!(1.5)), "malformed", "expiresAt"),
    ] {
        let answer = ada.send(create(&key)).await;
        let (_, found, at) = answer.rejection();
        assert_eq!((&*found, at.as_deref()), (kind, Some(field)), "{key}");
    }
    assert_eq!(keys(&ada).await.len(), 0);
    for (name, end) in [
        ("مفتاح الساعة", json!(0)),
        ("👩‍🚀⌚", json!(now + 1)),
        ("Montre d’Élise <b>", json!(253_402_300_799_i64)),
    ] {
        let answer = ada.send(create(&with(name, "log", end.clone()))).await;
        assert_eq!(answer.json()["key"]["name"], name);
        let ends = answer.json()["key"].get("expiresAt").cloned();
        assert_eq!(ends, Some(end).filter(|end| *end != 0));
    }
}

#[tokio::test]
async fn an_anonymous_journal_has_no_keys() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "hers").await;
    let answer = ada
        .send(create(&json!({"name": "Key", "scope": "log"})))
        .await;
    assert_eq!(
        answer.rejection(),
        (403, "forbidden".into(), Some("account".into()))
    );
    assert_eq!(keys(&ada).await.len(), 0);
}

#[tokio::test]
async fn twenty_keys_are_enough() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    let mut last = String::new();
    for _ in 0..20 {
        last = ada.create_key("log").await.0;
    }
    let one_more = json!({"name": "One more", "scope": "log"});
    assert_eq!(
        ada.send(create(&one_more)).await.rejection(),
        (422, "invalid".into(), None)
    );
    ada.send(revoke(&last)).await;
    assert_eq!(ada.send(create(&one_more)).await.status, 200);
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

#[tokio::test]
async fn a_configured_site_may_use_a_key_and_others_are_not_stopped_by_their_origin() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    let (_, key) = ada.create_key("full").await;
    let preflight = Call::new("OPTIONS", "/mood")
        .with("origin", FRIEND)
        .with("access-control-request-method", "POST")
        .with("access-control-request-headers", "x-api-key");
    let allowed = ada.send(preflight).await;
    for header in ["authorization", "x-api-key"] {
        assert!(
            allowed
                .header("access-control-allow-headers")
                .contains(header)
        );
    }
    let answer = ada
        .send(draft().with_key(&key).with("origin", FRIEND))
        .await;
    assert_eq!(
        (answer.status, answer.header("access-control-allow-origin")),
        (200, FRIEND)
    );
    for header in ["ratelimit", "ratelimit-policy", "retry-after", "etag"] {
        assert!(
            answer
                .header("access-control-expose-headers")
                .contains(header)
        );
    }
    // No browser sends a key without its page's permission; another program may send any origin.
    let other = draft()
        .with_key(&key)
        .with("origin", "https://program.example");
    let answer = app
        .person()
        .send(other.with("sec-fetch-site", "cross-site"))
        .await;
    assert_eq!(
        (answer.status, answer.header("access-control-allow-origin")),
        (200, "")
    );
}

#[tokio::test]
async fn a_browser_without_javascript_creates_and_revokes() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    let form = |address: &str, body: &str| {
        Call::post(
            address,
            "application/x-www-form-urlencoded",
            body.to_owned(),
        )
        .by_browser()
    };
    let address = "/keys?_show=/settings%23keys";
    let page = ada
        .send(form(address, "name=Watch&scope=log&expiresAt=0"))
        .await;
    assert_eq!(page.status, 200, "{}", page.text());
    let id = keys(&ada).await[0]["id"].as_str().unwrap().to_owned();
    let answer = ada
        .send(form("/keys?_show=/settings%23keys", "name=&scope=log"))
        .await;
    assert_eq!(answer.status, 422);
    let gone = ada
        .send(form(
            &format!("/keys?id={id}&_method=delete&_back=/settings%23keys"),
            "",
        ))
        .await;
    assert_eq!(
        (gone.status, gone.header("location")),
        (303, "/settings?saved=keys#keys")
    );
    assert_eq!(keys(&ada).await.len(), 0);
}

#[tokio::test]
async fn every_documented_status_occurs() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    let (first, second) = (ada.create_key("log").await.0, ada.create_key("log").await.0);
    let key = || create(&json!({"name": "Key", "scope": "log"}));
    let form = |address: &str, body: &str| {
        Call::post(
            address,
            "application/x-www-form-urlencoded",
            body.to_owned(),
        )
        .by_browser()
    };
    let by_form = format!("/keys?id={second}&_method=delete&_back=/settings");
    let revoke_by_form = || form(&by_form, "");
    let cross_site = |call: Call| call.with("sec-fetch-site", "cross-site");
    let mut given = BTreeSet::new();
    for (up, calls) in [
        (
            true,
            vec![
                ("POST /keys", key()),
                ("POST /keys", create(&json!({"name": 1}))),
                ("POST /keys", key().with_key("x")),
                ("POST /keys", cross_site(key())),
                (
                    "POST /keys",
                    Call::post("/keys", "application/json", "x".repeat(100_000)),
                ),
                ("POST /keys", Call::new("POST", "/keys")),
                ("POST /keys", create(&json!({"name": "", "scope": "log"}))),
                ("GET /keys", Call::get("/keys")),
                ("GET /keys", Call::get("/keys").with_key("x")),
                ("GET /keys", Call::get("/keys").with_key(OPERATOR)),
                ("DELETE /keys", revoke(&first)),
                ("POST /keys", revoke_by_form()),
                ("POST /keys", revoke_by_form()),
                ("DELETE /keys", revoke("1&id=2")),
                ("DELETE /keys", revoke(&first).with_key("x")),
                ("DELETE /keys", cross_site(revoke(&first))),
                ("DELETE /keys", revoke(&first)),
                // Its answer begins a new session.
                (
                    "POST /keys",
                    form("/keys?_back=/settings", "name=a&scope=log").with("cookie", "a=b"),
                ),
            ],
        ),
        (
            false,
            vec![
                ("POST /keys", key()),
                ("GET /keys", Call::get("/keys")),
                ("DELETE /keys", revoke(&first)),
            ],
        ),
    ] {
        app.store_is_down(!up);
        for (operation, call) in calls {
            let status = ada.send(call).await.status;
            given.insert(format!("{operation} {status}"));
        }
    }
    assert_eq!(given, documented_statuses(&["/keys"]));
    app.store_is_down(false);
    // The invitation that made the account is used up.
    assert_eq!(app.person().send(accept("x")).await.status, 404);
}

#[tokio::test]
async fn a_key_that_logs_learns_nothing_about_the_day() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    ada.save(TODAY, "bad", "fired").await;
    ada.save(TODAY, "bad", "fired").await;
    let (_, key) = ada.create_key("log").await;
    let guess = |mood: &str| {
        let day = json!({"day": TODAY, "mood": mood, "note": "fired", "baseVersion": 999});
        Call::json(&day).with_key(&key)
    };
    for mood in ["bad", "good"] {
        let answer = app.person().send(guess(mood)).await;
        is_refused(&answer, 409, "conflict");
        assert_eq!(answer.header("etag"), "");
    }
    app.at("2096-11-20T13:00:00Z");
    let written = app.person().send(draft().with_key(&key)).await.json();
    let item = &written["item"];
    assert_eq!(
        (&item["edited"], &item["createdAt"]),
        (&json!(false), &item["updatedAt"])
    );
}
