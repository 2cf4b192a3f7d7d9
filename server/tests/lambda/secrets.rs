//! Secrets that the environment only names: the function reads them from SSM Parameter Store.

use std::sync::atomic::{AtomicU32, Ordering};

use aws_sdk_ssm::{
    Client,
    config::{BehaviorVersion, Region},
    types::ParameterType,
};
use serde_json::json;
use server::{auth::SessionKey, push::PushKey, store::Tables};

use crate::{
    event::{Event, ORIGIN_KEY},
    installation::{Environment, Installation, REGION, SESSION_KEY, credentials, day},
    person::{Person, SESSION_COOKIE, ask},
};
use test_kit::{emulator::free_address, second_engine::SecondEngine};

/// Parameter names of one test, in the engine's SSM.
struct Parameters {
    client: Client,
    runtime: tokio::runtime::Runtime,
    prefix: String,
}

impl Parameters {
    fn new(engine: &SecondEngine) -> Self {
        static TEST: AtomicU32 = AtomicU32::new(0);
        let config = aws_sdk_ssm::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(REGION))
            .credentials_provider(credentials())
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .endpoint_url(engine.endpoint());
        Self {
            client: Client::from_conf(config.build()),
            runtime: tokio::runtime::Runtime::new().unwrap(),
            prefix: format!("/humeur/test-{}", TEST.fetch_add(1, Ordering::Relaxed)),
        }
    }

    fn name(&self, name: &str) -> String {
        format!("{}/{name}", self.prefix)
    }

    /// Writes the next version of a parameter, and returns its versioned name.
    fn put(&self, name: &str, value: &str) -> String {
        let name = self.name(name);
        let put = self
            .client
            .put_parameter()
            .name(&name)
            .value(value)
            .overwrite(true);
        let put = put.r#type(ParameterType::SecureString).send();
        format!("{name}:{}", self.runtime.block_on(put).unwrap().version())
    }
}

/// The environment with the secrets' names in place of the secrets.
fn naming(
    environment: Environment,
    ssm: &str,
    session_key: &str,
    origin_keys: &str,
) -> Environment {
    environment
        .without("HUMEUR_SESSION_KEY")
        .without("HUMEUR_ORIGIN_KEYS")
        .with("HUMEUR_SESSION_KEY_PARAMETER", session_key)
        .with("HUMEUR_ORIGIN_KEY_PARAMETERS", origin_keys)
        .with("AWS_ENDPOINT_URL_SSM", ssm)
}

#[test]
fn named_keys_are_read_from_ssm() {
    let engine = SecondEngine::shared();
    let parameters = Parameters::new(&engine);
    parameters.put("session-key", SESSION_KEY);
    let session_key = parameters.name("session-key");
    let old = parameters.put("origin-key", "the-older-key");
    let new = parameters.put("origin-key", "the-newer-key");
    assert!(old.ends_with(":1") && new.ends_with(":2"), "{old} {new}");
    let both = format!("{old},{new}");
    let installation = Installation::changed(|environment| {
        naming(environment, &engine.endpoint(), &session_key, &both)
    });
    let ada = installation.person();
    for (key, status) in [
        ("the-older-key", 200),
        ("the-newer-key", 200),
        ("another", 403),
    ] {
        let event = Event::get("/health").with("x-humeur-origin", key);
        let answer = ask(&installation.function, &event);
        assert_eq!(answer.status, status, "{key}");
    }
    let write = Event::json(&json!({"day": day(0), "mood": "good"}));
    assert_eq!(
        ada.send(&write.with("x-humeur-origin", "the-newer-key"))
            .status,
        200
    );
    let log = installation.function.log();
    assert!(
        !log.contains("the-newer-key") && !log.contains(SESSION_KEY),
        "{log}"
    );

    // The session is signed with the key from SSM.
    let session = ada.cookie(SESSION_COOKIE).unwrap();
    let given = Installation::open();
    let week = Event::get(&format!("/mood/week?start={0}&end={0}", day(0)));
    let answer = given
        .person()
        .send(&week.with_cookie(SESSION_COOKIE, &session));
    assert!(!answer.headers.contains_key("set-cookie"), "{answer:?}");
}

#[test]
fn a_session_of_the_former_key_is_signed_again() {
    let engine = SecondEngine::shared();
    let parameters = Parameters::new(&engine);
    let former = parameters.put("session-key", SESSION_KEY);
    let current = parameters.put("session-key", &SessionKey::generate().to_base64());
    let deleted = format!("{}:9", parameters.name("session-key"));
    let origin = parameters.put("origin-key", ORIGIN_KEY);
    let rotated = Installation::changed(|environment| {
        let names = format!("{current},{former},{deleted}");
        naming(environment, &engine.endpoint(), &names, &origin)
    });
    let before = Installation::open();
    let ada = before.person();
    let week = Event::get(&format!("/mood/week?start={0}&end={0}", day(0)));
    let user = ada.send(&week).json()["userId"].clone();
    let session = ada.cookie(SESSION_COOKIE).unwrap();

    let after = rotated.person();
    let answer = after.send(&Event::page("/").with_cookie(SESSION_COOKIE, &session));
    assert_eq!(answer.status, 200);
    let renewed = after.cookie(SESSION_COOKIE).unwrap();
    assert_ne!(renewed, session);
    assert_eq!(after.send(&week).json()["userId"], user);
    let log = rotated.function.log();
    assert!(!log.contains(SESSION_KEY), "{log}");
}

#[test]
fn one_of_two_origin_keys_is_enough() {
    let engine = SecondEngine::shared();
    let parameters = Parameters::new(&engine);
    parameters.put("session-key", SESSION_KEY);
    let first = parameters.put("origin-key", "the-only-key");
    let names = format!("{first},{}:2", parameters.name("origin-key"));
    let installation = Installation::changed(|environment| {
        naming(
            environment,
            &engine.endpoint(),
            &parameters.name("session-key"),
            &names,
        )
    });
    let event = Event::get("/health").with("x-humeur-origin", "the-only-key");
    assert_eq!(installation.person().send(&event).status, 200);
}

/// Expects the function to end at its start, with the reason in its log.
#[track_caller]
fn ends(environment: &Environment, says: &[&str]) {
    let log = environment.function().log_of_failed_start();
    for part in says {
        assert!(log.contains(part), "no {part}: {log}");
    }
}

#[test]
fn an_unavailable_secret_is_named() {
    let engine = SecondEngine::shared();
    let parameters = Parameters::new(&engine);
    parameters.put("session-key", SESSION_KEY);
    parameters.put("short-key", "c2hvcnQ=");
    let origin = parameters.put("origin-key", "a-key");
    let environment = |session_key: &str, origin_keys: &str| {
        let environment = Environment::new(&engine.endpoint(), &Tables::default());
        naming(environment, &engine.endpoint(), session_key, origin_keys)
    };
    let (key, missing) = (parameters.name("session-key"), parameters.name("missing"));
    let short = parameters.name("short-key");
    ends(
        &environment(&missing, &origin),
        &[&missing, "missing in SSM"],
    );
    ends(&environment(&key, &missing), &[&missing, "missing in SSM"]);
    ends(&environment(&short, &origin), &[&short, "64 random bytes"]);
    let unreachable = format!("http://{}", free_address());
    let without_ssm = environment(&key, &origin).with("AWS_ENDPOINT_URL_SSM", &unreachable);
    ends(&without_ssm, &[&key, "can't be read from SSM"]);
}

#[test]
fn the_site_serves_without_its_document_of_signals_and_the_job_does_not_start() {
    let engine = SecondEngine::shared();
    let parameters = Parameters::new(&engine);
    let missing = parameters.name("signals");
    let invalid = parameters.put("invalid-signals", "{\"sources\": 7}");
    for (name, reason) in [
        (missing, "missing in SSM"),
        (invalid, "sources must be an array"),
    ] {
        let named = |environment: Environment| {
            environment
                .with("AWS_ENDPOINT_URL_SSM", &engine.endpoint())
                .with("HUMEUR_SIGNALS", "bitcoin")
                .with("HUMEUR_SIGNALS_PARAMETER", &name)
        };
        let site = Installation::changed(named);
        let ada = site.person();
        ada.save(&day(0), "good", "");
        let signals = ada.send(&Event::get("/signals")).json();
        assert_eq!(signals["items"][0]["id"], "bitcoin", "{signals}");
        assert_eq!(signals["items"].as_array().unwrap().len(), 1);
        let log = site.function.log_with("no own sources of signals");
        assert!(log.contains(reason), "no {reason}: {log}");

        let environment = Environment::new(&engine.endpoint(), &Tables::default());
        let job = named(environment).with("HUMEUR_FUNCTION", "jobs");
        ends(&job, &[reason]);
    }
}

/// The key for new subscriptions.
fn key_for_subscriptions(installation: &Installation) -> String {
    let listed = installation.person().send(&Event::get("/reminder")).json();
    listed["key"].as_str().unwrap().to_owned()
}

#[test]
fn a_push_key_from_ssm_is_that_of_new_subscriptions() {
    let engine = SecondEngine::shared();
    let parameters = Parameters::new(&engine);
    let push_key = || PushKey::derived(&SessionKey::generate()).to_base64();
    let (current, former) = (push_key(), push_key());
    let former = parameters.put("push-key", &former);
    let named = format!("{},{former}", parameters.put("push-key", &current));
    let from_ssm = Installation::changed(|environment| {
        environment
            .with("AWS_ENDPOINT_URL_SSM", &engine.endpoint())
            .with("HUMEUR_PUSH_KEY_PARAMETER", &named)
    });
    let given = Installation::changed(|environment| environment.with("HUMEUR_PUSH_KEY", &current));
    let key = key_for_subscriptions(&from_ssm);
    assert_eq!(key, key_for_subscriptions(&given));
    let log = from_ssm.function.log();
    assert!(!log.contains(&current), "{log}");
}

#[test]
fn the_site_serves_without_its_push_key_and_the_job_does_not_start() {
    let engine = SecondEngine::shared();
    let parameters = Parameters::new(&engine);
    let missing = parameters.name("push-key");
    let invalid = parameters.put("short-push-key", "c2hvcnQ=");
    for (name, reason) in [(missing, "missing in SSM"), (invalid, "32 random bytes")] {
        let named = |environment: Environment| {
            environment
                .with("AWS_ENDPOINT_URL_SSM", &engine.endpoint())
                .with("HUMEUR_PUSH_KEY_PARAMETER", &name)
        };
        let site = Installation::changed(named);
        site.person().save(&day(0), "good", "");
        let log = site.function.log_with("no push key");
        assert!(log.contains(reason), "no {reason}: {log}");

        let environment = Environment::new(&engine.endpoint(), &Tables::default());
        let job = named(environment).with("HUMEUR_FUNCTION", "jobs");
        ends(&job, &[reason]);
    }
}

#[test]
fn given_secrets_are_not_read_from_ssm() {
    let unreachable = format!("http://{}", free_address());
    let installation = Installation::changed(|environment| {
        environment
            .with("HUMEUR_SESSION_KEY_PARAMETER", "/humeur/nothing")
            .with("AWS_ENDPOINT_URL_SSM", &unreachable)
    });
    assert_eq!(
        Person::new(&installation.function)
            .send(&Event::get("/health"))
            .status,
        200
    );
}
