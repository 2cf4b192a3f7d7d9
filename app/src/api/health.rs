//! The health check: the store must answer and accept writes.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{GetUrl, Post};

use super::codec::JsonText;
use crate::error::Error;
#[cfg(feature = "ssr")]
use {
    super::{Context, concurrent::concurrent},
    crate::{context::Access, ports::SourceState},
};

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
    /// The sources of signals, for the operator only; none if their table does not answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sources: Option<Vec<SourceHealth>>,
}

/// The health of a source of signals. Times are in seconds since the epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SourceHealth {
    /// The name.
    pub name: String,
    /// The last success.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub succeeded_at: Option<i64>,
    /// The failures since then.
    pub failures: u32,
    /// The last failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_at: Option<i64>,
    /// The reason of the last failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The time of the next request; missing before the first one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<i64>,
}

#[cfg(feature = "ssr")]
impl SourceHealth {
    fn of(name: &str, state: Option<SourceState>) -> Self {
        let next_at = state.as_ref().map(|state| state.next_at);
        let state = state.unwrap_or_default();
        Self {
            name: name.to_owned(),
            succeeded_at: state.succeeded_at,
            failures: state.failures,
            failed_at: state.failed_at,
            error: state.error,
            next_at,
        }
    }
}

/// Succeeds if the store answers and took the last write. The operator gets the state of the sources, too, unless
/// their table does not answer.
///
/// # Errors
/// Unavailable, ReadOnly.
#[server(prefix = "", endpoint = "/health", input = GetUrl, output = Post<JsonText>)]
pub async fn health_check() -> Result<Health, Error> {
    let context = Context::current()?;
    context.services.stores.moods.ping().await?;
    let sources = match context.request.visitor.access {
        // The journal is well without them.
        Access::Operator => sources(&context).await.ok(),
        _ => None,
    };
    Ok(Health {
        status: "healthy".into(),
        service: "humeur".into(),
        version: context.services.settings.version.into(),
        database: "connected".into(),
        environment: context.services.settings.environment.clone(),
        sources,
    })
}

#[cfg(feature = "ssr")]
async fn sources(context: &Context) -> Result<Vec<SourceHealth>, Error> {
    let (services, store) = (&context.services, &context.services.stores.signals);
    let sources = services.settings.sources.iter().map(|name| async move {
        let state = store.source(name).await?;
        Ok::<_, Error>(SourceHealth::of(name, state))
    });
    concurrent(sources.collect()).await
}
