//! The origin key: on AWS, only requests that come through CloudFront are accepted.
//!
//! API Gateway's own address is public. CloudFront sends a secret key with every request; a request
//! without it has bypassed the firewall and its rate limit. Several keys can be valid at once, so
//! that keys can be rotated without downtime.

use std::sync::Arc;

use app::error::{Error, ErrorKind};
use axum::{
    extract::{Request, State},
    http::{HeaderName, header},
    middleware::Next,
    response::Response,
};
use sha2::{Digest, Sha256};

use super::bare_page;
use crate::auth::ClientAddress;

/// The header of CloudFront's key.
const KEY: HeaderName = HeaderName::from_static("x-humeur-origin");
/// The host in the browser's address bar, set by a function at the edge; API Gateway sees its own
/// host.
const VIEWER_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
/// The browser's network address, set there as well; API Gateway sees CloudFront's.
const VIEWER_ADDRESS: HeaderName = HeaderName::from_static("x-viewer-address");

/// The valid keys.
#[derive(Clone)]
pub struct OriginKeys {
    /// Digests, so that the time of a comparison reveals nothing of a key.
    keys: Arc<[[u8; 32]]>,
}

impl OriginKeys {
    /// Accepts any of `keys`.
    #[must_use]
    pub fn new(keys: impl IntoIterator<Item = String>) -> Self {
        let keys = keys.into_iter().map(|key| Sha256::digest(key).into());
        Self {
            keys: keys.collect(),
        }
    }

    fn accepts(&self, key: &[u8]) -> bool {
        self.keys.contains(&Sha256::digest(key).into())
    }
}

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
