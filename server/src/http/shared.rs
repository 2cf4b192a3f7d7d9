//! The page of a share, for the holder of its link.
//!
//! It neither reads nor begins a session: the token in its address is all that counts, and the cookie of a
//! reader belongs to this share alone. Its forms accept no other site's page, which could give a reader another
//! one's cookie.

use std::sync::Arc;

use app::{
    api::{
        comments,
        shares::{self, NewReader, ShareAccess, Visit},
    },
    context::{Context, Visitor},
    domain::comment::Section,
    error::{Error, ErrorKind},
    ui::{FormResult, PageContext, PageStatus, Reading, SharedDocument},
};
use axum::{
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use leptos::{context::provide_context, prelude::*};

use super::{
    body::{self, BodyKind},
    csrf, day_form, pages,
    preferences::{self, Choice},
    response, server_fns,
    state::AppState,
    visitor,
};
use crate::auth::reader_cookie;

/// The addresses.
pub(super) const ADDRESS: &str = "/s/{token}";
/// The addresses of a share's comments.
pub(super) const COMMENTS: &str = "/s/{token}/comments";
/// The query of the page after a comment was saved or removed, and the place in the page.
const SAVED: &str = "saved=comments";
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
        // A link on another site leads to the page and sets nothing.
        if csrf::begins_here(&request, &state) {
            for cookie in choice.cookies(state.https) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
        }
        return response;
    }
    let context = context(&state, &request);
    let saved = request.uri().query() == Some(SAVED);
    let form = saved.then(|| comment_form(Ok(String::new()), Vec::new()));
    // The page after a comment is the same visit.
    let visit = if saved || request.method() == Method::HEAD {
        Visit::Same
    } else {
        Visit::New
    };
    let reading = read(&context, &token, visit).await;
    render(&state, &context, request.uri().clone(), reading, form).await
}

/// The share, or the question for its passphrase.
async fn read(context: &Context, token: &str, visit: Visit) -> Result<Reading, Error> {
    match shares::access(context, token).await {
        Ok(access) => open(context, access, visit).await,
        Err(error) if error.kind == ErrorKind::Unauthenticated => Ok(Reading::Locked(None)),
        Err(error) => Err(error),
    }
}

/// Opens a share, with its comments.
async fn open(context: &Context, access: ShareAccess, visit: Visit) -> Result<Reading, Error> {
    let reader = access.reader.clone();
    let view = shares::open(context, access, visit).await?;
    let comments = comments::comments_of_share(context, &view, reader.as_deref()).await?;
    let days = comments.iter();
    let days = days.filter_map(|comment| Section::parse(&comment.section_id)?.day());
    Ok(Reading::Open(view.with_days(days), comments))
}

/// Leads to the share's page: the address of a comment's form is the one that a browser shows after a rejection.
pub(super) async fn back(Path(token): Path<String>) -> Redirect {
    Redirect::to(&format!("/s/{token}#comments"))
}

/// Answers the form of a reader's comment, or of its removal: by the page, with the reason and the
/// text if it was rejected.
pub(super) async fn comment(
    State(state): State<Arc<AppState>>,
    Path(token): Path<String>,
    request: Request,
) -> Response {
    let context = context(&state, &request);
    let path = request.uri().path();
    let page = path.strip_suffix("/comments").unwrap_or(path).to_owned();
    let fields = fields(&state, request).await;
    let result = match &fields {
        Ok(fields) => change(&context, &token, fields).await,
        Err(error) => Err(error.clone()),
    };
    let mut response = match result {
        Ok(()) => Redirect::to(&format!("{page}?{SAVED}#comments")).into_response(),
        Err(error) => {
            let form = comment_form(Err(error.clone()), fields.unwrap_or_default());
            let reading = read(&context, &token, Visit::Same).await;
            let address = page.parse().unwrap_or_default();
            let mut response = render(&state, &context, address, reading, Some(form)).await;
            response::add_error_headers(&mut response, &error);
            response
        }
    };
    response::recognise(&mut response, &context.request.new_reader, state.https);
    response
}

/// Writes or removes a comment.
async fn change(context: &Context, token: &str, fields: &[(String, String)]) -> Result<(), Error> {
    let field = |name| {
        let mut fields = fields.iter();
        let found = fields.find_map(|(field, value)| (field == name).then_some(value.as_str()));
        found.unwrap_or_default()
    };
    let removed = field("remove");
    if !removed.is_empty() {
        return comments::remove_by_reader(context, token, removed).await;
    }
    let (section, text, author) = (field("sectionId"), field("text"), field("author"));
    comments::add_by_reader(context, token, section, text, author).await?;
    Ok(())
}

fn comment_form(result: Result<String, Error>, fields: Vec<(String, String)>) -> FormResult {
    FormResult {
        call: "comments".to_owned(),
        result,
        fields,
    }
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
        let fields = fields(&state, request).await?;
        let field = |(name, value)| (name == PASSPHRASE).then_some(value);
        let passphrase = fields.into_iter().find_map(field).unwrap_or_default();
        let (access, new) = shares::unlock(&context, &token, &passphrase).await?;
        let NewReader { cookie: value, .. } = new;
        cookie = Some(reader_cookie(&access.link.id, value, state.https));
        open(&context, access, Visit::New).await
    };
    let mut response = render(&state, &context, address, result.await, None).await;
    if let Some(Ok(cookie)) = cookie.map(|cookie| HeaderValue::from_str(&cookie)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// The fields of a form.
///
/// # Errors
/// Forbidden from another site's page; UnsupportedMediaType, TooLarge.
async fn fields(state: &AppState, request: Request) -> Result<Vec<(String, String)>, Error> {
    if !csrf::is_own_form(&request, state) {
        let message = "This form accepts no posts from other sites.";
        return Err(Error::new(ErrorKind::Forbidden, message));
    }
    if body::kind(&request)? != BodyKind::Form {
        let message = "Content-Type must be application/x-www-form-urlencoded.";
        return Err(Error::new(ErrorKind::UnsupportedMediaType, message));
    }
    // A long text is checked by its rule, and stays in the form.
    let body = day_form::read_body(request.into_body()).await?;
    Ok(form_urlencoded::parse(&body).into_owned().collect())
}

/// The context of a reader, whose own journal does not matter.
pub(super) fn context(state: &AppState, request: &Request) -> Context {
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
    form: Option<FormResult>,
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
        form,
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
    hide(headers);
    let lang = HeaderValue::from_static(lang.code());
    headers.insert(header::CONTENT_LANGUAGE, lang);
    response
}

/// Keeps an answer of a share out of caches, search engines and the addresses that other sites see.
pub(super) fn hide(headers: &mut HeaderMap) {
    for (name, value) in [
        (header::CACHE_CONTROL, "private, no-store"),
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (ROBOTS, "noindex"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
