//! Files that a person exported, by their signed links. Anybody who has a link may use it, so it needs
//! no session and starts none.

use std::sync::Arc;

use axum::{
    extract::{Path, RawQuery, State},
    http::{HeaderValue, header},
    response::Response,
};

use super::{
    super::{response, state::AppState},
    attachment,
};

/// A file, by the query of its link.
pub(crate) async fn exported(
    State(state): State<Arc<AppState>>,
    Path(key): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let services = &state.services;
    let now = services.clock.now();
    let query = query.unwrap_or_default();
    match services.files.open(&key, &query, now).await {
        Ok((key, file)) => {
            let mut response = attachment(key.name(), key.media_type(), file.chunks);
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from(file.length));
            let cache = HeaderValue::from_static("private, no-store");
            headers.insert(header::CACHE_CONTROL, cache);
            response
        }
        Err(error) => response::rejection(&error),
    }
}
