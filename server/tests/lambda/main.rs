//! The packed function, as AWS runs it: AWS's own emulator of Lambda's runtime,
//! events in API Gateway's format, and a DynamoDB on this machine.
//!
//! Not among the tests that `cargo test` runs by itself, because there must be
//! a package first: `make test-lambda` makes it.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod canary;
#[path = "../kit/emulator.rs"]
mod emulator;
mod event;
mod front_door;
mod installation;
mod invocations;
mod journal;
mod log;
#[expect(dead_code, reason = "the API's own tests use all of it")]
#[path = "../kit/openapi.rs"]
mod openapi;
mod outage;
mod pages;
mod person;
#[expect(dead_code, reason = "the API's own tests use all of it")]
#[path = "../kit/push_service.rs"]
mod push_service;
mod refusals;
mod reminders;
#[expect(dead_code, reason = "other tests stop theirs")]
#[path = "../kit/second_engine.rs"]
mod second_engine;
mod secrets;
mod start;
