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
mod event;
mod installation;
mod invocations;
mod journal;
mod log;
mod origin_key;
mod outage;
mod pages;
mod person;
mod refusals;
mod reminders;
mod secrets;
mod start;
