//! A function that can't begin says why, in a sentence, in its log.

use server::store::{self, Tables};

use crate::{
    event::{Event, ORIGIN_KEY},
    installation::{Environment, SECRET_ACCESS_KEY, SESSION_KEY},
};

/// The function ends at its start, and its log says so in one sentence.
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
    // Nobody is there: a function that begins would show that by an outage.
    Environment::new("http://127.0.0.1:1", &Tables::default())
}

#[test]
fn a_variable_that_is_missing_is_named() {
    let keys = [
        ("HUMEUR_SESSION_KEY", "HUMEUR_SESSION_KEY_PARAMETER"),
        ("HUMEUR_ORIGIN_KEYS", "HUMEUR_ORIGIN_KEY_PARAMETERS"),
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
fn a_variable_that_cannot_be_used_is_named_with_what_it_must_be() {
    for (name, value, expected) in [
        ("HUMEUR_RETENTION_MONTHS", "six", "1 to 1200"),
        ("HUMEUR_STORE", "embedded", "dynamodb on AWS Lambda"),
        ("HUMEUR_STORE", "paper", "dynamodb on AWS Lambda"),
        ("HUMEUR_SESSION_KEY", "c2hvcnQ=", "64 random bytes"),
        ("HUMEUR_TABLE_MOODS", "a table", "a table's name"),
        ("HUMEUR_PUSH_HOSTS", "https://push.example", "names of push"),
        ("HUMEUR_LOG", "loud", "error, warn, info, debug or trace"),
        ("AWS_CA_BUNDLE", "/nowhere.pem", "a file of certificates"),
        ("AWS_CA_BUNDLE", "/dev/null", "a file of certificates"),
    ] {
        ends(&complete().with(name, value), &[name, expected]);
    }
}

#[test]
fn an_environment_that_is_complete_will_do() {
    let function = complete().function();
    let answer = function.invoke(&Event::get("/health").to_json());
    assert_eq!(answer["statusCode"], 503, "{answer}");
}
