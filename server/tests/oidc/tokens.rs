//! ID tokens that break a rule.

use serde_json::{Value, json};
use test_kit::{
    identity_provider::{CLIENT, SECRET, Signing, Token},
    person::Call,
    test_app::{NOON, TODAY, seconds},
};

use super::{Site, problem};

/// Signs in with a lying provider; returns the problem. Nothing about the journal may change.
async fn with(lie: impl Fn(&mut Token) + Send + 'static) -> String {
    let site = Site::open().await;
    site.provider.lies(lie);
    let ada = site.person();
    ada.save(TODAY, "good", "mine").await;
    let before = (ada.user_id().await, ada.cookie("humeur"));
    let problem = problem(&site.sign_in(&ada, "ada").await);
    if !problem.is_empty() {
        assert_eq!((ada.user_id().await, ada.cookie("humeur")), before);
    }
    problem
}

async fn with_claim(name: &'static str, value: Value) -> String {
    with(move |token| token.claims[name] = value.clone()).await
}

#[tokio::test]
async fn a_token_for_somebody_else_is_rejected() {
    for (name, value) in [
        ("aud", json!("another-client")),
        ("aud", json!([])),
        ("aud", json!([CLIENT, "another-client"])),
        ("aud", Value::Null),
        ("iss", json!("https://evil.example")),
        ("iss", Value::Null),
        ("nonce", json!("another")),
        ("nonce", json!("")),
        ("nonce", Value::Null),
        ("sub", Value::Null),
        ("sub", json!(7)),
        ("sub", json!("")),
    ] {
        assert_eq!(
            with_claim(name, value.clone()).await,
            "rejected",
            "{name}: {value}"
        );
    }
    // Not lies.
    assert_eq!(with_claim("aud", json!([CLIENT])).await, "");
    assert_eq!(with_claim("azp", json!(CLIENT)).await, "");
}

#[tokio::test]
async fn a_token_of_another_time_is_rejected() {
    let now = seconds(NOON);
    for (name, offset, expected) in [
        ("exp", -61, "rejected"),
        ("exp", -86_400, "rejected"),
        ("exp", -30, ""),
        ("iat", 61, "rejected"),
        ("iat", 86_400, "rejected"),
        ("iat", 30, ""),
        ("iat", -300, ""),
    ] {
        assert_eq!(
            with_claim(name, json!(now + offset)).await,
            expected,
            "{name}: {offset}"
        );
    }
    for (name, value) in [
        ("exp", Value::Null),
        ("iat", Value::Null),
        ("exp", json!("soon")),
        ("exp", json!(-1)),
        ("exp", json!(1e300)),
    ] {
        assert_eq!(
            with_claim(name, value.clone()).await,
            "rejected",
            "{name}: {value}"
        );
    }
}

#[tokio::test]
async fn an_unsigned_token_is_rejected() {
    for alg in ["none", "None", "NONE", ""] {
        let found = with(move |token| {
            token.header["alg"] = json!(alg);
            token.signing = Signing::Nothing;
        });
        assert_eq!(found.await, "rejected", "{alg}");
    }
    // The right algorithm without a signature.
    assert_eq!(
        with(|token| token.signing = Signing::Nothing).await,
        "rejected"
    );
}

#[tokio::test]
async fn a_token_signed_with_a_shared_secret_is_rejected() {
    let site = Site::open().await;
    let public = site.provider.public_key();
    let ada = site.person();
    for key in [public, SECRET.into(), CLIENT.into(), Vec::new()] {
        for kid in [true, false] {
            let key = key.clone();
            site.provider.lies(move |token| {
                token.header["alg"] = json!("HS256");
                if !kid {
                    token.header.as_object_mut().unwrap().remove("kid");
                }
                token.signing = Signing::Shared(key.clone());
            });
            assert_eq!(problem(&site.sign_in(&ada, "ada").await), "rejected");
        }
    }
}

#[tokio::test]
async fn a_token_of_another_key_or_form_is_rejected() {
    let other = Site::open().await;
    other.provider.lies(|_| {});
    let stranger = test_kit::identity_provider::new_key().1;
    let found = with(move |token| token.signing = Signing::Key(stranger.clone())).await;
    assert_eq!(found, "rejected");
    for (name, value) in [
        ("alg", json!("RS256")),
        ("alg", json!("ES384")),
        ("alg", json!("HS512")),
        ("typ", json!("at+jwt")),
        ("cty", json!("JWT")),
        ("crit", json!(["exp"])),
        ("kid", json!("../../../../dev/null")),
        ("jwk", json!({"kty": "oct", "k": ""})),
    ] {
        let changed = value.clone();
        let found = with(move |token| token.header[name] = changed.clone()).await;
        // A key in the header is ignored.
        let expected = if name == "jwk" { "" } else { "rejected" };
        assert_eq!(found, expected, "{name}: {value}");
    }
}

#[tokio::test]
async fn an_rsa_signature_is_accepted() {
    let site = Site::open().await;
    site.provider.signs_with_rsa();
    let ada = site.person();
    assert_eq!(problem(&site.sign_in(&ada, "ada").await), "");
    site.provider
        .lies(|token| token.claims["sub"] = json!("eve"));
    site.provider
        .lies(|token| token.signing = Signing::Shared(vec![0; 128]));
    assert_eq!(problem(&site.sign_in(&ada, "ada").await), "rejected");
}

#[tokio::test]
async fn after_a_rotation_the_new_key_is_read_at_most_once_a_minute() {
    let site = Site::open().await;
    let ada = site.person();
    site.sign_in(&ada, "ada").await;
    assert_eq!(site.provider.calls("/jwks"), 1);
    site.provider.rotates();
    assert_eq!(problem(&site.sign_in(&ada, "ada").await), "");
    assert_eq!(site.provider.calls("/jwks"), 2);
    // An unknown key each time.
    site.provider
        .lies(|token| token.header["kid"] = json!("unknown"));
    for _ in 0..3 {
        assert_eq!(problem(&site.sign_in(&ada, "ada").await), "rejected");
    }
    assert_eq!(site.provider.calls("/jwks"), 2);
    site.app.at("2096-11-20T12:01:00Z");
    assert_eq!(problem(&site.sign_in(&ada, "ada").await), "rejected");
    assert_eq!(site.provider.calls("/jwks"), 3);
    site.provider.is_honest();
    assert_eq!(problem(&site.sign_in(&ada, "ada").await), "");
}

#[tokio::test]
async fn a_code_is_exchanged_once() {
    let site = Site::open().await;
    let ada = site.person();
    let start = site.start(&ada, "/").await;
    let callback = site.provider.agree(&start, "ada");
    let cookie = ada.cookie("humeur-oidc").unwrap();
    assert_eq!(problem(&ada.send(Call::page(&callback)).await), "");
    assert_eq!(
        ada.cookie("humeur-oidc").as_deref(),
        Some(""),
        "it is deleted"
    );
    assert_eq!(problem(&ada.send(Call::page(&callback)).await), "expired");
    // Even if the browser had kept the cookie.
    ada.set_cookie("humeur-oidc", &cookie);
    assert_eq!(problem(&ada.send(Call::page(&callback)).await), "rejected");
    assert_eq!(site.provider.replays(), 1);
}
