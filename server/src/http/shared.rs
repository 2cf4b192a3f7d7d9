//! The page of a share, for the holder of its link.
//!
//! It neither reads nor begins a session, so it needs no CSRF check: the token in its address is all
//! that counts, and the cookie of a passphrase opens this share alone.

use std::sync::Arc;

use app::{
    api::shares::{self, NewReader},
    context::{Context, Visitor},
    error::{Error, ErrorKind},
    ui::{PageContext, PageStatus, Reading, SharedDocument},
};
use axum::{
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderName, HeaderValue, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use leptos::{context::provide_context, prelude::*};

use super::{
    pages,
    preferences::{self, Choice},
    response,
    server_fns::{self, BodyKind},
    state::AppState,
    visitor,
};
use crate::auth::reader_cookie;

/// The addresses.
pub(super) const ADDRESS: &str = "/s/{token}";
/// The form's field.
const PASSPHRASE: &str = "passphrase";
const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");
/// No scripts at all.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The page, or the question for its passphrase.
pub(super) async fn page(
    State(state): State<Arc<AppState>>,
    Path(token): Path<String>,
    request: Request,
) -> Response {
    if let Some(choice) = Choice::of(&request) {
        let mut response = Redirect::to(&choice.address.to_string()).into_response();
        for cookie in choice.cookies(state.https) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        return response;
    }
    let context = context(&state, &request);
    let result = async {
        let access = shares::access(&context, &token).await?;
        shares::open(&context, access).await.map(Reading::Open)
    };
    let reading = result.await.or_else(|error| match error.kind {
        ErrorKind::Unauthenticated => Ok(Reading::Locked(None)),
        _ => Err(error),
    });
    render(&state, &context, request.uri().clone(), reading).await
}

/// Answers the form with the passphrase. The answer is the page itself, so that it is seen without
/// cookies, too.
pub(super) async fn unlock(
    State(state): State<Arc<AppState>>,
    Path(token): Path<String>,
    request: Request,
) -> Response {
    let context = context(&state, &request);
    let address = request.uri().clone();
    let mut cookie = None;
    let result = async {
        let passphrase = passphrase(request).await?;
        let (access, new) = shares::unlock(&context, &token, &passphrase).await?;
        let NewReader { cookie: value, .. } = new;
        cookie = Some(reader_cookie(&access.link.id, value, state.https));
        shares::open(&context, access).await.map(Reading::Open)
    };
    let mut response = render(&state, &context, address, result.await).await;
    if let Some(Ok(cookie)) = cookie.map(|cookie| HeaderValue::from_str(&cookie)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// The field of the form.
async fn passphrase(request: Request) -> Result<String, Error> {
    if server_fns::body_kind(&request)? != BodyKind::Form {
        let message = "Content-Type must be application/x-www-form-urlencoded.";
        return Err(Error::new(ErrorKind::UnsupportedMediaType, message));
    }
    let body = server_fns::read_body(request.into_body(), BodyKind::Form).await?;
    let mut fields = form_urlencoded::parse(&body);
    let field = fields.find_map(|(name, value)| (name == PASSPHRASE).then_some(value));
    Ok(field.unwrap_or_default().into_owned())
}

/// The context of a reader, whose own journal does not matter.
fn context(state: &AppState, request: &Request) -> Context {
    let message = "The page of a share opens no journal.";
    let nobody = Err(Error::new(ErrorKind::Unauthenticated, message));
    let preferences = preferences::of_cookies(request.headers());
    let now = state.services.clock.now();
    let visitor: Visitor = visitor::visitor(state, &nobody, None, &preferences, request, now);
    server_fns::context(state, &visitor)
}

/// Renders the document in one piece. An error has its status, and a page of its own.
async fn render(
    state: &AppState,
    context: &Context,
    address: Uri,
    result: Result<Reading, Error>,
) -> Response {
    let (reading, error) = match result {
        Ok(reading) => (reading, None),
        Err(error) => {
            let reading = match error.kind {
                ErrorKind::NotFound => Reading::Gone,
                ErrorKind::Unavailable | ErrorKind::Internal => Reading::Unreachable,
                _ => Reading::Locked(Some(error.clone())),
            };
            (reading, Some(error))
        }
    };
    let page = PageContext {
        assets: state.assets.clone(),
        address: address.path().to_owned(),
        status: PageStatus::default(),
        outcome: None,
        form: None,
    };
    let lang = context.request.visitor.locale.lang;
    let context = context.clone();
    let provide = move || {
        provide_context(context.clone());
        provide_context(page.clone());
    };
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = address;
    let document = move || view! { <SharedDocument reading /> };
    let mut response =
        leptos_axum::handle_response_inner(provide, document, request, pages::whole).await;
    if let Some(error) = &error {
        response::add_error_headers(&mut response, error);
    }
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "private, no-store"),
        (header::CONTENT_LANGUAGE, lang.code()),
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (ROBOTS, "noindex"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
