//! The same addresses for scripts and for forms without JavaScript.
//!
//! A script gets JSON. A browser that posts a form and wants HTML is sent back
//! to the page (POST, redirect, GET); when it is refused, it gets the page with
//! what it had sent still in the form.

use app::{
    api::{codec, moods::Written},
    domain::Entry,
    error::{Error, ErrorKind},
    ports::Visitor,
    ui::outcome::{Done, FormDraft, Outcome},
};
use axum::{
    Extension,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, Uri, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use futures::StreamExt;
use serde::Deserialize;
use tokio::time::timeout;

use super::{
    AppState, answer, pages,
    server_fns::{self, BODY_TIME, BodyKind, MAX_BODY},
};

/// The largest form that can be shown again, in bytes.
const MAX_DRAFT: usize = 128 * 1024;
/// The largest form that is read to its end, in bytes.
const MAX_READ: usize = 4 * 1024 * 1024;

/// Marks the second submission of a form, which shows if the browser keeps cookies.
const COOKIE_ASKED: &str = "_cookie=asked";
/// Stands for the verb in an address: HTML forms know GET and POST alone.
const DELETE: &str = "_method=delete";

/// The fields of a day's form, as far as they can be read, to show them again if it is rejected.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct DayForm {
    day: String,
    mood: String,
    note: String,
    #[serde(skip)]
    names_a_journal: bool,
}

impl DayForm {
    fn read(body: &[u8]) -> Self {
        let mut form = Self::default();
        for (name, value) in form_urlencoded::parse(body) {
            let field = match &*name {
                "day" => &mut form.day,
                "mood" => &mut form.mood,
                "note" => &mut form.note,
                "userId" => {
                    form.names_a_journal = true;
                    continue;
                }
                _ => continue,
            };
            *field = value.into_owned();
        }
        form
    }
}

/// Handles every server function's address.
pub(super) async fn server_function_or_form(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
) -> Response {
    if !matches!(
        *request.method(),
        Method::POST | Method::PUT | Method::PATCH
    ) {
        return server_fns::answer(state, visitor, request).await;
    }
    let kind = match server_fns::body_kind(&request) {
        Ok(kind) => kind,
        Err(error) => return refuse(state, visitor, request, error).await,
    };
    if kind == BodyKind::Form && answer::accepts_html(request.headers()) {
        return page_form(state, visitor, request).await;
    }
    let (parts, body) = request.into_parts();
    match server_fns::read_body(body, kind).await {
        Ok(bytes) => {
            let request = Request::from_parts(parts, Body::from(bytes));
            server_fns::answer(state, visitor, request).await
        }
        Err(error) => answer::refusal(&error),
    }
}

/// Handles a page's form.
///
/// Without a session, nothing is written until the cookie has come back: an entry without it could
/// not be found again.
async fn page_form(state: AppState, visitor: Visitor, mut request: Request) -> Response {
    let address = request.uri().clone();
    let was_asked = take_mark(&mut request, COOKIE_ASKED);
    let removes = take_mark(&mut request, DELETE);
    if removes {
        *request.method_mut() = Method::DELETE;
    }
    let (parts, body) = request.into_parts();
    let bytes = match read_form(body).await {
        Ok(bytes) => bytes,
        Err(error) => return refused_page(state, visitor, None, error).await,
    };
    let form = DayForm::read(&bytes);
    // A named journal's session has expired; the call says so, and no other begins.
    let is_first_visit = visitor.session_is_new && !form.names_a_journal;
    if is_first_visit && !was_asked {
        return ask_for_cookie(&address);
    }
    let checked = if is_first_visit {
        Err(no_cookie())
    } else if removes {
        removal(parts, &bytes)
    } else {
        server_fns::check_body(&bytes, BodyKind::Form)
            .map(|()| Request::from_parts(parts, Body::from(bytes)))
    };
    let answer = match checked {
        Ok(request) => server_fns::call(state.clone(), visitor.clone(), request).await,
        Err(error) => Err(error),
    };
    match answer {
        Ok(response) => match written(response).await {
            Some(item) if removes => removed_page(state, visitor, item).await,
            Some(item) => back_to_page(&item, &visitor),
            None => Redirect::to("/").into_response(),
        },
        Err(error) => refused_page(state, visitor, Some(form), error).await,
    }
}

/// The call of a form that removes. Its arguments are in the query; the body may hold the fields of
/// the day, but no condition.
///
/// # Errors
/// Malformed, with the field that is not of the form.
fn removal(mut parts: Parts, body: &[u8]) -> Result<Request, Error> {
    codec::form::<DayForm>(body).map_err(|error| codec::unreadable(&error.to_string()))?;
    parts.headers.remove(header::CONTENT_LENGTH);
    Ok(Request::from_parts(parts, Body::empty()))
}

/// Removes a mark from the request's address; true if it was there.
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

/// Sends the browser to the same form again (307 keeps verb and body), now with the cookie that
/// this answer sets.
fn ask_for_cookie(address: &Uri) -> Response {
    let query = address.query().map(|query| format!("{query}&"));
    let (path, query) = (address.path(), query.unwrap_or_default());
    Redirect::temporary(&format!("{path}?{query}{COOKIE_ASKED}")).into_response()
}

fn no_cookie() -> Error {
    let message = "The session cookie did not come back; nothing was written.";
    Error::new(ErrorKind::Unauthenticated, message).at("cookie")
}

/// Reads a form, even an oversized one, up to [`MAX_READ`]: a browser that is still sending would
/// otherwise show a broken connection instead of the answer.
///
/// # Errors
/// TooLarge when it is too large to be given back; Malformed when it does not arrive.
async fn read_form(body: Body) -> Result<Bytes, Error> {
    let (mut form, mut length) = (Vec::new(), 0);
    let mut chunks = body.into_data_stream();
    let arrived = timeout(BODY_TIME, async {
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|_| server_fns::cut_short())?;
            length += chunk.len();
            if length <= MAX_DRAFT {
                form.extend_from_slice(&chunk);
            } else if length > MAX_READ {
                break;
            }
        }
        Ok(())
    });
    arrived.await.unwrap_or_else(|_| Err(server_fns::late()))?;
    if length > MAX_DRAFT {
        return Err(server_fns::too_large());
    }
    Ok(form.into())
}

/// Refuses a request whose body is not to be given back. A browser gets a page.
pub(super) async fn refuse_unread(
    state: AppState,
    visitor: Visitor,
    headers: &HeaderMap,
    error: Error,
) -> Response {
    if answer::accepts_html(headers) {
        refused_page(state, visitor, None, error).await
    } else {
        answer::refusal(&error)
    }
}

/// Refuses a request before its function. A browser gets a page with its draft.
pub(super) async fn refuse(
    state: AppState,
    visitor: Visitor,
    request: Request,
    error: Error,
) -> Response {
    if !answer::accepts_html(request.headers()) {
        return answer::refusal(&error);
    }
    let is_form = server_fns::body_kind(&request) == Ok(BodyKind::Form);
    let body = read_form(request.into_body()).await.ok();
    let form = body.filter(|_| is_form).map(|body| DayForm::read(&body));
    refused_page(state, visitor, form, error).await
}

/// The entry in a call's response.
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

/// The page after a removal. It carries the removed entry for Undo, which an address must not.
async fn removed_page(state: AppState, visitor: Visitor, item: Entry) -> Response {
    let address = day_address(&item.day.to_string());
    pages::render(state, visitor, address, Some(Outcome::Removed(item))).await
}

fn day_address(day: &str) -> Uri {
    format!("/?day={day}")
        .parse()
        .unwrap_or_else(|_| Uri::from_static("/"))
}

/// The page with the submitted text and the reason for the rejection.
async fn refused_page(
    state: AppState,
    visitor: Visitor,
    form: Option<DayForm>,
    error: Error,
) -> Response {
    let status = answer::status(&error);
    // Without a journal there is no day to show in the form's place.
    let form = form.or_else(|| visitor.user.is_err().then(DayForm::default));
    let day = form.as_ref().map_or("", |form| form.day.as_str());
    let address = day_address(day);
    let outcome = Outcome::Refused {
        error,
        draft: form.map(|DayForm { mood, note, .. }| FormDraft { mood, note }),
    };
    let mut response = pages::render(state, visitor, address, Some(outcome)).await;
    *response.status_mut() = status;
    answer::mark(&mut response);
    response
}
