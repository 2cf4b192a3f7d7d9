//! Humeur's server: the house around the server functions of [`app`].

pub mod config;
pub mod http;
pub mod store;
