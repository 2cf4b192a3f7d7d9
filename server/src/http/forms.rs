//! Forms without JavaScript, at the addresses of the server functions.
//!
//! A script gets JSON. A browser that posts a form is redirected to the page (POST, redirect, GET).
//! If the form is rejected, it gets the page with its text. Forms that are not about a day name their
//! page: see `page_forms`.

use std::sync::Arc;

use app::{
    api::{codec, moods::Written},
    context::Visitor,
    domain::Entry,
    error::Error,
    ui::outcome::{Done, Outcome},
};
use axum::{
    Extension,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{Method, Uri, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};

use super::{
    address::Address,
    body::{self, BodyKind, MAX_BODY},
    day_form::{self, DayForm},
    page_forms::{self, Target},
    pages::{self, Shown},
    rejections, response, server_fns,
    state::AppState,
    uploads,
};

/// Marks the second submission of a form, which shows whether the browser keeps cookies.
const COOKIE_ASKED: &str = "_cookie=asked";
/// Overrides the method: HTML forms have only GET and POST.
const DELETE: &str = "_method=delete";
const PUT: &str = "_method=put";
/// The same for a call that reads: its answer is a page of the form, not JSON.
const GET: &str = "_method=get";

/// The marks in the query of a form's address.
pub(super) struct Marks {
    /// True if the browser was asked for its cookie.
    pub(super) was_asked: bool,
    /// True for `DELETE`.
    pub(super) removes: bool,
    /// The page that answers; none for a day's form.
    pub(super) target: Option<Target>,
}

impl Marks {
    /// Takes the marks from the request, and sets its method.
    fn take(request: &mut Request) -> Self {
        let marks = Self {
            was_asked: take_mark(request, COOKIE_ASKED),
            removes: take_mark(request, DELETE),
            target: Target::take(request),
        };
        if marks.removes {
            *request.method_mut() = Method::DELETE;
        } else if take_mark(request, PUT) {
            *request.method_mut() = Method::PUT;
        } else if take_mark(request, GET) {
            *request.method_mut() = Method::GET;
        }
        marks
    }
}

/// Handles every server function's address.
pub(super) async fn server_function_or_form(
    State(state): State<Arc<AppState>>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
) -> Response {
    if !matches!(
        *request.method(),
        Method::POST | Method::PUT | Method::PATCH
    ) {
        return server_fns::respond(&state, visitor, request).await;
    }
    // The file's room in memory, until the response.
    let (request, _room) = if uploads::is_upload(&request) {
        uploads::receive(&visitor, request).await
    } else {
        (request, None)
    };
    let kind = match body::kind(&request) {
        Ok(kind) => kind,
        Err(error) => return rejections::reject(&state, visitor, request, error).await,
    };
    if kind == BodyKind::Form && response::accepts_html(request.headers()) {
        return page_form(&state, visitor, request).await;
    }
    let (parts, body) = request.into_parts();
    match body::read(body, kind).await {
        Ok(bytes) => {
            let request = Request::from_parts(parts, Body::from(bytes));
            server_fns::respond(&state, visitor, request).await
        }
        Err(error) => response::rejection(&error),
    }
}

/// Handles a method that a path does not have: a form that stands for `DELETE`, `PUT` or `GET` at a path
/// without a `POST` of its own, or an error.
pub(super) async fn other_method(
    state: State<Arc<AppState>>,
    visitor: Extension<Visitor>,
    request: Request,
) -> Response {
    let (path, query) = (request.uri().path(), request.uri().query());
    let mut marks = query.unwrap_or_default().split('&');
    let stands_for = marks.find_map(|mark| match mark {
        DELETE => Some(Method::DELETE),
        PUT => Some(Method::PUT),
        GET => Some(Method::GET),
        _ => None,
    });
    let is_known = |of: &Method| Address::of(path).is_some_and(|address| address.has(of));
    if request.method() == Method::POST && stands_for.as_ref().is_some_and(is_known) {
        server_function_or_form(state, visitor, request).await
    } else {
        rejections::method_not_allowed(state, visitor, request).await
    }
}

/// Handles a page's form.
///
/// Without a session, nothing is written until the browser has returned the cookie: without it, the
/// person could not find the entry again.
async fn page_form(state: &AppState, visitor: Visitor, mut request: Request) -> Response {
    let address = request.uri().clone();
    let Marks {
        was_asked,
        removes,
        target,
    } = Marks::take(&mut request);
    if let Some(target) = target {
        // A browser that sends an ended session's cookie returns cookies.
        if visitor.session_is_new && !visitor.session_ended && !was_asked {
            return ask_for_cookie(&address);
        }
        return page_forms::respond(state, visitor, request, target).await;
    }
    let (parts, body) = request.into_parts();
    let bytes = match day_form::read_body(body).await {
        Ok(bytes) => bytes,
        Err(error) => return rejections::rejected_page(state, visitor, None, error).await,
    };
    let form = DayForm::read(&bytes);
    // The session of a named journal has expired. The call reports that, and no new session begins.
    let is_first_visit = visitor.session_is_new && !form.names_journal;
    if is_first_visit && !was_asked {
        return ask_for_cookie(&address);
    }
    let checked = if is_first_visit {
        Err(response::no_cookie())
    } else if removes {
        removal(parts, &bytes)
    } else {
        body::check(&bytes, BodyKind::Form).map(|()| Request::from_parts(parts, Body::from(bytes)))
    };
    let result = match checked {
        Ok(request) => server_fns::call(state, &visitor, request).await,
        Err(error) => Err(error),
    };
    match result {
        Ok(response) => match written(response).await {
            Some(item) if removes => removed_page(state, visitor, item).await,
            Some(item) => back_to_page(&item, &visitor),
            None => Redirect::to("/").into_response(),
        },
        Err(error) => rejections::rejected_page(state, visitor, Some(form), error).await,
    }
}

/// The call of a removal form. Its arguments are in the query; the body may hold the fields of the
/// day, but no precondition.
///
/// # Errors
/// Malformed, with the unknown field.
fn removal(mut parts: Parts, body: &[u8]) -> Result<Request, Error> {
    codec::form::<DayForm>(body).map_err(|error| codec::unreadable(&error.to_string()))?;
    parts.headers.remove(header::CONTENT_LENGTH);
    Ok(Request::from_parts(parts, Body::empty()))
}

/// Removes a mark from the request's query; true if it was present.
fn take_mark(request: &mut Request, mark: &str) -> bool {
    let query = request.uri().query().unwrap_or_default();
    let rest: Vec<&str> = query.split('&').filter(|pair| *pair != mark).collect();
    let was_there = query.split('&').count() > rest.len();
    let path = request.uri().path();
    if was_there && let Ok(address) = format!("{path}?{}", rest.join("&")).parse() {
        *request.uri_mut() = address;
    }
    was_there
}

/// Redirects the browser to the same form (307 keeps method and body), with the cookie that this
/// response sets.
fn ask_for_cookie(address: &Uri) -> Response {
    let query = address.query().map(|query| format!("{query}&"));
    let (path, query) = (address.path(), query.unwrap_or_default());
    Redirect::temporary(&format!("{path}?{query}{COOKIE_ASKED}")).into_response()
}

/// The entry in a response.
async fn written(response: Response) -> Option<Entry> {
    let body = to_bytes(response.into_body(), MAX_BODY).await.ok()?;
    let written: Written = serde_json::from_slice(&body).ok()?;
    Some(written.item)
}

fn back_to_page(item: &Entry, visitor: &Visitor) -> Response {
    let done = if item.edited {
        Done::Updated
    } else {
        Done::Saved
    };
    let day = if item.day == visitor.today {
        String::new()
    } else {
        format!("day={}&", item.day)
    };
    Redirect::to(&format!("/?{day}done={}", done.as_str())).into_response()
}

/// The page after a removal. It carries the removed entry for Undo, because an address must not.
async fn removed_page(state: &AppState, visitor: Visitor, item: Entry) -> Response {
    let address = rejections::day_address(&item.day.to_string());
    pages::render(state, visitor, address, Shown::Day(Outcome::Removed(item))).await
}
