//! Protection against other sites: the CSRF check and the security headers.

use app::{
    error::{Error, ErrorKind},
    ports::Visitor,
    ui::scripts::{BOOT, SETTINGS},
};
use axum::{
    Extension,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Uri, header, uri::Authority},
    middleware::Next,
    response::Response,
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

use super::{AppState, forms};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The origin of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sender {
    /// This site, or no page at all: a typed address, or a program that is not a browser.
    Ours,
    /// An origin that the configuration lists.
    Listed,
    /// Any other site.
    Stranger,
}

/// Classifies a request.
///
/// Browsers state the origin (`Sec-Fetch-Site`; `Origin` in older ones and without HTTPS). A client
/// that sends neither is not a browser, and sends no cookie unasked. OWASP's Cross-Site Request
/// Forgery Prevention Cheat Sheet calls it the Fetch Metadata defence.
pub(super) fn sender(request: &Request, state: &AppState) -> Sender {
    let origin = request.headers().get(header::ORIGIN);
    let ours = match fetch_site(request) {
        Some(ours) => ours,
        None => origin.is_none_or(|origin| is_own(origin, request, state)),
    };
    if ours {
        Sender::Ours
    } else if origin.is_some_and(|origin| state.cors_origins.contains(origin)) {
        Sender::Listed
    } else {
        Sender::Stranger
    }
}

/// Tells a navigation from one of our pages, or by a typed or bookmarked address, from another
/// site's link.
///
/// Without HTTPS browsers omit `Sec-Fetch-Site`; then `Referer` decides, which our pages ask for by
/// their policy. A request with neither is accepted: people who hide the `Referer` can still choose
/// their language.
pub(super) fn begins_here(request: &Request, state: &AppState) -> bool {
    fetch_site(request).unwrap_or_else(|| {
        let referer = request.headers().get(header::REFERER);
        referer.is_none_or(|referer| is_own(referer, request, state))
    })
}

/// `Sec-Fetch-Site`: true for this site and for the person; none when the header is missing.
fn fetch_site(request: &Request) -> Option<bool> {
    let site = request.headers().get(FETCH_SITE)?;
    Some(matches!(site.as_bytes(), b"same-origin" | b"none"))
}

/// Compares an origin, or a page's address, with the request's `Host`, and with the configured
/// origin for a proxy that rewrites `Host`.
fn is_own(address: &HeaderValue, request: &Request, state: &AppState) -> bool {
    let address = address.to_str().ok();
    let Some(address) = address.and_then(|address| address.parse::<Uri>().ok()) else {
        return false;
    };
    let (Some(scheme), Some(authority)) = (address.scheme_str(), address.authority()) else {
        return false;
    };
    let host = request.headers().get(header::HOST);
    let host = host.and_then(|host| host.to_str().ok());
    let host = host.or_else(|| request.uri().authority().map(Authority::as_str));
    if host.is_some_and(|host| authority.as_str().eq_ignore_ascii_case(host)) {
        return true;
    }
    let own = state.origin.as_ref().map(HeaderValue::as_bytes);
    let origin = format!("{scheme}://{authority}");
    own.is_some_and(|own| origin.as_bytes().eq_ignore_ascii_case(own))
}

/// Refuses writes that another site makes a browser send (CSRF).
pub(super) async fn same_site(
    State(state): State<AppState>,
    Extension(sender): Extension<Sender>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
    next: Next,
) -> Response {
    if request.method().is_safe() || sender != Sender::Stranger {
        return next.run(request).await;
    }
    // Another site's words stay out of our form, where one press would write them. A browser that
    // hides the origin may have sent the person's own.
    let is_named = |origin: &HeaderValue| origin != "null";
    if request.headers().get(header::ORIGIN).is_some_and(is_named) {
        let (parts, _unread) = request.into_parts();
        forms::refuse_unread(state, visitor, &parts.headers, stranger()).await
    } else {
        forms::refuse(state, visitor, request, stranger()).await
    }
}

/// The error for another site's write.
pub(super) fn stranger() -> Error {
    Error::new(ErrorKind::Forbidden, "Another site may not write here.")
}

/// Scripts: our own files, those in pages by their hash, and WASM. Everything
/// else from here, nothing from anywhere else.
static CONTENT_SECURITY_POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = |script: &str| BASE64.encode(Sha256::digest(script));
    let (boot, settings) = (hash(BOOT), hash(SETTINGS));
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-{boot}' 'sha256-{settings}'; \
         style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
});

/// Adds the security headers to every answer.
pub(super) async fn headers(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // Not `no-referrer`: without HTTPS a form would then come from `Origin: null`,
    // and could not be told from another site's.
    set(header::REFERRER_POLICY, "same-origin");
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
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    );
    if state.https {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000");
    }
    response
}
