//! The API and the pages as their users meet them: the server's own router, in
//! this process, on an engine that forgets.
//!
//! Every answer in here is also held to `public/openapi.json` (see
//! `kit/openapi.rs`), so a test that only looks at one thing checks the
//! contract all the same.
#![cfg(feature = "local")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

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
mod refusals;
mod reminders;
mod sessions;
mod visitors;
