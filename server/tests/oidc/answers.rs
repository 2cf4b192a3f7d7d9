//! Answers of the provider to the browser: forged, replayed, late, or a refusal.

use test_kit::{
    identity_provider::{IdentityProvider, pairs},
    person::Call,
    test_app::{NOON, TODAY, TestApp, seconds},
};

use super::{Site, problem};

#[tokio::test]
async fn an_answer_without_the_state_of_this_browser_is_refused() {
    let site = Site::open().await;
    let ada = site.person();
    let start = site.start(&ada, "/settings").await;
    let callback = site.provider.agree(&start, "ada");
    let state = pairs(start.split_once('?').unwrap().1)["state"].clone();
    for forged in [
        callback.replace(&state, "another"),
        callback.replace(&state, ""),
        callback.split("&state").next().unwrap().to_owned(),
        format!("{callback}&state={state}"),
        format!("{callback}&state=another"),
        "/auth/oidc/callback".to_owned(),
        format!("/auth/oidc/callback?error=access_denied&state={state}x"),
    ] {
        let answer = ada.send(Call::page(&forged)).await;
        assert_eq!(problem(&answer), "expired", "{forged}");
    }
    assert_eq!(site.provider.calls("/token"), 0);
    // None of them used up the sign-in.
    assert_eq!(problem(&ada.send(Call::page(&callback)).await), "");
}

#[tokio::test]
async fn nobody_is_signed_in_to_somebody_elses_account() {
    let site = Site::open().await;
    let (ada, eve) = (site.person(), site.person());
    ada.save(TODAY, "good", "mine").await;
    eve.save(TODAY, "bad", "hers").await;
    let user = ada.user_id().await;
    let callback = site.provider.agree(&site.start(&eve, "/").await, "eve");
    // Ada follows Eve's link, with a sign-in of her own under way, and without.
    assert_eq!(problem(&ada.send(Call::page(&callback)).await), "expired");
    site.start(&ada, "/").await;
    assert_eq!(problem(&ada.send(Call::page(&callback)).await), "expired");
    // Eve plants her cookie from a sibling site.
    ada.set_cookie("humeur-oidc", &eve.cookie("humeur-oidc").unwrap());
    assert_eq!(problem(&ada.send(Call::page(&callback)).await), "expired");
    assert_eq!(ada.user_id().await, user);
    assert_eq!(site.provider.calls("/token"), 0);
}

#[tokio::test]
async fn a_sign_in_that_began_before_another_in_this_browser_ended_is_refused() {
    let site = Site::open().await;
    let ada = site.person();
    let first = site.provider.agree(&site.start(&ada, "/").await, "ada");
    let cookie = ada.cookie("humeur-oidc").unwrap();
    // In another tab, into another journal.
    let phone = site.person();
    site.sign_in(&phone, "grace").await;
    site.sign_in(&ada, "grace").await;
    ada.set_cookie("humeur-oidc", &cookie);
    assert_eq!(problem(&ada.send(Call::page(&first)).await), "expired");
    assert_eq!(ada.user_id().await, phone.user_id().await);
}

#[tokio::test]
async fn an_answer_comes_within_fifteen_minutes() {
    let site = Site::open().await;
    for (at, expected) in [
        ("2096-11-20T12:15:00Z", ""),
        ("2096-11-20T12:15:01Z", "expired"),
    ] {
        site.app.at(NOON);
        let ada = site.person();
        let callback = site.provider.agree(&site.start(&ada, "/").await, "ada");
        site.app.at(at);
        site.provider.at(seconds(at));
        assert_eq!(
            problem(&ada.send(Call::page(&callback)).await),
            expected,
            "{at}"
        );
    }
}

#[tokio::test]
async fn a_refusal_leads_back_to_where_the_person_was() {
    let site = Site::open().await;
    let ada = site.person();
    for (error, expected) in [
        ("error=access_denied", "cancelled"),
        ("error=temporarily_unavailable", "unavailable"),
        ("error=server_error", "unavailable"),
        ("error=invalid_scope", "rejected"),
        ("error=%3Cscript%3E", "rejected"),
        ("error=access_denied&error=server_error", "rejected"),
        ("error=access_denied&code=x", "rejected"),
        ("code=a&code=b", "rejected"),
        ("", "rejected"),
    ] {
        let start = site.start(&ada, "/settings?x=1#ways").await;
        let state = pairs(start.split_once('?').unwrap().1)["state"].clone();
        let callback = format!("/auth/oidc/callback?state={state}&{error}");
        let answer = ada.send(Call::page(&callback)).await;
        assert_eq!(problem(&answer), expected, "{error}");
        let query = answer.header("location").split_once('?').unwrap().1;
        assert_eq!(pairs(query)["next"], "/settings?x=1#ways");
        assert_eq!(ada.cookie("humeur-oidc").as_deref(), Some(""), "{error}");
    }
    let start = site.start(&ada, "/").await;
    let state = pairs(start.split_once('?').unwrap().1)["state"].clone();
    let long = format!(
        "/auth/oidc/callback?state={state}&code={}",
        "x".repeat(4097)
    );
    assert_eq!(problem(&ada.send(Call::page(&long)).await), "rejected");
    assert_eq!(site.provider.calls("/token"), 0);
}

#[tokio::test]
async fn behind_https_the_cookie_belongs_to_this_host() {
    let provider = IdentityProvider::open(seconds(NOON)).await;
    let variables = provider.variables("https://mood.example");
    let site = Site {
        app: TestApp::configured(&variables, |_| {}).await,
        provider,
    };
    let ada = site.person();
    let start = site.start(&ada, "/").await;
    assert!(ada.cookie("__Host-humeur-oidc").is_some());
    let query = pairs(start.split_once('?').unwrap().1);
    assert_eq!(
        query["redirect_uri"],
        "https://mood.example/auth/oidc/callback"
    );
    let callback = site.provider.agree(&start, "ada");
    // The name without the prefix, which a sibling site can set.
    let cookie = ada.cookie("__Host-humeur-oidc").unwrap();
    ada.set_cookie("__Host-humeur-oidc", "");
    ada.set_cookie("humeur-oidc", &cookie);
    assert_eq!(problem(&ada.send(Call::page(&callback)).await), "expired");
    ada.set_cookie("__Host-humeur-oidc", &cookie);
    assert_eq!(problem(&ada.send(Call::page(&callback)).await), "");
}

#[tokio::test]
async fn attempts_of_one_client_are_limited() {
    let site = Site::open().await;
    let ada = site.person();
    let mut last = String::new();
    for _ in 0..11 {
        last = problem(&site.sign_in(&ada, "ada").await);
    }
    assert_eq!(last, "too-many");
    assert_eq!(site.provider.calls("/token"), 10);
    site.app.at("2096-11-20T12:01:00Z");
    assert_eq!(problem(&site.sign_in(&ada, "ada").await), "");
}
