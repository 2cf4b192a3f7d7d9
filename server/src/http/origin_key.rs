//! The origin key: on AWS, only requests that come through CloudFront are accepted.
//!
//! API Gateway's own address is public. CloudFront sends a secret key with every request; a request
//! without it has bypassed the firewall and its rate limit. Several keys can be valid at once, so
//! that keys can be rotated without downtime.

use app::error::{Error, ErrorKind};
use axum::{
    extract::{Request, State},
    http::{HeaderName, header},
    middleware::Next,
    response::Response,
};

use super::bare_page;
use crate::auth::{ClientAddress, OriginKeys};

/// The header of CloudFront's key.
const KEY: HeaderName = HeaderName::from_static("x-humeur-origin");
/// The host in the browser's address bar, set by a function at the edge; API Gateway sees its own
/// host.
const VIEWER_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
/// The browser's network address, set there as well; API Gateway sees CloudFront's.
const VIEWER_ADDRESS: HeaderName = HeaderName::from_static("x-viewer-address");

/// Rejects requests without a valid key, and restores the browser's host and address.
pub(super) async fn check(
    State(keys): State<Option<OriginKeys>>,
    mut request: Request,
    next: Next,
) -> Response {
    if let Some(keys) = &keys {
        let headers = request.headers_mut();
        let key = headers.remove(KEY);
        if !key.is_some_and(|key| keys.accepts(key.as_bytes())) {
            return bare_page::rejection(Error::new(
                ErrorKind::Forbidden,
                "This address is not open: use the site's own.",
            ));
        }
        if let Some(host) = headers.remove(VIEWER_HOST) {
            headers.insert(header::HOST, host);
        }
        let address = headers.remove(VIEWER_ADDRESS);
        let address = address.as_ref().and_then(|address| address.to_str().ok());
        if let Some(address) = address.and_then(|address| address.parse().ok()) {
            request.extensions_mut().insert(ClientAddress(address));
        }
    }
    next.run(request).await
}
