//! HTTP around the server functions and pages.
//!
//! From the outside in: request log → security headers → errors as pages →
//! panic guard → compression → origin key → CORS → visitor → CSRF check →
//! server function, page or file.

mod address;
mod assets;
mod bare_page;
mod body;
mod client_error;
mod csrf;
mod day_form;
mod downloads;
mod forms;
mod identify;
mod island;
mod keyed;
mod oidc;
mod origin_key;
mod page_forms;
mod pages;
mod photos;
mod precondition;
mod preferences;
mod rejections;
mod request_log;
mod response;
mod security_headers;
mod server_fns;
mod shared;
mod state;
mod upload;
mod uploads;
mod visitor;
mod worker;

use std::sync::Arc;

use app::{error::Error, ports::FileKey, ui::App};
use axum::{
    Router,
    http::{HeaderValue, Method},
    middleware::{from_fn, from_fn_with_state},
    routing::{MethodFilter, MethodRouter, get, on, post, put},
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer, DefaultPredicate, Predicate,
        predicate::{NotForContentType, SizeAbove},
    },
    cors::CorsLayer,
};

use crate::auth::API_KEY;

#[cfg(feature = "local")]
pub(crate) use self::request_log::method_name;
pub use self::{
    assets::{Site, find_assets},
    request_log::{LogRequest, RequestLine, init_log, log_request},
    state::AppState,
};
pub(crate) use self::{
    request_log::{RequestId, milliseconds},
    response::rejection,
};

/// The minimum size of a compressed response, in bytes: a smaller one is one packet anyway.
const MIN_COMPRESSED: u16 = 1024;

/// The whole site as one service: server functions, pages and files.
pub fn router(state: AppState, site: &Site) -> Router {
    let state = Arc::new(state);
    let mut routes = Router::new();
    for (path, method) in address::paths() {
        routes = routes.route(path, server_function(&method));
    }
    for (path, handler) in oidc::routes() {
        routes = routes.route(path, handler);
    }
    for page in leptos_axum::generate_route_list(App) {
        routes = routes.route(page.path(), get(pages::page));
    }
    let dynamic = routes
        .route(downloads::JSON, get(downloads::json))
        .route(downloads::CSV, get(downloads::csv))
        .route(photos::OWN, get(photos::own))
        .method_not_allowed_fallback(forms::other_method)
        .fallback(pages::not_found)
        .layer(from_fn_with_state(state.clone(), csrf::check))
        .layer(from_fn_with_state(state.clone(), identify::identify))
        .layer(cors(&state.cors_origins))
        // These routes need no session and must not start one.
        .route(downloads::FILES, get(downloads::exported))
        .route(downloads::FEED, get(downloads::feed))
        .route(
            shared::ADDRESS,
            get(shared::page)
                .post(shared::unlock)
                .fallback(client_error::reject_method),
        )
        .route(
            shared::COMMENTS,
            get(shared::back)
                .post(shared::comment)
                .fallback(client_error::reject_method),
        )
        .route(
            photos::SHARED,
            get(photos::shared).fallback(client_error::reject_method),
        )
        .route(
            photos::UPLOADS,
            put(photos::upload).fallback(client_error::reject_method),
        )
        .route(worker::ADDRESS, get(worker::serve))
        .route(
            client_error::ADDRESS,
            post(client_error::report).fallback(client_error::reject_method),
        );
    assets::serve(dynamic.with_state(state.clone()), site)
        .layer(from_fn_with_state(
            state.origin_keys.clone(),
            origin_key::check,
        ))
        .layer(compression())
        .layer(CatchPanicLayer::custom(|_| {
            bare_page::rejection(Error::internal())
        }))
        .layer(from_fn(bare_page::for_browsers))
        .layer(from_fn(response::require_path))
        .layer(from_fn_with_state(state.clone(), security_headers::add))
        .layer(from_fn_with_state(state.log.clone(), request_log::log))
}

fn server_function(method: &Method) -> MethodRouter<Arc<AppState>> {
    // Every method in the table has a filter; POST is a fallback that never applies.
    let filter = MethodFilter::try_from(method.clone()).unwrap_or(MethodFilter::POST);
    on(filter, forms::server_function_or_form)
}

/// Compresses pages. gzip only: pages are small, and a fast brotli compresses them no better and would
/// add a megabyte to the program. The pictures of an archive would take a processor for nothing.
fn compression() -> CompressionLayer<impl Predicate> {
    let archives = NotForContentType::const_new(FileKey::ARCHIVE);
    let large = SizeAbove::new(MIN_COMPRESSED);
    CompressionLayer::new().compress_when(DefaultPredicate::new().and(large).and(archives))
}

fn cors(origins: &[HeaderValue]) -> CorsLayer {
    use axum::http::header::{
        AUTHORIZATION, CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH, RETRY_AFTER,
    };
    let allowed = [
        AUTHORIZATION,
        CONTENT_TYPE,
        IF_MATCH,
        IF_NONE_MATCH,
        API_KEY,
    ];
    CorsLayer::new()
        .allow_origin(origins.to_vec())
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE])
        .allow_headers(allowed)
        .expose_headers([ETAG, RETRY_AFTER, keyed::POLICY, keyed::LEFT])
}
