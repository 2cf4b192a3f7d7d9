//! The API and the pages through the server's own router, in this process, with an in-memory
//! engine.
//!
//! Every response is also checked against `public/openapi.json` (see `test-kit/src/openapi.rs`), so
//! a test of one detail checks the contract, too.
#![cfg(feature = "local")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod bare_pages;
mod client_error;
mod contract;
mod cookies_refused;
mod days;
mod device;
mod forms;
mod origin_key;
mod other_sites;
mod outage;
mod pages;
mod preconditions;
mod rejections;
mod reminders;
mod sessions;
mod unfinished_work;
mod visitors;
mod whole_journals;
