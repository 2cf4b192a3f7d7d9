//! The sessions of an account.

use std::collections::BTreeSet;

use serde_json::json;
use test_kit::{
    openapi::documented_statuses,
    person::{Call, Person},
    test_app::{TODAY, TestApp},
};

use crate::{form, naming, post, recovery_code, sessions, typed};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// Two browsers, signed in to one account.
async fn two_devices(app: &TestApp) -> (Person, Person) {
    let (laptop, phone) = (app.person(), app.person());
    laptop.save(TODAY, "good", "hers").await;
    let code = recovery_code(&laptop).await;
    let signed_in = typed("/auth/recovery", &code).with("user-agent", FIREFOX);
    assert_eq!(phone.send(signed_in).await.status, 200);
    (laptop, phone)
}

fn end(id: &str) -> Call {
    Call::new("DELETE", &format!("/sessions?id={id}"))
}

#[tokio::test]
async fn a_person_sees_their_devices() {
    let app = TestApp::open().await;
    let stranger = app.person();
    assert_eq!(
        sessions(&stranger).await.len(),
        0,
        "an anonymous journal has none"
    );
    let (laptop, phone) = two_devices(&app).await;
    let listed = sessions(&phone).await;
    let devices: Vec<_> = listed
        .iter()
        .map(|session| {
            (
                session["device"].as_str().unwrap(),
                session["current"].as_bool().unwrap(),
            )
        })
        .collect();
    assert_eq!(devices, [("Firefox on Linux", true), ("", false)]);
    app.at("2096-11-20T15:00:00Z");
    laptop.week().await;
    let seen = &sessions(&phone).await[1]["seenAt"];
    assert_eq!(*seen, test_kit::test_app::seconds("2096-11-20T15:00:00Z"));
}

#[tokio::test]
async fn a_device_is_signed_out_from_another() {
    let app = TestApp::open().await;
    let (laptop, phone) = two_devices(&app).await;
    let user = laptop.user_id().await;
    let id = sessions(&laptop).await[1]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(laptop.send(end(&id)).await.status, 200);
    assert_eq!(phone.send(naming(&user)).await.status, 401);
    assert_eq!(phone.journal().await, [""; 0]);
    assert_eq!(laptop.journal().await, ["2096-11-20 good hers"]);
    let again = laptop.send(end(&id)).await;
    assert_eq!(
        again.rejection(),
        (404, "not_found".into(), Some("id".into()))
    );
}

#[tokio::test]
async fn nobody_ends_the_session_of_another_account() {
    let app = TestApp::open().await;
    let (laptop, _phone) = two_devices(&app).await;
    let mallory = app.person();
    recovery_code(&mallory).await;
    let id = sessions(&laptop).await[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    for id in [
        &*id,
        "",
        "x",
        &id.to_uppercase(),
        &"0".repeat(32),
        &"0".repeat(3000),
    ] {
        let answer = mallory.send(end(id)).await;
        assert_eq!(
            answer.rejection(),
            (404, "not_found".into(), Some("id".into()))
        );
    }
    assert_eq!(laptop.journal().await, ["2096-11-20 good hers"]);
}

#[tokio::test]
async fn ending_the_own_session_is_signing_out() {
    let app = TestApp::open().await;
    let (laptop, phone) = two_devices(&app).await;
    let user = laptop.user_id().await;
    let own = sessions(&laptop).await[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let ended = laptop.send(end(&own)).await;
    assert_eq!(ended.status, 200);
    assert!(ended.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(ended.header("clear-site-data"), "\"cache\", \"storage\"");
    assert_eq!(laptop.send(naming(&user)).await.status, 401);
    assert_eq!(phone.user_id().await, user);
}

#[tokio::test]
async fn signing_out_everywhere_ends_all_sessions() {
    let app = TestApp::open().await;
    let (laptop, phone) = two_devices(&app).await;
    let (user, before) = (laptop.user_id().await, laptop.cookie("humeur").unwrap());
    let out = form("/auth/sign-out?_back=/sign-in", "everywhere=true");
    let answer = laptop.send(out).await;
    assert_eq!(answer.status, 303);
    let page = laptop.send(Call::page(answer.header("location"))).await;
    assert!(page.text().contains("You’re signed out"));
    assert_eq!(phone.send(naming(&user)).await.status, 401);
    laptop.set_cookie("humeur", &before);
    assert_eq!(laptop.send(naming(&user)).await.status, 401);
}

#[tokio::test]
async fn signing_out_again_succeeds() {
    let app = TestApp::open().await;
    let (laptop, phone) = two_devices(&app).await;
    let everywhere = post("/auth/sign-out", &json!({"everywhere": true}));
    assert_eq!(phone.send(everywhere).await.status, 200);
    // Another device has ended the session, or a response was lost.
    let cookie = laptop.cookie("humeur").unwrap();
    for out in [
        post("/auth/sign-out", &json!({})),
        form("/auth/sign-out?_back=/sign-in", "everywhere=false"),
    ] {
        laptop.set_cookie("humeur", &cookie);
        let answer = laptop.send(out).await;
        assert!([200, 303].contains(&answer.status), "{}", answer.text());
        assert!(answer.header("set-cookie").contains("Max-Age=0"));
        assert_eq!(answer.header("clear-site-data"), "\"cache\", \"storage\"");
    }
    let again = laptop.send(post("/auth/sign-out", &json!({}))).await;
    assert_eq!(again.rejection(), (409, "conflict".into(), None));
}

#[tokio::test]
async fn a_session_ends_ninety_days_after_the_last_visit_and_four_hundred_after_the_sign_in() {
    let app = TestApp::open().await;
    let (laptop, phone) = two_devices(&app).await;
    let user = laptop.user_id().await;
    for visit in ["2097-02-17", "2097-05-10", "2097-08-01", "2097-10-20"] {
        app.at(&format!("{visit}T12:00:00Z"));
        assert_eq!(laptop.user_id().await, user, "{visit}");
    }
    assert_eq!(
        phone.send(naming(&user)).await.status,
        401,
        "no visit for 90 days"
    );
    app.at("2097-12-26T12:00:00Z");
    assert_eq!(laptop.send(naming(&user)).await.status, 401, "401 days");
}

#[tokio::test]
async fn the_settings_list_devices_and_end_sessions_without_javascript() {
    let app = TestApp::open().await;
    let (laptop, phone) = two_devices(&app).await;
    let page = laptop.send(Call::page("/settings")).await;
    for text in [
        "Firefox on Linux",
        "Unknown device",
        "This device",
        "Sign out everywhere",
    ] {
        assert!(page.text().contains(text), "{text}");
    }
    let id = sessions(&laptop).await[1]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let address = format!("/sessions?id={id}&_method=delete&_back=%2Fsettings%23devices");
    assert!(
        page.text().contains(&address.replace('&', "&amp;")),
        "{}",
        page.text()
    );
    let ended = laptop.send(form(&address, "")).await;
    assert_eq!(ended.header("location"), "/settings?saved=sessions#devices");
    let page = laptop.send(Call::page("/settings?saved=sessions")).await;
    assert!(page.text().contains("That device is signed out."));
    assert!(!page.text().contains("Firefox on Linux"));
    let stranger = app.person();
    let page = stranger.send(Call::page("/settings")).await;
    assert!(!page.text().contains("Sign out"));
    assert!(page.text().contains("href=\"/sign-in\""));
    drop(phone);
}

#[tokio::test]
async fn every_documented_status_occurs() {
    let app = TestApp::open().await;
    let (laptop, _phone) = two_devices(&app).await;
    let other = sessions(&laptop).await[1]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut seen = BTreeSet::new();
    let list = || Call::get("/sessions");
    for (name, call) in [
        ("GET", list()),
        ("GET", Call::get("/sessions?x=1&x=2")),
        ("GET", list().with("authorization", "Bearer x")),
        ("DELETE", end(&other)),
        ("DELETE", end("0")),
        ("DELETE", end("0").carrying(b"{}")),
        ("DELETE", end("0").with("authorization", "Bearer x")),
        ("DELETE", end("0").with("sec-fetch-site", "cross-site")),
    ] {
        let answer = laptop.send(call).await;
        seen.insert(format!("{name} /sessions {}", answer.status));
    }
    let out = laptop.send(post("/auth/sign-out", &json!({}))).await;
    assert_eq!(out.status, 200);
    // API keys, which get 403, and outages have tests of their own.
    let documented = documented_statuses(&["/sessions"]);
    let expected: BTreeSet<_> = documented
        .into_iter()
        .filter(|status| !status.ends_with(" 503") && status != "GET /sessions 403")
        .collect();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn the_anonymous_cookie_never_opens_the_account_again() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "hers").await;
    let (user, old) = (ada.user_id().await, ada.cookie("humeur").unwrap());
    let thief = app.person();
    thief.set_cookie("humeur", &old);
    let code = recovery_code(&ada).await;
    // The session is used once, ended everywhere, and begun again elsewhere, but not used yet.
    ada.week().await;
    let everywhere = post("/auth/sign-out", &json!({"everywhere": true}));
    assert_eq!(ada.send(everywhere).await.status, 200);
    app.at("2096-11-20T12:20:00Z");
    let phone = app.person();
    assert_eq!(phone.send(typed("/auth/recovery", &code)).await.status, 200);
    assert_eq!(thief.send(naming(&user)).await.status, 401);
    app.at("2096-11-20T12:30:00Z");
    assert_eq!(thief.send(naming(&user)).await.status, 401);
    assert_eq!(phone.journal().await, ["2096-11-20 good hers"]);
}

#[tokio::test]
async fn a_browser_that_lost_the_first_answer_gets_its_session() {
    for (at, opens) in [("12:05", true), ("12:15", false)] {
        let app = TestApp::open().await;
        let ada = app.person();
        ada.save(TODAY, "good", "hers").await;
        let (user, old) = (ada.user_id().await, ada.cookie("humeur").unwrap());
        recovery_code(&ada).await;
        ada.set_cookie("humeur", &old);
        app.at(&format!("2096-11-20T{at}:00Z"));
        let status = ada.send(naming(&user)).await.status;
        assert_eq!(status == 200, opens, "{at}");
        // Its next request has the account's cookie, which opens as usual.
        let page = ada.send(Call::page("/")).await;
        assert_eq!(page.text().contains("hers"), opens, "{at}");
    }
}

#[tokio::test]
async fn a_late_answer_to_a_script_does_not_set_the_former_cookie() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "hers").await;
    app.at("2097-01-20T12:00:00Z");
    let script = ada.send(Call::get("/reminder")).await;
    assert_eq!(script.header("set-cookie"), "");
    let page = ada.send(Call::page("/")).await;
    assert!(page.header("set-cookie").starts_with("humeur="));
}

#[tokio::test]
async fn a_call_without_a_cookie_leaves_nothing_in_the_store() {
    let app = TestApp::open().await;
    for call in [
        post("/account", &json!({"lang": "fr"})),
        Call::new("DELETE", "/account?confirm=erase"),
    ] {
        let answer = app.person().send(call).await;
        assert_eq!(answer.kind(), (401, "unauthenticated".into()));
    }
}
