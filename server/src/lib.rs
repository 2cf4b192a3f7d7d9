//! Humeur's server: the house around the server functions of [`app`].

// The pages of `app` are nested types, deeper than the compiler's default.
#![recursion_limit = "256"]

pub mod config;
pub mod http;
pub mod store;
