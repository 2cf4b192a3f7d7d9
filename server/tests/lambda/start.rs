//! A function that can't start logs the reason in one sentence.

use serde_json::json;
use server::store::{self, Tables};

use crate::{
    event::{Event, ORIGIN_KEY},
    installation::{Environment, SECRET_ACCESS_KEY, SESSION_KEY},
    outage::Stub,
};

/// Expects the function to end at its start, with one sentence in its log.
#[track_caller]
fn ends(environment: &Environment, says: &[&str]) {
    let log = environment.function().log_of_failed_start();
    let sentence = log
        .lines()
        .find(|line| line.starts_with("humeur: "))
        .unwrap();
    for part in says {
        assert!(sentence.contains(part), "no {part}: {sentence}");
    }
    for secret in [SESSION_KEY, ORIGIN_KEY, SECRET_ACCESS_KEY, "c2hvcnQ="] {
        assert!(!log.contains(secret), "{log}");
    }
    assert!(!log.contains("panicked"), "{log}");
}

fn complete() -> Environment {
    // No store at this address: a function that started would report an outage instead.
    Environment::new("http://127.0.0.1:1", &Tables::default())
}

#[test]
fn a_missing_variable_is_named() {
    let keys = [
        ("HUMEUR_SESSION_KEY", "HUMEUR_SESSION_KEY_PARAMETER"),
        ("HUMEUR_ORIGIN_KEYS", "HUMEUR_ORIGIN_KEY_PARAMETERS"),
        ("HUMEUR_EXPORTS_BUCKET", "bucket of exported files"),
        ("HUMEUR_PHOTOS_BUCKET", "bucket of photos"),
    ];
    let tables = store::declared()
        .iter()
        .map(|table| (table.variable, "a table's name"));
    for (name, also) in tables.chain(keys) {
        ends(&complete().without(name), &[name, also]);
        ends(&complete().with(name, " "), &[name, also]);
    }
    ends(
        &complete().with("HUMEUR_ORIGIN_KEYS", " , "),
        &["HUMEUR_ORIGIN_KEYS"],
    );
}

#[test]
fn an_invalid_variable_is_named_with_its_expected_value() {
    for (name, value, expected) in [
        ("HUMEUR_RETENTION_MONTHS", "six", "1 to 1200"),
        ("HUMEUR_STORE", "embedded", "dynamodb on AWS Lambda"),
        ("HUMEUR_STORE", "paper", "dynamodb on AWS Lambda"),
        ("HUMEUR_SESSION_KEY", "c2hvcnQ=", "64 random bytes"),
        ("HUMEUR_PUSH_KEY", "c2hvcnQ=", "32 random bytes"),
        ("HUMEUR_TABLE_MOODS", "a table", "a table's name"),
        ("HUMEUR_PUSH_HOSTS", "https://push.example", "names of push"),
        ("HUMEUR_FUNCTION", "job", "site or jobs"),
        ("HUMEUR_LOG", "loud", "error, warn, info, debug or trace"),
        ("AWS_CA_BUNDLE", "/nowhere.pem", "a file of certificates"),
        ("AWS_CA_BUNDLE", "/dev/null", "a file of certificates"),
    ] {
        ends(&complete().with(name, value), &[name, expected]);
    }
}

#[test]
fn a_function_that_only_runs_jobs_starts_without_keys_and_rejects_requests() {
    let keyless = complete()
        .without("HUMEUR_SESSION_KEY")
        .without("HUMEUR_ORIGIN_KEYS")
        .with("HUMEUR_FUNCTION", "jobs");
    let function = keyless.function();
    let site = Stub::new(200, "{}");
    let outcome = function.invoke(&json!({"job": "canary", "url": site.endpoint()}));
    assert_eq!(outcome["healthy"], true, "{outcome}");
    let request = Event::get("/health");
    let with_empty_key = Event::get("/health").with("x-humeur-origin", "");
    for event in [request, with_empty_key] {
        let answer = function.invoke(&event.to_json());
        assert_eq!(answer["statusCode"], 403, "{answer}");
    }
    // A connection to a store that rejects every read would log an error at each start.
    assert!(!function.log().contains("ERROR"), "{}", function.log());
}

#[test]
fn a_complete_environment_is_accepted() {
    let function = complete().function();
    let answer = function.invoke(&Event::get("/health").to_json());
    assert_eq!(answer["statusCode"], 503, "{answer}");
}
