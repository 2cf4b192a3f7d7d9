//! Users that the operator creates, and their invitations.
#![cfg(feature = "local")]

use std::{collections::BTreeSet, sync::Arc};

use app::ports::{Registration, Services};
use serde_json::json;
use test_kit::{
    accounts::{accept, token},
    openapi::documented_statuses,
    person::Call,
    test_app::{NOON, OPERATOR, TODAY, TestApp, memory, seconds},
};

const EMAIL: &str = "ada@example.org";

fn create(email: &str, name: &str) -> Call {
    Call::post_json("/users", &json!({"email": email, "name": name}))
}

fn find(email: &str) -> Call {
    Call::get(&format!("/users?email={email}"))
}

fn again(email: &str) -> Call {
    Call::post_json("/users/invitation", &json!({"email": email}))
}

#[tokio::test]
async fn a_user_is_created_found_and_invited() {
    let app = TestApp::open().await;
    let created = app.create_user(" Ada@Example.org ", "Ada Lovelace").await;
    assert_eq!(created.status, 200, "{}", created.text());
    let user = created.json()["user"].clone();
    assert_eq!(
        (&user["email"], &user["name"]),
        (&json!(EMAIL), &json!("Ada Lovelace"))
    );
    assert_eq!(user["createdAt"], seconds(NOON));
    for email in [EMAIL, "ADA@EXAMPLE.ORG"] {
        let found = app.person().send(find(email).with_key(OPERATOR)).await;
        assert_eq!(found.json(), json!({"user": user}));
        assert!(!found.text().contains("invitation"));
    }
    let ada = app.person();
    assert_eq!(ada.send(accept(&token(&created))).await.status, 200);
    assert_eq!(ada.user_id().await, user["userId"]);
}

#[tokio::test]
async fn an_invitation_works_once_and_for_seven_days() {
    let app = TestApp::open().await;
    let (first, second) = (
        app.invitation(EMAIL).await,
        app.invitation("eve@example.org").await,
    );
    let page = format!("/invitation?token={first}");
    // A program that previews the link uses nothing up.
    for _ in 0..2 {
        let preview = app.person().send(Call::page(&page)).await;
        assert_eq!(preview.status, 200);
        assert!(preview.text().contains("Hello Ada"));
    }
    assert_eq!(app.person().send(accept(&first)).await.status, 200);
    for token in [&*first, "", "x", &first[1..]] {
        let refused = app.person().send(accept(token)).await;
        assert_eq!(
            refused.rejection(),
            (404, "not_found".into(), Some("token".into()))
        );
        let page = Call::page(&format!("/invitation?token={token}"));
        if token != first {
            assert_eq!(app.person().send(page).await.status, 404, "{token}");
        }
    }
    app.at("2096-11-27T12:00:00Z");
    assert_eq!(app.person().send(accept(&second)).await.status, 404);
    // The operator invites again whoever has no way to sign in.
    let invited = app
        .person()
        .send(again("eve@example.org").with_key(OPERATOR))
        .await;
    assert_eq!(
        app.person().send(accept(&token(&invited))).await.status,
        200
    );
}

#[tokio::test]
async fn the_days_of_this_browser_come_along() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "before").await;
    let before = ada.user_id().await;
    let token = app.invitation(EMAIL).await;
    let accepted = ada.send(accept(&token)).await;
    assert_eq!(accepted.status, 200, "{}", accepted.text());
    assert_ne!(ada.user_id().await, before);
    // Now signed in, this browser takes no other invitation, and that one stays valid.
    let other = app.invitation("eve@example.org").await;
    assert_eq!(ada.send(accept(&other)).await.rejection().0, 409);
    assert_eq!(app.person().send(accept(&other)).await.status, 200);
}

#[tokio::test]
async fn of_concurrent_acceptances_one_succeeds() {
    let app = TestApp::open().await;
    let token = app.invitation(EMAIL).await;
    let attempts = (0..8).map(|_| {
        let (person, call) = (app.person(), accept(&token));
        async move { person.send(call).await.status }
    });
    let statuses = futures::future::join_all(attempts).await;
    let won = statuses.iter().filter(|status| **status == 200).count();
    assert_eq!(won, 1, "{statuses:?}");
}

#[tokio::test]
async fn attempts_to_guess_an_invitation_are_limited() {
    let app = TestApp::open().await;
    let mut statuses = Vec::new();
    for _ in 0..12 {
        statuses.push(app.person().send(accept("guess")).await.status);
    }
    assert_eq!(statuses[..10], [404; 10]);
    let wait = app.person().send(accept("guess")).await;
    assert_eq!((wait.status, wait.header("retry-after")), (429, "60"));
    app.at("2096-11-20T12:01:00Z");
    assert_eq!(app.person().send(accept("guess")).await.status, 404);
}

#[tokio::test]
async fn an_address_has_one_user_even_concurrently() {
    let app = TestApp::open().await;
    let spellings = ["ada@example.org", "ADA@example.org", " ada@Example.ORG"];
    let calls = spellings.iter().cycle().take(9);
    let calls = calls.map(|email| app.create_user(email, "Ada"));
    let answers = futures::future::join_all(calls).await;
    let statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
    let created = statuses.iter().filter(|status| **status == 200).count();
    assert_eq!(created, 1, "{statuses:?}");
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(
            answer.rejection(),
            (409, "conflict".into(), Some("email".into()))
        );
    }
}

#[tokio::test]
async fn invalid_addresses_and_names_create_no_user() {
    let app = TestApp::open().await;
    let long = format!("a@{}org", "abcdefghi.".repeat(26));
    for email in [
        "",
        "ada",
        "@",
        "ada@",
        "ada@example",
        "a b@example.org",
        "Ada <ada@example.org>",
        "a@b@example.org",
        "ada@example.org\r\nBcc: x@example.org",
        &long,
    ] {
        let refused = app.create_user(email, "Ada").await;
        assert_eq!(
            refused.rejection(),
            (422, "invalid".into(), Some("email".into())),
            "{email}"
        );
    }
    for name in [
        "",
        " ",
        "a\nb",
        "a\u{1b}[31m",
        "a\u{2028}b",
        &"x".repeat(101),
        &"é".repeat(300),
    ] {
        let refused = app.create_user(EMAIL, name).await;
        assert_eq!(
            refused.rejection(),
            (422, "invalid".into(), Some("name".into())),
            "{name}"
        );
    }
    assert_eq!(
        app.person()
            .send(find(EMAIL).with_key(OPERATOR))
            .await
            .status,
        404
    );
    for (email, name) in [
        ("a@example.org", "مريم"),
        ("b@example.org", "👩‍🚀🪐"),
        ("用户@例子.广告", "李小龙"),
        ("c@example.org", &"é".repeat(100)),
    ] {
        let created = app.create_user(email, name).await;
        assert_eq!(created.json()["user"]["name"], name, "{email}");
    }
}

#[tokio::test]
async fn nobody_else_learns_who_has_an_account() {
    let app = TestApp::open().await;
    let ada = app.account(EMAIL).await;
    let (_, key) = ada.create_key("full").await;
    for (who, status) in [("nobody", 401), ("ada", 401), ("key", 403), ("wrong", 401)] {
        let mut answers = BTreeSet::new();
        for email in [EMAIL, "unknown@example.org", "not an address"] {
            let email = email.replace(' ', "%20");
            for call in [find(&email), again(&email), create(&email, "Ada")] {
                let answered = match who {
                    "nobody" => app.person().send(call).await,
                    "ada" => ada.send(call).await,
                    "key" => app.person().send(call.with_key(&key)).await,
                    _ => app.person().send(call.with_key(&OPERATOR[1..])).await,
                };
                assert_eq!(answered.status, status, "{who}");
                answers.insert(answered.text().to_owned());
            }
        }
        assert_eq!(answers.len(), 1, "{who}: {answers:?}");
    }
}

#[tokio::test]
async fn the_operator_opens_no_journal_and_no_page() {
    let app = TestApp::open().await;
    let ada = app.account(EMAIL).await;
    ada.save(TODAY, "good", "private").await;
    let user = ada.user_id().await;
    let week = format!("/mood/week?start={TODAY}&end={TODAY}&userId={user}");
    for call in [
        Call::get(&week),
        Call::json(&json!({"day": TODAY, "mood": "bad", "userId": user})),
        Call::get("/keys"),
        Call::page("/"),
        Call::page("/settings"),
    ] {
        let answer = ada.send(call.with_key(OPERATOR)).await;
        assert_eq!(answer.status, 403);
        assert!(!answer.text().contains("private"));
    }
    assert_eq!(ada.journal().await, [format!("{TODAY} good private")]);
}

#[tokio::test]
async fn registration_decides_who_may_open_an_account() {
    for (registration, status) in [
        (Registration::Open, 200),
        (Registration::Invitation, 200),
        (Registration::Closed, 403),
    ] {
        let app = TestApp::with(memory().await, |state| {
            let mut services = Services::clone(&state.services);
            services.settings.registration = registration;
            state.services = Arc::new(services);
        });
        assert_eq!(app.create_user(EMAIL, "Ada").await.status, status);
    }
}

#[tokio::test]
async fn every_documented_status_occurs() {
    let app = TestApp::open().await;
    let new = || create(EMAIL, "Ada");
    let eve = app.account("eve@example.org").await;
    let (_, key) = eve.create_key("full").await;
    let by_operator = |call: Call| call.with_key(OPERATOR);
    let large = |address: &str| Call::post(address, "application/json", "x".repeat(100_000));
    let cross_site = |call: Call| call.with("sec-fetch-site", "cross-site");
    let spare = app.invitation("spare@example.org").await;
    let ada = app.person();
    let mut calls = vec![
        ("POST /users", by_operator(new())),
        ("POST /users", by_operator(new())),
        ("POST /users", by_operator(create("x", "Ada"))),
        (
            "POST /users",
            by_operator(Call::post("/users", "application/json", "{")),
        ),
        ("POST /users", new().with_key("x")),
        ("POST /users", new().with_key(&key)),
        ("POST /users", by_operator(large("/users"))),
        ("POST /users", by_operator(Call::new("POST", "/users"))),
        ("GET /users", by_operator(find(EMAIL))),
        ("GET /users", by_operator(find("b@example.org"))),
        ("GET /users", by_operator(find("x"))),
        ("GET /users", by_operator(find("x&email=y"))),
        ("GET /users", find(EMAIL).with_key("x")),
        ("GET /users", find(EMAIL).with_key(&key)),
        ("POST /users/invitation", by_operator(again(EMAIL))),
        (
            "POST /users/invitation",
            by_operator(again("b@example.org")),
        ),
        ("POST /users/invitation", by_operator(again("x"))),
        (
            "POST /users/invitation",
            by_operator(Call::post("/users/invitation", "application/json", "{")),
        ),
        ("POST /users/invitation", again(EMAIL).with_key("x")),
        ("POST /users/invitation", again(EMAIL).with_key(&key)),
        (
            "POST /users/invitation",
            by_operator(large("/users/invitation")),
        ),
        (
            "POST /users/invitation",
            by_operator(Call::new("POST", "/users/invitation")),
        ),
        (
            "POST /auth/invitation",
            Call::post("/auth/invitation", "application/json", "{"),
        ),
        ("POST /auth/invitation", accept("x").with_key("x")),
        ("POST /auth/invitation", cross_site(accept("x"))),
        ("POST /auth/invitation", large("/auth/invitation")),
        (
            "POST /auth/invitation",
            Call::new("POST", "/auth/invitation"),
        ),
        ("POST /auth/invitation", accept("x")),
        ("POST /auth/invitation", accept(&spare)),
        ("POST /auth/invitation", accept("x")),
    ];
    let newcomer = Call::post(
        "/auth/invitation?_show=/invitation",
        "application/x-www-form-urlencoded",
        "token=x",
    );
    let status = app.person().send(newcomer.by_browser()).await.status;
    let mut given = BTreeSet::from([format!("POST /auth/invitation {status}")]);
    for (operation, call) in calls.drain(..) {
        let status = ada.send(call).await.status;
        given.insert(format!("{operation} {status}"));
    }
    // Their journal is in use by now.
    let invited = by_operator(again("spare@example.org"));
    let status = app.person().send(invited).await.status;
    given.insert(format!("POST /users/invitation {status}"));
    for _ in 0..12 {
        let status = app.person().send(accept("x")).await.status;
        given.insert(format!("POST /auth/invitation {status}"));
    }
    app.store_is_down(true);
    for (operation, call) in [
        ("POST /users", by_operator(new())),
        ("GET /users", by_operator(find(EMAIL))),
        ("POST /users/invitation", by_operator(again(EMAIL))),
        ("POST /auth/invitation", accept("x")),
    ] {
        let status = app.person().send(call).await.status;
        given.insert(format!("{operation} {status}"));
    }
    app.store_is_down(false);
    let documented = documented_statuses(&["/users", "/users/invitation", "/auth/invitation"]);
    assert_eq!(given, documented);
}

#[tokio::test]
async fn no_invitation_opens_a_journal_in_use() {
    let app = TestApp::open().await;
    let first = app.invitation(EMAIL).await;
    let invite_again = || again(EMAIL).with_key(OPERATOR);
    let second = token(&app.person().send(invite_again()).await);
    let ada = app.person();
    assert_eq!(ada.send(accept(&first)).await.status, 200);
    ada.save("2096-11-20", "good", "hers").await;
    assert_eq!(app.person().send(accept(&second)).await.status, 404);
    assert_eq!(app.person().send(invite_again()).await.status, 409);
    // Not even when her session has ended.
    let out = Call::post("/auth/sign-out", "application/json", "{}");
    assert_eq!(ada.send(out).await.status, 200);
    assert_eq!(app.person().send(invite_again()).await.status, 409);
}
