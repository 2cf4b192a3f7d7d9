//! Humeur's server: HTTP, sessions, stores and jobs around the server functions of [`app`].

// The pages of `app` are types nested deeper than the compiler's default limit.
#![recursion_limit = "256"]

pub mod auth;
mod aws;
mod clock;
pub mod config;
pub mod files;
pub mod http;
pub mod jobs;
pub mod lambda;
#[cfg(feature = "local")]
pub mod local;
pub mod push;
pub mod signals;
pub mod store;
pub mod wiring;

pub use aws::FunctionError;

/// The reason the program cannot start, as a sentence for the terminal.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
