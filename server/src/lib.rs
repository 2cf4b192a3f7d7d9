//! Humeur's server: the house around the server functions of [`app`].

// The pages of `app` are nested types, deeper than the compiler's default.
#![recursion_limit = "256"]

mod aws;
mod clock;
pub mod config;
pub mod http;
pub mod jobs;
pub mod lambda;
#[cfg(feature = "local")]
pub mod local;
pub mod push;
pub mod store;
mod zones;

pub use aws::FunctionError;

/// Why the program cannot begin, in a sentence for who starts it.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
