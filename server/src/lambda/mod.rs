//! Humeur as a function on AWS Lambda, for requests from API Gateway and jobs from the scheduler. A function that
//! only runs jobs has no key except that of push messages, if it sends any, and rejects every request.
//!
//! The init phase prepares everything that the first request needs, and nothing else: Lambda gives
//! it a whole core.

mod event;
mod metrics;
mod parameters;
mod request;

use std::{sync::Arc, time::Duration};

use axum::Router;
use lambda_http::{
    LambdaEvent,
    lambda_runtime::{self, Diagnostic},
    service_fn,
};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use tokio::time::timeout;

use self::{
    event::Event,
    metrics::Metrics,
    parameters::{Named, SecretError},
};
use crate::{
    Failure,
    auth::{OriginKeys, SessionKey},
    clock::SystemClock,
    config::{Config, ConfigError, Function},
    files::{Bucket, BucketFiles, BucketPhotos},
    http::{find_assets, init_log},
    jobs::{Jobs, Outcome},
    push::PushKey,
    store::{self, Store},
    wiring::{Parts, Program},
};

/// Timeout of the first connection to the store. After it, the first request opens its own.
const PRIMING: Duration = Duration::from_millis(500);

/// Answers events until Lambda ends the process.
///
/// # Errors
/// If the environment, the parameters in SSM or the runtime can't be used.
pub async fn run(mut config: Config, function: Function) -> Result<(), Failure> {
    init_log(config.log, false);
    let files = BucketFiles::new(Bucket::of_function(function.exports_bucket.clone())?);
    let photos = BucketPhotos::new(Bucket::of_function(function.photos_bucket.clone())?);
    let store = store::open(&config.backend, &config.tables).await?;
    let named = Named {
        oidc_client: config
            .oidc
            .as_ref()
            .and_then(|oidc| oidc.client_secret_parameter.clone()),
        operator: config.operator_key_parameter.clone(),
        sources: config.sources_parameter.clone(),
    };
    let only_jobs = function.only_jobs;
    let session_key = config.session_key.clone();
    // Without requests there is no session to sign.
    let session_key = session_key.or_else(|| only_jobs.then(SessionKey::generate));
    let (secrets, ()) = tokio::join!(parameters::secrets(session_key, function, named), async {
        if !only_jobs {
            prime(&store).await;
        }
    });
    let secrets = secrets?;
    let push_key = match secrets.push_key.transpose() {
        Err(error) if only_jobs => return Err(error.into()),
        Err(error) => {
            // A journal is worth more than its reminders.
            tracing::error!(%error, "no push key");
            None
        }
        Ok(key) => config.push_key.clone().or(key),
    };
    if let Some(oidc) = &mut config.oidc {
        oidc.client_secret = oidc.client_secret.take().or(secrets.oidc_client);
    }
    if let Some(text) = secrets.sources {
        match add_sources(&mut config, text) {
            Err(error) if only_jobs => return Err(error),
            // A journal is worth more than the world beside it.
            Err(error) => tracing::error!(%error, "no own sources of signals"),
            Ok(()) => {}
        }
    }
    let clock = Arc::new(SystemClock);
    let metrics = Arc::new(Metrics::new(clock.clone(), config.environment.clone()));
    let program = Program::new(
        &config,
        Parts {
            stores: store.stores,
            files: Arc::new(files),
            photos: Arc::new(photos),
            clock,
            push_key: push_key.unwrap_or_else(|| PushKey::derived(&secrets.session_key)),
            session_key: secrets.session_key,
            origin_keys: Some(OriginKeys::new(secrets.origin_keys)),
            operator_keys: secrets
                .operator_keys
                .unwrap_or(config.operator_keys.clone()),
            assets: find_assets(&config.site)?,
            log: {
                let metrics = metrics.clone();
                Arc::new(move |line| metrics.request(line))
            },
        },
    );
    let jobs = Arc::new(program.jobs());
    // CloudFront serves the files, so no request for one arrives here.
    let router = program.router(&config);
    let handle = |event| handle(router.clone(), jobs.clone(), metrics.clone(), event);
    lambda_runtime::run(service_fn(handle)).await
}

/// Adds the operator's own sources of signals to those of the presets.
///
/// # Errors
/// If the text can't be read or is invalid. Nothing is added then.
fn add_sources(config: &mut Config, text: Result<String, SecretError>) -> Result<(), Failure> {
    let added = config.sources.add(&text?, &|name| std::env::var(name).ok());
    added.map_err(|misfit| ConfigError::of_sources_parameter(&misfit))?;
    Ok(())
}

/// Opens the store's connection (DNS, TCP, TLS) before the first request. A failure or timeout does
/// not stop the start.
async fn prime(store: &Store) {
    let _ = timeout(PRIMING, store.stores.moods.ping()).await;
}

/// Handles one event.
async fn handle(
    router: Router,
    jobs: Arc<Jobs>,
    metrics: Arc<Metrics>,
    event: LambdaEvent<Box<RawValue>>,
) -> Result<Box<RawValue>, Diagnostic> {
    match Event::read(event.payload.get())? {
        Event::Request(request) => {
            let request = LambdaEvent::new(*request, event.context);
            request::handle(router, request).await
        }
        Event::Invalid => request::invalid(),
        Event::Job(job) => {
            let outcome = jobs.run(&job).await?;
            match outcome {
                Outcome::Canary { healthy, .. } => metrics.canary(healthy),
                Outcome::Signals { silent, .. } => metrics.silent_sources(silent),
                _ => {}
            }
            json(&outcome)
        }
    }
}

fn json(value: &impl Serialize) -> Result<Box<RawValue>, Diagnostic> {
    to_raw_value(value).map_err(|error| Diagnostic {
        error_type: "Internal".into(),
        error_message: error.to_string(),
    })
}
