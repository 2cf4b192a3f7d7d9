//! The security headers of every response.

use std::sync::{Arc, LazyLock};

use app::ui::scripts::INLINE;
use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use sha2::{Digest, Sha256};

use super::state::AppState;

/// Allows scripts from this origin, inline scripts by their hash, and WASM. Everything else must
/// come from this origin.
static CONTENT_SECURITY_POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = |script| format!(" 'sha256-{}'", BASE64.encode(Sha256::digest(script)));
    let scripts: String = INLINE.into_iter().map(hash).collect();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{scripts}; \
         style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
});

/// The browser's capabilities: passkeys for this site, and none of the others that can spy or that a
/// journal never needs. The names are those that Chromium knows; it warns about any other.
const PERMISSIONS_POLICY: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), \
     fullscreen=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), local-fonts=(), magnetometer=(), \
     microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-create=(self), \
     publickey-credentials-get=(self), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()";

/// Two years, and every name below the host: on one without HTTPS, a stranger in the network could
/// set cookies for this site.
const STRICT_TRANSPORT_SECURITY: &str = "max-age=63072000; includeSubDomains";

/// Adds the security headers.
///
/// Two are left out. `X-Frame-Options` is older than `frame-ancestors`, which all supported browsers
/// know. `Cross-Origin-Embedder-Policy` restricts what a page embeds, which the policy above does
/// already, and would give scripts exact timers and shared memory in return.
pub(super) async fn add(
    State(state): State<Arc<AppState>>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // The page of a share has stricter ones.
    if let Ok(policy) = HeaderValue::from_str(&CONTENT_SECURITY_POLICY) {
        let own = headers.entry(header::CONTENT_SECURITY_POLICY);
        own.or_insert(policy);
    }
    // Not `no-referrer`: without HTTPS, a form would then send `Origin: null`, like a form of
    // another site.
    let own = headers.entry(header::REFERRER_POLICY);
    own.or_insert(HeaderValue::from_static("same-origin"));
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("permissions-policy"),
        PERMISSIONS_POLICY,
    );
    if state.https {
        set(header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT_SECURITY);
    }
    response
}
