//! HTTP around the server functions and pages.
//!
//! From the outside in: request log → security headers → panic guard →
//! compression → front door → CORS → visitor → CSRF check → server function,
//! page or file.

mod answer;
mod assets;
mod client_error;
mod forms;
mod front_door;
mod guard;
mod island;
mod pages;
mod precondition;
mod request_log;
mod server_fns;
mod session;
mod session_key;
mod visitor;
mod worker;

use std::sync::Arc;

use app::{
    error::Error,
    ports::{Clock, MoodStore, ReminderStore, Reminding, Settings},
    ui::{App, Assets},
};
use axum::{
    Router,
    http::{HeaderValue, Method},
    middleware::{from_fn, from_fn_with_state},
    routing::{MethodFilter, MethodRouter, get, on, post},
};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer, cors::CorsLayer};

pub(crate) use self::{
    answer::refusal,
    request_log::{RequestId, milliseconds},
};
pub use self::{
    assets::find_assets,
    front_door::FrontDoor,
    request_log::{LogRequest, RequestLine, init_log, log_request},
    session::Sessions,
    session_key::SessionKey,
};

/// State shared by all requests.
#[derive(Clone)]
pub struct AppState {
    /// The store of entries.
    pub moods: Arc<dyn MoodStore>,
    /// The store of reminders.
    pub reminders: Arc<dyn ReminderStore>,
    /// Push services and time zones.
    pub reminding: Arc<dyn Reminding>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Settings that are fixed while the program runs.
    pub settings: Arc<Settings>,
    /// Session cookies.
    pub sessions: Arc<Sessions>,
    /// The names of the built files.
    pub assets: Arc<Assets>,
    /// This site's own origin, where the configuration says it.
    pub origin: Option<HeaderValue>,
    /// Other sites that may call the API.
    pub cors_origins: Arc<[HeaderValue]>,
    /// True behind HTTPS.
    pub https: bool,
    /// The check of the origin key; none admits every request.
    pub front_door: Option<Arc<FrontDoor>>,
    /// The sink for the log line of a request.
    pub log: LogRequest,
}

/// All of Humeur as one service: server functions, pages and the files under
/// `site_dir`.
pub fn router(state: AppState, site_dir: &std::path::Path) -> Router {
    let mut routes = Router::new();
    for (path, method) in server_fns::paths() {
        routes = routes.route(path, server_function(&method));
    }
    for page in leptos_axum::generate_route_list(App) {
        routes = routes.route(page.path(), get(pages::page));
    }
    let dynamic = routes
        .method_not_allowed_fallback(answer::method_not_allowed)
        .fallback(pages::not_found)
        .layer(from_fn_with_state(state.clone(), guard::same_site))
        .layer(from_fn_with_state(state.clone(), visitor::identify))
        .layer(cors(&state.cors_origins))
        // Nobody's in particular: these need no session, and must not begin one.
        .route(worker::ADDRESS, get(worker::serve))
        .route(
            client_error::ADDRESS,
            post(client_error::take).fallback(client_error::refuse_method),
        );
    assets::serve(dynamic.with_state(state.clone()), site_dir)
        .layer(from_fn_with_state(state.clone(), front_door::admit))
        // Pages are small: gzip makes them as small as a quick brotli would, which weighs a megabyte.
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(|_| {
            answer::refusal(&Error::internal())
        }))
        .layer(from_fn(answer::with_a_path))
        .layer(from_fn_with_state(state.clone(), guard::headers))
        .layer(from_fn_with_state(state, request_log::log))
}

fn server_function(method: &Method) -> MethodRouter<AppState> {
    // A method without a filter of its own would be a mistake in our own table.
    let filter = MethodFilter::try_from(method.clone()).unwrap_or(MethodFilter::POST);
    on(filter, forms::server_function_or_form)
}

fn cors(origins: &[HeaderValue]) -> CorsLayer {
    use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH};
    CorsLayer::new()
        .allow_origin(origins.to_vec())
        .allow_methods([Method::GET, Method::POST, Method::DELETE])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE, IF_MATCH, IF_NONE_MATCH])
        .expose_headers([ETAG])
}
