//! The composition root: the only place that combines stores, clock, push services and HTTP. One
//! machine, Lambda and the tests all use it.

use std::sync::Arc;

use app::{
    ports::{Clock, Files, IdentityProvider, Photos, Services, Settings, Stores},
    ui::Assets,
};
use axum::Router;

use crate::{
    auth::{
        Clients, Codes, OidcCookies, OpenIdProvider, OperatorKeys, OriginKeys, Passkeys,
        SessionKey, Sessions,
    },
    config::Config,
    http::{self, AppState, LogRequest},
    jobs::Jobs,
    push::{Push, PushKey},
    signals::{Fetcher, Source},
};

/// The parts that differ between one machine, Lambda and tests.
pub struct Parts {
    /// The stores.
    pub stores: Stores,
    /// The files that people asked for.
    pub files: Arc<dyn Files>,
    /// The photos.
    pub photos: Arc<dyn Photos>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The key of the session cookies.
    pub session_key: SessionKey,
    /// The key of push messages.
    pub push_key: PushKey,
    /// The keys that CloudFront may send; none accepts every request.
    pub origin_keys: Option<OriginKeys>,
    /// The operator's keys.
    pub operator_keys: OperatorKeys,
    /// The names of the built files.
    pub assets: Assets,
    /// The sink for request log lines.
    pub log: LogRequest,
}

/// The program, ready to serve.
pub struct Program {
    /// The state of the HTTP side.
    pub state: AppState,
    /// The contact for operators of push services.
    pub contact: String,
    /// The sources of signals.
    pub sources: Arc<[Source]>,
    /// The client that asks them.
    pub fetch: Arc<Fetcher>,
}

impl Program {
    /// Combines the parts.
    #[must_use]
    pub fn new(config: &Config, parts: Parts) -> Self {
        let https = config.function.is_some() || config.url.starts_with("https://");
        let push = Push::new(&parts.push_key, config.push_hosts.clone());
        let identity = config.oidc.as_ref().map(|oidc| {
            let provider = OpenIdProvider::new(oidc.clone(), &config.url);
            Arc::new(provider) as Arc<dyn IdentityProvider>
        });
        let codes = Arc::new(Codes::new(&parts.session_key));
        Self {
            state: AppState {
                services: Arc::new(Services {
                    stores: parts.stores,
                    push: Arc::new(push),
                    codes: codes.clone(),
                    share_secrets: codes,
                    identity,
                    passkeys: Arc::new(Passkeys),
                    files: parts.files,
                    photos: parts.photos,
                    clock: parts.clock,
                    settings: Settings {
                        retention: config.retention,
                        registration: config.registration,
                        key_limits: config.key_limits,
                        takes_large_forms: config.function.is_none(),
                        url: config.url.clone(),
                        backup_days: config.backup_days,
                        signals: config.sources.signals().cloned().collect(),
                        sources: config
                            .sources
                            .list
                            .iter()
                            .map(|source| source.name.clone())
                            .collect(),
                        version: env!("CARGO_PKG_VERSION"),
                        environment: config.environment.clone(),
                    },
                }),
                clients: Clients::new(&parts.session_key, config.client_address),
                oidc_cookies: OidcCookies::new(&parts.session_key, https),
                sessions: Sessions::new(parts.session_key, https),
                assets: Arc::new(parts.assets),
                origin: config.origin.clone(),
                cors_origins: config.cors_origins.clone(),
                https,
                origin_keys: parts.origin_keys,
                operator_keys: parts.operator_keys,
                log: parts.log,
            },
            contact: config.contact.clone(),
            sources: config.sources.list.as_slice().into(),
            fetch: Arc::new(Fetcher::new(config.sources.plain_hosts.clone())),
        }
    }

    /// The jobs.
    #[must_use]
    pub fn jobs(&self) -> Jobs {
        Jobs {
            services: self.state.services.clone(),
            contact: self.contact.clone(),
            sources: self.sources.clone(),
            fetch: self.fetch.clone(),
        }
    }

    /// The router, including the files of the configured site.
    pub fn router(self, config: &Config) -> Router {
        http::router(self.state, &config.site)
    }
}
