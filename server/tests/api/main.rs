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
#[path = "../kit/test_app.rs"]
mod test_app;
#[path = "../kit/openapi.rs"]
mod openapi;
mod other_sites;
mod outage;
mod pages;
#[path = "../kit/person.rs"]
mod person;
mod preconditions;
#[path = "../kit/push_service.rs"]
mod push_service;
mod refusals;
mod reminders;
#[expect(
    dead_code,
    reason = "the store's own tests share one; these stop theirs"
)]
#[path = "../kit/second_engine.rs"]
mod second_engine;
mod sessions;
mod visitors;
