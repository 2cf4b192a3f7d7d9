//! The provider's document (OpenID Connect Discovery 1.0) and its keys, in memory.

use std::sync::{Arc, Mutex, PoisonError};

use app::ports::ProviderFailure;
use axum::http::Uri;
use openidconnect::{DiscoveryError, IssuerUrl, ProviderMetadataWithLogout};

use super::{
    client::Client,
    failure::{failed, rejected},
};

/// The age at which a sign-in reads them again, in seconds.
const LIFETIME: i64 = 86_400;
/// The time between two readings because of an unknown key, in seconds. Without it, every invalid
/// token would cost two calls.
const RENEWAL: i64 = 60;

/// The document, with the keys.
pub(super) type Metadata = Arc<ProviderMetadataWithLogout>;

/// The last answer. Concurrent readers may read twice; no one waits for another.
#[derive(Default)]
pub(super) struct Cache(Mutex<State>);

#[derive(Default)]
struct State {
    metadata: Option<Metadata>,
    read_at: i64,
    renewed_at: Option<i64>,
}

impl Cache {
    /// The document at `now` (seconds since the epoch). An old one is used where no newer one can
    /// be had.
    ///
    /// # Errors
    /// See [`ProviderFailure`].
    pub(super) async fn get(
        &self,
        issuer: &str,
        client: &Client,
        now: i64,
    ) -> Result<Metadata, ProviderFailure> {
        let (known, is_fresh) = self.with(|state| {
            let is_fresh = (now - state.read_at).abs() < LIFETIME;
            (state.metadata.clone(), is_fresh)
        });
        match known {
            Some(known) if is_fresh => Ok(known),
            known => match (self.read(issuer, client, now).await, known) {
                (Err(_), Some(known)) => Ok(known),
                (read, _) => read,
            },
        }
    }

    /// Reads the document again, because of an unknown key; none if that was done a moment ago.
    pub(super) async fn renew(
        &self,
        issuer: &str,
        client: &Client,
        now: i64,
    ) -> Option<Result<Metadata, ProviderFailure>> {
        let is_due = self.with(|state| {
            let is_due = |at: i64| (now - at).abs() >= RENEWAL;
            let is_due = state.renewed_at.is_none_or(is_due);
            state.renewed_at = is_due.then_some(now).or(state.renewed_at);
            is_due
        });
        match is_due {
            true => Some(self.read(issuer, client, now).await),
            false => None,
        }
    }

    async fn read(
        &self,
        issuer: &str,
        client: &Client,
        now: i64,
    ) -> Result<Metadata, ProviderFailure> {
        let metadata = Arc::new(discover(issuer, client).await?);
        self.with(|state| {
            state.metadata = Some(metadata.clone());
            state.read_at = now;
        });
        Ok(metadata)
    }

    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

async fn discover(
    issuer: &str,
    client: &Client,
) -> Result<ProviderMetadataWithLogout, ProviderFailure> {
    let issuer = IssuerUrl::new(issuer.to_owned()).map_err(|_| rejected("invalid issuer"))?;
    let metadata = ProviderMetadataWithLogout::discover_async(issuer, client).await;
    let metadata = metadata.map_err(|error| match error {
        DiscoveryError::Request(error) => failed(&error),
        DiscoveryError::Validation(_) => rejected("document of another issuer"),
        _ => rejected("invalid document or keys"),
    })?;
    // A person is sent there.
    let page: Option<Uri> = metadata.authorization_endpoint().as_str().parse().ok();
    match page.is_some_and(|page| client.allows(&page)) {
        true => Ok(metadata),
        false => Err(rejected("invalid authorization endpoint")),
    }
}
