//! Every documented status of these calls occurs; each response is checked against the document.

use std::collections::BTreeSet;

use serde_json::json;
use test_kit::{
    authenticator::Authenticator,
    openapi::documented_statuses,
    person::{Call, Person},
};

use super::{ORIGIN, account, begin, finish, open, post, ways};

const POSTS: [&str; 5] = [
    "/auth/passkey/register/begin",
    "/auth/passkey/register/finish",
    "/auth/passkey/sign-in/begin",
    "/auth/passkey/sign-in/finish",
    "/auth/ways",
];
const FORM: &str = "application/x-www-form-urlencoded";

/// Sends a call, and records its status.
async fn record(
    seen: &mut BTreeSet<String>,
    person: &Person,
    method: &str,
    call: Call,
    path: &str,
) {
    let status = person.send(call).await.status;
    seen.insert(format!("{method} {path} {status}"));
}

#[tokio::test]
async fn every_documented_status_occurs() {
    let app = open().await;
    let (ada, mut device) = account(&app).await;
    let mut seen = BTreeSet::new();
    let way = ways(&ada).await.remove(0);
    let id = way["id"].as_str().unwrap();
    let json = |path: &str, body: &str| Call::post(path, "application/json", body);
    let registration = Authenticator::at(ORIGIN).create(&begin(&ada, "register").await);
    let sign_in = device.get(&begin(&ada, "sign-in").await);
    let credential =
        |answer: &serde_json::Value| json!({"credential": answer.to_string()}).to_string();
    let named = json!({"kind": "passkey", "id": id, "name": "x"}).to_string();
    let good = [
        "{}".to_owned(),
        credential(&registration),
        "{}".to_owned(),
        credential(&sign_in),
        named.clone(),
    ];
    for (path, body) in POSTS.into_iter().zip(&good) {
        for call in [
            json(path, body),
            json(path, body),
            json(path, "{"),
            json(path, body).with("authorization", "Bearer x"),
            json(path, body).with("sec-fetch-site", "cross-site"),
            json(path, &"x".repeat(100_000)),
            Call::new("POST", path),
        ] {
            record(&mut seen, &ada, "POST", call, path).await;
        }
    }
    for body in [
        json!({"kind": "passkey", "id": id, "name": ""}),
        json!({"kind": "passkey", "id": "AAAA", "name": "x"}),
    ] {
        record(
            &mut seen,
            &ada,
            "POST",
            json("/auth/ways", &body.to_string()),
            "/auth/ways",
        )
        .await;
    }
    let form = || {
        Call::post(
            "/auth/ways?_back=/settings",
            FORM,
            format!("kind=passkey&id={id}&name=x"),
        )
    };
    record(&mut seen, &ada, "POST", form().by_browser(), "/auth/ways").await;
    let stranger = app.person();
    record(
        &mut seen,
        &stranger,
        "POST",
        form().by_browser(),
        "/auth/ways",
    )
    .await;
    // The same passkey for another journal.
    let eve = app.person();
    let copied = device.create_again(&begin(&eve, "register").await);
    let status = finish(&eve, "register", &copied).await.status;
    seen.insert(format!("POST /auth/passkey/register/finish {status}"));
    let remove = |query: &str| Call::new("DELETE", &format!("/auth/ways?{query}"));
    let mine = format!("kind=passkey&id={id}");
    for call in [
        remove(&mine),
        remove("kind=x"),
        remove("kind=passkey&id=AAAA"),
        remove(&mine).with("authorization", "Bearer x"),
        remove(&mine).with("sec-fetch-site", "cross-site"),
    ] {
        record(&mut seen, &ada, "DELETE", call, "/auth/ways").await;
    }
    for call in [
        Call::get("/auth/ways"),
        Call::get("/auth/ways?userId=1&userId=2"),
        Call::get("/auth/ways").with("authorization", "Bearer x"),
        Call::get("/auth/ways?userId=1"),
    ] {
        record(&mut seen, &ada, "GET", call, "/auth/ways").await;
    }
    // The rest: all but the last one.
    for way in ways(&ada).await {
        let (kind, id) = (way["kind"].as_str().unwrap(), way["id"].as_str().unwrap());
        let call = remove(&format!("kind={kind}&id={id}"));
        record(&mut seen, &ada, "DELETE", call, "/auth/ways").await;
    }
    let last = ways(&ada).await.remove(0);
    let address = format!(
        "/auth/ways?kind=passkey&id={}&_method=delete&_back=/settings",
        last["id"].as_str().unwrap()
    );
    let form = Call::post(&address, FORM, "").by_browser();
    record(&mut seen, &ada, "POST", form, "/auth/ways").await;
    app.store_is_down(true);
    for (path, body) in POSTS.into_iter().zip(&good) {
        record(&mut seen, &ada, "POST", json(path, body), path).await;
    }
    record(&mut seen, &ada, "DELETE", remove(&mine), "/auth/ways").await;
    record(
        &mut seen,
        &ada,
        "GET",
        Call::get("/auth/ways"),
        "/auth/ways",
    )
    .await;
    app.store_is_down(false);
    // The ceremonies share a limit.
    for _ in 0..40 {
        record(&mut seen, &ada, "POST", json(POSTS[2], "{}"), POSTS[2]).await;
    }
    for (path, body) in [(POSTS[0], &good[0]), (POSTS[3], &good[3])] {
        record(&mut seen, &ada, "POST", json(path, body), path).await;
    }
    // Passkeys need HTTPS.
    let plain = test_kit::test_app::TestApp::open().await.person();
    for path in [POSTS[0], POSTS[2]] {
        record(&mut seen, &plain, "POST", json(path, "{}"), path).await;
    }
    assert_eq!(seen, documented_statuses(&POSTS));
}

#[tokio::test]
async fn a_client_that_asks_too_often_has_to_wait() {
    let app = open().await;
    let ada = app.person();
    for _ in 0..40 {
        begin(&ada, "sign-in").await;
    }
    let limited = post(&ada, POSTS[2], &json!({})).await;
    assert_eq!(limited.kind(), (429, "too_many_requests".into()));
    assert_eq!(limited.header("retry-after"), "5");
    assert_eq!(post(&ada, POSTS[0], &json!({})).await.status, 429);
    app.at("2096-11-20T12:00:05Z");
    begin(&ada, "sign-in").await;
    assert_eq!(post(&ada, POSTS[2], &json!({})).await.status, 429);
}
