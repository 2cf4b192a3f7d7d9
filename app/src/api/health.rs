//! The health check: the store must answer and accept writes.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{GetUrl, Post};

#[cfg(feature = "ssr")]
use super::Context;
use super::codec::JsonText;
use crate::error::Error;

/// The response of a healthy server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// Always `healthy`; a store that does not answer, or accepts no writes, is an error.
    pub status: String,
    /// Always `humeur`.
    pub service: String,
    /// The version of the program.
    pub version: String,
    /// Always `connected`.
    pub database: String,
    /// The installation: `local`, `production`, …
    pub environment: String,
}

/// Succeeds if the store answers and took the last write.
///
/// # Errors
/// Unavailable, ReadOnly.
#[server(prefix = "", endpoint = "/health", input = GetUrl, output = Post<JsonText>)]
pub async fn health_check() -> Result<Health, Error> {
    let context = Context::current()?;
    context.services.stores.moods.ping().await?;
    Ok(Health {
        status: "healthy".into(),
        service: "humeur".into(),
        version: context.services.settings.version.into(),
        database: "connected".into(),
        environment: context.services.settings.environment.clone(),
    })
}
