//! The calls that a key opens.

use test_kit::test_app::{FRIEND, NOON, seconds};

use super::*;

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
async fn a_key_opens_its_owners_journal_despite_a_cookie() {
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
