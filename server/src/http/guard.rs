//! What keeps other sites out: the cross-site guard and the security headers.

use app::{
    error::{Error, ErrorKind},
    ui::{BOOT, SETTINGS},
};
use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Uri, header},
    middleware::Next,
    response::Response,
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

use super::{AppState, answer};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses writes that another site makes a browser send (CSRF).
///
/// Browsers say where a request comes from (`Sec-Fetch-Site`, or `Origin` in
/// older ones); whoever sends neither is not a browser, and holds no cookie by
/// accident. OWASP's Cross-Site Request Forgery Prevention Cheat Sheet calls
/// it the Fetch Metadata defence.
pub(super) async fn same_site(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    if request.method().is_safe() || is_ours(&request, &state.cors_origins) {
        next.run(request).await
    } else {
        answer::refusal(&Error::new(
            ErrorKind::Forbidden,
            "Another site may not write here.",
        ))
    }
}

fn is_ours(request: &Request, allowed: &[HeaderValue]) -> bool {
    let headers = request.headers();
    let origin = headers.get(header::ORIGIN);
    if origin.is_some_and(|origin| allowed.contains(origin)) {
        return true;
    }
    match headers.get(FETCH_SITE).map(HeaderValue::as_bytes) {
        Some(site) => matches!(site, b"same-origin" | b"none"),
        None => origin.is_none_or(|origin| is_own_origin(origin, request)),
    }
}

fn is_own_origin(origin: &HeaderValue, request: &Request) -> bool {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let host = host.or_else(|| {
        request
            .uri()
            .authority()
            .map(|authority| authority.as_str())
    });
    let origin = origin
        .to_str()
        .ok()
        .and_then(|origin| origin.parse::<Uri>().ok());
    let origin = origin.as_ref().and_then(Uri::authority);
    matches!((origin, host), (Some(origin), Some(host)) if origin.as_str().eq_ignore_ascii_case(host))
}

/// Scripts: our own files, those in pages by their hash, and WASM. Everything
/// else from here, nothing from anywhere else.
static CONTENT_SECURITY_POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = |script: &str| BASE64.encode(Sha256::digest(script));
    let (boot, settings) = (hash(&BOOT), hash(&SETTINGS));
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

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[track_caller]
    fn check(headers: &[(&str, &str)], ours: bool) {
        let mut request = Request::post("/mood").header("host", "mood.example");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        let friend = HeaderValue::from_static("https://friend.example");
        assert_eq!(is_ours(&request, &[friend]), ours, "{headers:?}");
    }

    #[test]
    fn only_this_site_and_configured_ones_may_write() {
        check(&[], true);
        check(&[("sec-fetch-site", "same-origin")], true);
        check(&[("sec-fetch-site", "none")], true);
        check(&[("sec-fetch-site", "cross-site")], false);
        check(&[("sec-fetch-site", "same-site")], false);
        check(
            &[
                ("sec-fetch-site", "cross-site"),
                ("origin", "https://friend.example"),
            ],
            true,
        );
        check(&[("origin", "https://mood.example")], true);
        check(&[("origin", "https://MOOD.example")], true);
        check(&[("origin", "https://evil.example")], false);
        check(&[("origin", "https://mood.example.evil.example")], false);
        check(&[("origin", "null")], false);
    }
}
