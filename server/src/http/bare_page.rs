//! A page without the app, for a browser whose request ended before a page could be rendered: a
//! panic, or a request past CloudFront. Scripts get JSON.

use app::{
    domain::Lang,
    error::{Error, ErrorKind},
    i18n,
};
use axum::{
    extract::Request,
    http::{HeaderValue, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};

use super::{preferences, response, visitor};

/// The error of a response that may become a page.
#[derive(Clone)]
struct Bare(Error);

/// The error as JSON, or as a page if the client accepts HTML.
pub(super) fn rejection(error: Error) -> Response {
    let mut response = response::rejection(&error);
    let headers = response.headers_mut();
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    );
    response.extensions_mut().insert(Bare(error));
    response
}

/// Turns errors of [`rejection`] into pages.
pub(super) async fn for_browsers(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let lang = response::accepts_html(headers)
        .then(|| visitor::locale(headers, &preferences::of_cookies(headers)).lang);
    let mut response = next.run(request).await;
    if let (Some(lang), Some(Bare(error))) = (lang, response.extensions_mut().remove()) {
        let page = Html(page(lang, &error)).into_response();
        let (parts, body) = page.into_parts();
        *response.body_mut() = body;
        let headers = response.headers_mut();
        headers.remove(header::CONTENT_LENGTH);
        headers.extend(parts.headers);
        headers.insert(
            header::CONTENT_LANGUAGE,
            HeaderValue::from_static(lang.code()),
        );
    }
    response
}

/// Without a style sheet, which may be unreachable for the same reason.
fn page(lang: Lang, error: &Error) -> String {
    let text = if error.kind == ErrorKind::Forbidden {
        i18n::address_not_open(lang)
    } else {
        i18n::our_fault(lang)
    };
    format!(
        r#"<!DOCTYPE html>
<html lang="{}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Humeur</title>
<main>
<h1>Humeur</h1>
<p>{text}</p>
</main>
</html>
"#,
        lang.code()
    )
}
