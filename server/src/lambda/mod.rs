//! Humeur as one function on AWS Lambda: requests from API Gateway and jobs
//! from the scheduler, told apart by the event.
//!
//! What the first request needs is made before it comes, in the phase that
//! Lambda gives a whole core to; what it does not need is never made.

mod event;
mod metrics;
mod parameters;

use std::{convert::Infallible, sync::Arc, time::Duration};

use app::{error::Error, ports::Settings};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::Response,
};
use lambda_http::{
    Adapter, LambdaEvent, Service,
    aws_lambda_events::apigw::ApiGatewayV2httpResponse,
    lambda_runtime::{self, Diagnostic},
    request::LambdaRequest,
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
    http::{AppState, FrontDoor, RequestId, Sessions, find_assets, init_log, refusal, router},
    jobs::{self, Outcome},
    store::{self, Store},
};

/// How long the first connection to the store may take before the first
/// request does without it.
const PRIMING: Duration = Duration::from_millis(500);

/// The largest answer that Lambda hands on, in bytes of JSON
/// (<https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>: 6 MB).
const LARGEST_ANSWER: usize = 6 * 1024 * 1024;

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
    let state = AppState {
        moods: store.moods.clone(),
        clock,
        settings: Arc::new(Settings {
            retention: config.retention,
            version: env!("CARGO_PKG_VERSION"),
            environment: config.environment,
        }),
        sessions: Arc::new(Sessions::new(secrets.session_key, true)),
        assets: Arc::new(find_assets()?),
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
    let answer = |event| answer(router.clone(), metrics.clone(), event);
    lambda_runtime::run(service_fn(answer)).await
}

/// Makes the store's connection (name, TCP, TLS) before somebody waits for it.
/// That this fails or takes long is no reason not to begin.
async fn prime(store: &Store) {
    let _ = timeout(PRIMING, store.moods.ping()).await;
}

/// Answers one event.
async fn answer(
    router: Router,
    metrics: Arc<Metrics>,
    event: LambdaEvent<Box<RawValue>>,
) -> Result<Box<RawValue>, Diagnostic> {
    match Event::read(event.payload.get())? {
        Event::Request(request) => {
            let request = LambdaEvent::new(*request, event.context);
            answer_request(router, request).await
        }
        Event::Job(name) => {
            let outcome = jobs::run(&name, event.payload.get()).await?;
            let Outcome::Canary { healthy, .. } = outcome;
            metrics.canary(healthy);
            json(&outcome)
        }
    }
}

async fn answer_request(
    router: Router,
    event: LambdaEvent<LambdaRequest>,
) -> Result<Box<RawValue>, Diagnostic> {
    let id = event.context.request_id.clone();
    let serve = service_fn(move |mut request: Request<lambda_http::Body>| {
        request.extensions_mut().insert(RequestId(id.clone()));
        let response = router.clone().call(request);
        async move {
            let Ok(response) = response.await;
            gather(response).await
        }
    });
    let answer = Adapter::from(serve).call(event).await?;
    let answer = json(&answer)?;
    if answer.get().len() <= LARGEST_ANSWER {
        return Ok(answer);
    }
    tracing::error!(
        bytes = answer.get().len(),
        "the answer is larger than Lambda allows"
    );
    too_large()
}

/// The whole answer in memory, as Lambda wants it, or that it broke off.
async fn gather(response: Response) -> Result<Response, Infallible> {
    let (mut parts, body) = response.into_parts();
    join_repeated(&mut parts.headers);
    Ok(match to_bytes(body, usize::MAX).await {
        Ok(bytes) => Response::from_parts(parts, Body::from(bytes)),
        Err(_) => refusal(&Error::internal()),
    })
}

/// API Gateway takes one value for a name, and of several the first would be
/// all that is left: they become a list (RFC 9110, section 5.3). Cookies are no
/// list, and have a field of their own.
fn join_repeated(headers: &mut HeaderMap) {
    let names: Vec<HeaderName> = headers.keys().cloned().collect();
    for name in names {
        let values = headers.get_all(&name).iter().map(HeaderValue::as_bytes);
        let values: Vec<&[u8]> = values.collect();
        if values.len() < 2 || name == header::SET_COOKIE {
            continue;
        }
        if let Ok(list) = HeaderValue::from_bytes(&values.join(&b", "[..])) {
            headers.insert(name, list);
        }
    }
}

fn too_large() -> Result<Box<RawValue>, Diagnostic> {
    let error = Error::internal();
    let mut answer = ApiGatewayV2httpResponse::default();
    answer.status_code = error.kind.status().into();
    answer.headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    answer.body = serde_json::to_string(&error).ok().map(Into::into);
    json(&answer)
}

fn json(answer: &impl Serialize) -> Result<Box<RawValue>, Diagnostic> {
    to_raw_value(answer).map_err(|error| Diagnostic {
        error_type: "Internal".into(),
        error_message: error.to_string(),
    })
}
