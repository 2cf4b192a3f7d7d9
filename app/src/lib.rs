//! Humeur: everything that means the same on the server and in the browser.
//!
//! Data flows one way: [`ui`] → [`api`] (server functions) → [`domain`] (rules)
//! → `ports` (what the journal needs from outside; native side only).

// A page is one nested type; its layout is deeper than the compiler's default.
#![recursion_limit = "256"]

#[cfg(all(feature = "hydrate", feature = "ssr"))]
compile_error!("`hydrate` is the browser's half and `ssr` the server's: turn on one of them");

pub mod api;
#[cfg(feature = "ssr")]
mod blocking;
#[cfg(feature = "ssr")]
pub mod charts;
#[cfg(feature = "ssr")]
pub mod context;
pub mod error;
#[cfg(feature = "ssr")]
pub mod export;
pub mod html;
pub mod i18n;
#[cfg(feature = "ssr")]
pub mod photos;
#[cfg(feature = "ssr")]
pub mod ports;
pub mod rejection;
#[cfg(feature = "ssr")]
pub mod secret;
#[cfg(feature = "ssr")]
pub mod transfer;
pub mod ui;
#[cfg(feature = "ssr")]
pub mod zip;

/// The rules, for the server too.
pub use domain;

/// Called once by the page's boot script, before it wakes the islands.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
