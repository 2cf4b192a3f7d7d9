//! The provider's document, and a provider that is down, slow, or leads elsewhere.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use test_kit::{
    identity_provider::{IdentityProvider, Trouble, pairs},
    person::Call,
    test_app::{NOON, TestApp, seconds},
};

use super::{Site, URL, problem};

const DOCUMENT: &str = "/.well-known/openid-configuration";

/// The problem at the start of a sign-in.
async fn at_start(site: &Site) -> String {
    let answer = site.person().send(Call::page("/auth/oidc/start")).await;
    assert_eq!(answer.status, 303);
    if answer
        .header("location")
        .starts_with(site.provider.issuer())
    {
        return String::new();
    }
    problem(&answer)
}

#[tokio::test]
async fn nothing_is_requested_before_the_first_sign_in_and_the_document_once_a_day() {
    let site = Site::open().await;
    site.person().send(Call::page("/")).await;
    assert_eq!(site.provider.calls(DOCUMENT), 0);
    for (at, calls) in [
        (NOON, 1),
        ("2096-11-21T11:59:59Z", 1),
        ("2096-11-21T12:00:00Z", 2),
    ] {
        site.app.at(at);
        assert_eq!(at_start(&site).await, "");
        assert_eq!(site.provider.calls(DOCUMENT), calls, "{at}");
    }
    // An old document is better than none.
    site.app.at("2096-11-23T12:00:00Z");
    site.provider.trouble(DOCUMENT, Some(Trouble::Status(503)));
    assert_eq!(at_start(&site).await, "");
}

#[tokio::test]
async fn an_issuer_may_have_a_path_and_claims_of_its_own() {
    // Amazon Cognito, and Auth0.
    for folder in ["/eu-west-3_pool", "/"] {
        let provider = IdentityProvider::below(folder, seconds(NOON)).await;
        provider.lies(|token| {
            for (name, value) in [
                ("token_use", json!("id")),
                ("cognito:username", json!("ada")),
                ("email_verified", json!("true")),
                ("updated_at", json!("2096-11-20T11:59:00.000Z")),
                ("auth_time", token.claims["iat"].clone()),
                ("identities", json!([{"providerName": "x"}])),
            ] {
                token.claims[name] = value;
            }
        });
        let app = TestApp::configured(&provider.variables(URL), |_| {}).await;
        let site = Site { provider, app };
        let ada = site.person();
        assert_eq!(problem(&site.sign_in(&ada, "ada").await), "", "{folder}");
    }
}

#[tokio::test]
async fn an_invalid_document_is_rejected() {
    let public = json!("http://keys.example/jwks");
    for (name, value) in [
        ("issuer", json!("https://evil.example")),
        ("issuer", json!(format!("{URL}/"))),
        ("issuer", Value::Null),
        ("jwks_uri", Value::Null),
        ("jwks_uri", json!("file:///etc/passwd")),
        (
            "jwks_uri",
            json!("http://169.254.169.254/latest/meta-data/"),
        ),
        ("jwks_uri", public),
        ("authorization_endpoint", json!("javascript:alert(1)")),
        ("authorization_endpoint", json!("data:text/html,x")),
        (
            "authorization_endpoint",
            json!("http://evil.example/authorize"),
        ),
        ("authorization_endpoint", json!("/authorize")),
        ("authorization_endpoint", Value::Null),
    ] {
        let site = Site::open().await;
        site.provider.documents(name, value.clone());
        assert_eq!(at_start(&site).await, "rejected", "{name}: {value}");
        site.provider.documents(name, site_value(&site, name));
        assert_eq!(at_start(&site).await, "", "{name}");
    }
}

/// The right value of the document.
fn site_value(site: &Site, name: &str) -> Value {
    let issuer = site.provider.issuer();
    match name {
        "issuer" => json!(issuer),
        "jwks_uri" => json!(format!("{issuer}/jwks")),
        _ => json!(format!("{issuer}/authorize")),
    }
}

#[tokio::test]
async fn an_endpoint_elsewhere_is_not_called() {
    // On this machine, where the provider is, so that only the redirect or its absence counts.
    let spy = IdentityProvider::open(seconds(NOON)).await;
    let elsewhere = format!("{}/spy", spy.issuer());
    for path in [DOCUMENT, "/jwks"] {
        let site = Site::open().await;
        site.provider
            .trouble(path, Some(Trouble::RedirectsTo(elsewhere.clone())));
        assert_eq!(at_start(&site).await, "rejected", "{path}");
    }
    let site = Site::open().await;
    let ada = site.person();
    site.provider
        .trouble("/token", Some(Trouble::RedirectsTo(elsewhere)));
    assert_eq!(problem(&site.sign_in(&ada, "ada").await), "rejected");
    assert_eq!(spy.calls("/spy"), 0);
    for endpoint in [
        json!("file:///etc/passwd"),
        json!("http://169.254.169.254/token"),
        Value::Null,
    ] {
        let site = Site::open().await;
        site.provider.documents("token_endpoint", endpoint.clone());
        let ada = site.person();
        assert_eq!(
            problem(&site.sign_in(&ada, "ada").await),
            "rejected",
            "{endpoint}"
        );
    }
}

#[tokio::test]
async fn a_provider_in_trouble_is_tried_again_by_the_next_sign_in() {
    for (trouble, expected) in [
        (Trouble::Status(500), "unavailable"),
        (Trouble::Status(503), "unavailable"),
        (Trouble::Status(404), "rejected"),
        (Trouble::Status(204), "rejected"),
        (Trouble::Json(json!([])), "rejected"),
        (Trouble::Json(json!({"keys": "x"})), "rejected"),
        (Trouble::Huge(1 << 20), "rejected"),
    ] {
        for path in [DOCUMENT, "/jwks"] {
            let site = Site::open().await;
            site.provider.trouble(path, Some(trouble.clone()));
            assert_eq!(at_start(&site).await, expected, "{path}");
            site.provider.trouble(path, None);
            assert_eq!(at_start(&site).await, "", "{path}");
        }
        let site = Site::open().await;
        let ada = site.person();
        site.provider.trouble("/token", Some(trouble));
        assert_eq!(
            problem(&site.sign_in(&ada, "ada").await),
            expected,
            "/token"
        );
        site.provider.trouble("/token", None);
        assert_eq!(problem(&site.sign_in(&ada, "ada").await), "", "/token");
    }
}

#[tokio::test]
async fn a_provider_that_is_down_or_slow_is_given_up_after_eight_seconds() {
    let down = Site::open().await;
    down.provider.close().await;
    assert_eq!(at_start(&down).await, "unavailable");
    let (first, last) = (Site::open().await, Site::open().await);
    first.provider.trouble(DOCUMENT, Some(Trouble::Hangs));
    last.provider.trouble("/token", Some(Trouble::Hangs));
    let began = Instant::now();
    let ada = last.person();
    let (at_first, at_last) = tokio::join!(at_start(&first), last.sign_in(&ada, "ada"));
    assert_eq!(
        (at_first, problem(&at_last)),
        ("unavailable".into(), "unavailable".into())
    );
    assert!(began.elapsed() >= Duration::from_secs(8));
}

#[tokio::test]
async fn the_sign_out_has_the_form_that_the_provider_knows() {
    let location = async |app: &TestApp| {
        let answer = app.person().send(Call::page("/auth/oidc/sign-out")).await;
        assert_eq!(answer.status, 303);
        answer.header("location").to_owned()
    };
    let site = Site::open().await;
    let found = location(&site.app).await;
    let (page, query) = found.split_once('?').unwrap();
    assert_eq!(page, format!("{}/session/end", site.provider.issuer()));
    assert_eq!(pairs(query)["post_logout_redirect_uri"], format!("{URL}/"));
    assert_eq!(pairs(query)["client_id"], "humeur-test");
    // Amazon Cognito, whose document names no such endpoint.
    let mut variables = site.provider.variables(URL);
    variables.push(("HUMEUR_OIDC_LOGOUT", "https://pool.example/logout".into()));
    let app = TestApp::configured(&variables, |_| {}).await;
    let expected =
        "https://pool.example/logout?client_id=humeur-test&logout_uri=http%3A%2F%2Fmood.example%2F";
    assert_eq!(location(&app).await, expected);
    for endpoint in [
        Value::Null,
        json!("javascript:alert(1)"),
        json!("http://evil.example/"),
    ] {
        let site = Site::open().await;
        site.provider
            .documents("end_session_endpoint", endpoint.clone());
        assert_eq!(location(&site.app).await, "/", "{endpoint}");
    }
}
