//! Humeur as one function on AWS Lambda, for requests from API Gateway and jobs
//! from the scheduler.
//!
//! Everything that the first request needs is prepared in the init phase, which
//! Lambda gives a whole core to, and nothing else.

mod event;
mod metrics;
mod parameters;
mod request;

use std::{sync::Arc, time::Duration};

use app::ports::Settings;
use axum::Router;
use lambda_http::{
    LambdaEvent,
    lambda_runtime::{self, Diagnostic},
    service_fn,
};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use tokio::time::timeout;

use self::{event::Event, metrics::Metrics};
use crate::{
    Failure,
    clock::SystemClock,
    config::{Config, Function},
    http::{AppState, FrontDoor, Sessions, find_assets, init_log, router},
    jobs::{Jobs, Outcome},
    push::Push,
    store::{self, Store},
};

/// Timeout of the first connection to the store, after which the first request
/// opens its own.
const PRIMING: Duration = Duration::from_millis(500);

/// Answers events until Lambda ends the process.
///
/// # Errors
/// When the environment, the parameters in SSM or the runtime can't be used.
pub async fn run(config: Config, function: Function) -> Result<(), Failure> {
    init_log(config.log, false);
    let store = store::open(&config.backend, &config.tables).await?;
    let (secrets, ()) = tokio::join!(
        parameters::secrets(config.session_key, function),
        prime(&store)
    );
    let secrets = secrets?;
    let clock = Arc::new(SystemClock);
    let metrics = Arc::new(Metrics::new(clock.clone(), config.environment.clone()));
    let push = Arc::new(Push::new(&secrets.session_key, config.push_hosts));
    let jobs = Arc::new(Jobs {
        moods: store.moods.clone(),
        reminders: store.reminders.clone(),
        clock: clock.clone(),
        push: push.clone(),
        contact: config.contact,
    });
    let state = AppState {
        moods: store.moods.clone(),
        reminders: store.reminders.clone(),
        reminding: push,
        clock,
        settings: Arc::new(Settings {
            retention: config.retention,
            version: env!("CARGO_PKG_VERSION"),
            environment: config.environment,
        }),
        sessions: Arc::new(Sessions::new(secrets.session_key, true)),
        assets: Arc::new(find_assets()?),
        origin: config.origin,
        cors_origins: config.cors_origins.into(),
        https: true,
        front_door: Some(Arc::new(FrontDoor::new(secrets.origin_keys))),
        log: {
            let metrics = metrics.clone();
            Arc::new(move |line| metrics.request(line))
        },
    };
    // The files are in a bucket: no request for one comes here.
    let router = router(state, &config.site_dir);
    let answer = |event| answer(router.clone(), jobs.clone(), metrics.clone(), event);
    lambda_runtime::run(service_fn(answer)).await
}

/// Opens the store's connection (DNS, TCP, TLS) before the first request. A
/// failure or timeout does not stop the start.
async fn prime(store: &Store) {
    let _ = timeout(PRIMING, store.moods.ping()).await;
}

/// Answers one event.
async fn answer(
    router: Router,
    jobs: Arc<Jobs>,
    metrics: Arc<Metrics>,
    event: LambdaEvent<Box<RawValue>>,
) -> Result<Box<RawValue>, Diagnostic> {
    match Event::read(event.payload.get())? {
        Event::Request(request) => {
            let request = LambdaEvent::new(*request, event.context);
            request::answer(router, request).await
        }
        Event::Unreadable => request::unreadable(),
        Event::Job(name) => {
            let outcome = jobs.run(&name, event.payload.get()).await?;
            if let Outcome::Canary { healthy, .. } = outcome {
                metrics.canary(healthy);
            }
            json(&outcome)
        }
    }
}

fn json(answer: &impl Serialize) -> Result<Box<RawValue>, Diagnostic> {
    to_raw_value(answer).map_err(|error| Diagnostic {
        error_type: "Internal".into(),
        error_message: error.to_string(),
    })
}
