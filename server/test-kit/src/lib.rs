//! The shared parts of the server's tests: the app in this process, people and their browsers, push
//! services, a source of signals, a provider of identities, a second DynamoDB engine, its S3 behind a gate that checks signatures, the
//! program as a process, and Lambda's emulator.
#![expect(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a kit for tests, where a panic is the message"
)]

pub mod accounts;
pub mod answer;
pub mod authenticator;
pub mod bucket_gate;
#[cfg(unix)]
pub mod emulator;
pub mod identity_provider;
pub mod openapi;
pub mod outage;
pub mod person;
mod presigned;
#[cfg(unix)]
pub mod process;
pub mod push_service;
pub mod second_engine;
pub mod signal_source;
pub mod signals;
pub mod test_app;
