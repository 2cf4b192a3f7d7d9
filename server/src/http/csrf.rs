//! The CSRF check, which rejects writes from other sites.

use std::sync::Arc;

use app::{
    context::{Access, Visitor},
    error::{Error, ErrorKind},
};
use axum::{
    Extension,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Uri, header, uri::Authority},
    middleware::Next,
    response::Response,
};

use super::{rejections, response, state::AppState};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The origin of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sender {
    /// This site, or no page at all: a typed address, or a client other than a browser.
    SameSite,
    /// An origin that the configuration lists.
    ListedOrigin,
    /// Any other site.
    CrossSite,
}

/// Classifies a request.
///
/// Browsers state the origin (`Sec-Fetch-Site`; `Origin` in older browsers and without HTTPS). A
/// client that sends neither is not a browser, and sends a cookie only on purpose. OWASP's
/// Cross-Site Request Forgery Prevention Cheat Sheet calls this the Fetch Metadata defence.
pub(super) fn sender(request: &Request, state: &AppState) -> Sender {
    let origin = request.headers().get(header::ORIGIN);
    let ours = match fetch_site(request) {
        Some(ours) => ours,
        None => origin.is_none_or(|origin| is_own(origin, request, state)),
    };
    if ours {
        Sender::SameSite
    } else if origin.is_some_and(|origin| state.cors_origins.contains(origin)) {
        Sender::ListedOrigin
    } else {
        Sender::CrossSite
    }
}

/// True for a form that a page of this site sends without saying from where: the page of a share asks browsers
/// to tell nobody its address, so its forms come from the origin `null`. That is enough only where a stranger's
/// form could do no harm.
pub(super) fn is_own_form(request: &Request, state: &AppState) -> bool {
    let is_hidden = |origin: &HeaderValue| origin == "null";
    let is_hidden = request.headers().get(header::ORIGIN).is_some_and(is_hidden);
    (fetch_site(request).is_none() && is_hidden) || sender(request, state) == Sender::SameSite
}

/// True for a navigation from one of this site's pages, or by a typed or bookmarked address; false
/// for another site's link.
///
/// Without HTTPS browsers omit `Sec-Fetch-Site`; then `Referer` decides, which this site's referrer
/// policy requests. A request with neither is accepted, so that a browser that hides the `Referer`
/// can still change the language.
pub(super) fn begins_here(request: &Request, state: &AppState) -> bool {
    fetch_site(request).unwrap_or_else(|| {
        let referer = request.headers().get(header::REFERER);
        referer.is_none_or(|referer| is_own(referer, request, state))
    })
}

/// `Sec-Fetch-Site`: true for this site or a typed address; none if the header is missing.
fn fetch_site(request: &Request) -> Option<bool> {
    let site = request.headers().get(FETCH_SITE)?;
    Some(matches!(site.as_bytes(), b"same-origin" | b"none"))
}

/// Compares an origin, or a page's address, with the request's `Host` and with the configured
/// origin, because a proxy may rewrite `Host`.
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

/// The origin of this site's pages in the browser: the configured one behind HTTPS, otherwise the
/// request's own, because one machine has several addresses.
pub(super) fn own_origin(headers: &HeaderMap, state: &AppState) -> String {
    let configured = state.origin.as_ref().and_then(|url| url.to_str().ok());
    if let Some(url) = configured.filter(|url| url.starts_with("https://")) {
        return url.to_owned();
    }
    let scheme = if state.https { "https" } else { "http" };
    let host = headers.get(header::HOST).map(HeaderValue::to_str);
    format!(
        "{scheme}://{}",
        host.and_then(Result::ok).unwrap_or_default()
    )
}

/// Rejects a write that another site makes a browser send. A browser sends no key by itself, so a call
/// with one is its sender's own.
pub(super) async fn check(
    State(state): State<Arc<AppState>>,
    Extension(sender): Extension<Sender>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
    next: Next,
) -> Response {
    let has_key = matches!(visitor.access, Access::Key { .. } | Access::Operator);
    // Its method is safe, but it writes a file.
    let is_export = request.uri().path() == "/export";
    let is_read = request.method().is_safe() && !is_export;
    if is_read || has_key || sender != Sender::CrossSite {
        return next.run(request).await;
    }
    if is_export {
        return response::rejection(&cross_site());
    }
    // Another site's text must not appear in the form, where one click would save it. A form whose
    // browser hides the origin may contain the person's own text.
    let is_named = |origin: &HeaderValue| origin != "null";
    if request.headers().get(header::ORIGIN).is_some_and(is_named) {
        let (parts, _unread) = request.into_parts();
        rejections::reject_unread(&state, visitor, &parts.headers, cross_site()).await
    } else {
        rejections::reject(&state, visitor, request, cross_site()).await
    }
}

/// The error for a cross-site write.
pub(super) fn cross_site() -> Error {
    Error::new(
        ErrorKind::Forbidden,
        "Writes from other sites are not allowed.",
    )
}
