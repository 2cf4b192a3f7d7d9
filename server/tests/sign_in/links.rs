//! Codes that link another device.

use std::collections::BTreeSet;

use app::{domain::account::Work, ports::UserId};
use serde_json::json;
use test_kit::{
    openapi::documented_statuses,
    person::Call,
    test_app::{TODAY, TestApp, memory},
};

use crate::{
    assert_unknown_code, codes::unknown_link, form, make_link, post, recovery_code, sessions, typed,
};

#[tokio::test]
async fn a_code_links_one_device() {
    let app = TestApp::open().await;
    let (ada, phone) = (app.person(), app.person());
    ada.save(TODAY, "good", "a walk").await;
    recovery_code(&ada).await;
    let made = make_link(&ada).await;
    let code = made["code"].as_str().unwrap();
    let url = made["url"].as_str().unwrap();
    assert!(url.ends_with(&format!("/link?code={code}")), "{url}");
    assert_eq!(
        made["expiresAt"],
        test_kit::test_app::seconds("2096-11-20T12:05:00Z")
    );

    let page = phone.send(Call::page(&format!("/link?code={code}"))).await;
    assert!(page.text().contains("Open this journal here?"));
    let user_agent = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0";
    let fields = format!("code={code}");
    let linked = form("/auth/link?_back=/link", &fields).with("user-agent", user_agent);
    let linked = phone.send(linked).await;
    assert_eq!(
        (linked.status, linked.header("location")),
        (303, "/link?saved=auth/link")
    );
    let page = phone.send(Call::page("/link?saved=auth/link")).await;
    assert!(page.text().contains("Your journal is open here"));
    assert_eq!(phone.journal().await, ["2096-11-20 good a walk"]);
    let devices: Vec<_> = sessions(&ada).await;
    assert_eq!(devices.len(), 2);
    assert_eq!(devices[1]["device"], "Firefox on Android");

    // Once.
    let other = app.person();
    assert_unknown_code(&other.send(typed("/auth/link", code)).await);
}

#[tokio::test]
async fn of_two_devices_at_once_one_is_linked() {
    let app = TestApp::open().await;
    let ada = app.person();
    recovery_code(&ada).await;
    let code = make_link(&ada).await["code"].as_str().unwrap().to_owned();
    let (one, other) = (app.person(), app.person());
    let (first, second) = tokio::join!(
        one.send(typed("/auth/link", &code)),
        other.send(typed("/auth/link", &code)),
    );
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
    assert_eq!(sessions(&ada).await.len(), 2);
}

#[tokio::test]
async fn a_code_expires_after_five_minutes() {
    let app = TestApp::open().await;
    let (ada, phone) = (app.person(), app.person());
    recovery_code(&ada).await;
    let made = make_link(&ada).await;
    let late = make_link(&ada).await;
    app.at("2096-11-20T12:04:59Z");
    let code = made["code"].as_str().unwrap();
    assert_eq!(phone.send(typed("/auth/link", code)).await.status, 200);
    app.at("2096-11-20T12:05:01Z");
    let code = late["code"].as_str().unwrap();
    assert_unknown_code(&app.person().send(typed("/auth/link", code)).await);
}

#[tokio::test]
async fn the_page_changes_nothing_and_tells_nothing() {
    let app = TestApp::open().await;
    let (ada, phone) = (app.person(), app.person());
    recovery_code(&ada).await;
    let code = make_link(&ada).await["code"].as_str().unwrap().to_owned();
    phone.send(Call::page("/")).await;
    let user = phone.user_id().await;
    let valid = phone.send(Call::page(&format!("/link?code={code}"))).await;
    let unknown = unknown_link(1);
    let invalid = phone
        .send(Call::page(&format!("/link?code={unknown}")))
        .await;
    assert_eq!(valid.header("set-cookie"), "");
    assert_eq!(
        valid.text().replace(&code, ""),
        invalid.text().replace(&unknown, ""),
        "valid and invalid codes look the same"
    );
    assert_eq!(phone.user_id().await, user);
    assert_eq!(
        phone.send(typed("/auth/link", &code)).await.status,
        200,
        "still valid"
    );
}

#[tokio::test]
async fn an_anonymous_journal_links_no_device() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    let answer = ada.send(post("/auth/link/new", &json!({}))).await;
    assert_eq!(answer.kind(), (409, "conflict".into()));
}

#[tokio::test]
async fn an_erased_account_links_no_device() {
    let store = memory().await;
    let app = TestApp::with(store.clone(), |_| {});
    let (ada, phone) = (app.person(), app.person());
    recovery_code(&ada).await;
    let code = make_link(&ada).await["code"].as_str().unwrap().to_owned();
    let user = UserId(ada.user_id().await);
    let begin = store.stores.users.begin(&user, Work::Erase, 0);
    begin.await.unwrap();
    assert_unknown_code(&phone.send(typed("/auth/link", &code)).await);
}

#[tokio::test]
async fn codes_cannot_be_guessed_from_many_addresses() {
    let app = TestApp::open().await;
    let (ada, mallory) = (app.person(), app.person());
    recovery_code(&ada).await;
    let code = make_link(&ada).await["code"].as_str().unwrap().to_owned();
    let mut refused = 0;
    for number in 0..200 {
        let address = format!("203.0.113.{}", number % 250);
        let guess = typed("/auth/link", &unknown_link(number)).with("x-forwarded-for", &address);
        let answer = mallory.send(guess).await;
        if answer.status == 429 {
            refused += 1;
        } else {
            assert_unknown_code(&answer);
        }
    }
    assert_eq!(refused, 100);
    // The limit passes with time.
    app.at("2096-11-20T12:00:02Z");
    let right = typed("/auth/link", &code).with("x-forwarded-for", "192.0.2.7");
    assert_eq!(app.person().send(right).await.status, 200);
}

#[tokio::test]
async fn every_documented_status_occurs() {
    let app = TestApp::open().await;
    let ada = app.person();
    recovery_code(&ada).await;
    let code = make_link(&ada).await["code"].as_str().unwrap().to_owned();
    let mut seen = BTreeSet::new();
    for path in ["/auth/link/new", "/auth/link"] {
        let is_link = path == "/auth/link";
        let valid = || {
            if is_link {
                typed(path, &code)
            } else {
                post(path, &json!({}))
            }
        };
        for (person, call) in [
            (&app.person(), form(&format!("{path}?_back=/link"), "")),
            (&ada, valid()),
            (&ada, Call::post(path, "application/json", "{")),
            (
                &ada,
                post(path, &json!({})).with("authorization", "Bearer x"),
            ),
            (
                &ada,
                post(path, &json!({})).with("sec-fetch-site", "cross-site"),
            ),
            (
                &ada,
                Call::post(path, "application/json", "x".repeat(60_000)),
            ),
            (&ada, Call::post(path, "text/plain", "x")),
        ] {
            let answer = person.send(call).await;
            seen.insert(format!("POST {path} {}", answer.status));
        }
        if is_link {
            // A code ends with its session, and that one ended with the sign-in above.
            app.at("2096-11-20T12:30:00Z");
            let another = app.person();
            recovery_code(&another).await;
            let code = make_link(&another).await["code"]
                .as_str()
                .unwrap()
                .to_owned();
            let fields = format!("code={code}");
            let answer = ada.send(form("/auth/link?_back=/link", &fields)).await;
            seen.insert(format!("POST {path} {}", answer.status));
        } else {
            let answer = app.person().send(post(path, &json!({}))).await;
            seen.insert(format!("POST {path} {}", answer.status));
        }
        for _ in 0..11 {
            let answer = ada.send(valid()).await;
            seen.insert(format!("POST {path} {}", answer.status));
        }
    }
    let documented = documented_statuses(&["/auth/link/new", "/auth/link"]);
    let expected: BTreeSet<_> = documented
        .into_iter()
        .filter(|status| !status.ends_with(" 503") && status != "POST /auth/link 409")
        .collect();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn a_code_ends_with_the_session_that_made_it() {
    let app = TestApp::open().await;
    let (ada, thief) = (app.person(), app.person());
    let recovery = recovery_code(&ada).await;
    let signed_in = thief.send(typed("/auth/recovery", &recovery)).await;
    assert_eq!(signed_in.status, 200);
    let code = make_link(&thief).await["code"].as_str().unwrap().to_owned();
    let id = sessions(&ada).await[1]["id"].as_str().unwrap().to_owned();
    let end = Call::new("DELETE", &format!("/sessions?id={id}"));
    assert_eq!(ada.send(end).await.status, 200);
    assert_unknown_code(&app.person().send(typed("/auth/link", &code)).await);
}
