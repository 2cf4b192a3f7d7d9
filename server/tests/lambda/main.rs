//! The packed function as on AWS: in AWS's own emulator of Lambda's runtime, with events in API
//! Gateway's format, and a DynamoDB engine on this machine.
//!
//! `cargo test` alone does not run these tests, because they need the package: `make test-lambda`
//! builds it.
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
mod photos;
mod rejections;
mod reminders;
mod secrets;
mod signals;
mod start;
