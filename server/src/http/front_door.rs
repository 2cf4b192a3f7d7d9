//! The front door on AWS: only what CloudFront brings is let in.
//!
//! API Gateway's own address is open to the world. CloudFront shows a secret
//! key with every request; whoever has none goes around it, and with it around
//! the firewall and its limits. There may be several keys at once, so that
//! they can be changed without a gap.

use app::error::{Error, ErrorKind};
use axum::{
    extract::{Request, State},
    http::{HeaderName, header},
    middleware::Next,
    response::Response,
};
use sha2::{Digest, Sha256};

use super::{AppState, answer};

/// Where CloudFront shows its key.
const KEY: HeaderName = HeaderName::from_static("x-humeur-origin");
/// The host that the person's browser asked for: API Gateway sees its own.
/// A function at the edge sets it, whatever was sent.
const VIEWER_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// The keys that open the front door.
pub struct FrontDoor {
    /// Digests: comparing those tells nobody how much of a guess was right.
    keys: Vec<[u8; 32]>,
}

impl FrontDoor {
    /// A door that any of `keys` opens.
    #[must_use]
    pub fn new(keys: impl IntoIterator<Item = String>) -> Self {
        let keys = keys.into_iter().map(|key| Sha256::digest(key).into());
        Self {
            keys: keys.collect(),
        }
    }

    fn opens_with(&self, key: &[u8]) -> bool {
        self.keys.contains(&Sha256::digest(key).into())
    }
}

/// Lets in who shows a key, as somebody who came to the host they asked for.
pub(super) async fn admit(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    if let Some(door) = &state.front_door {
        let headers = request.headers_mut();
        let key = headers.remove(KEY);
        if !key.is_some_and(|key| door.opens_with(key.as_bytes())) {
            return answer::refusal(&Error::new(
                ErrorKind::Forbidden,
                "This address is not open: use the site's own.",
            ));
        }
        if let Some(host) = headers.remove(VIEWER_HOST) {
            headers.insert(header::HOST, host);
        }
    }
    next.run(request).await
}
