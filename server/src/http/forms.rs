//! The same addresses for scripts and for forms without JavaScript.
//!
//! A script gets JSON. A browser that posts a form and wants HTML is sent back
//! to the page (POST, redirect, GET); when it is refused, it gets the page with
//! what it had sent still in the form.

use app::{
    api::{codec, moods::Written},
    error::Error,
    ports::Visitor,
    ui::outcome::{Done, Outcome},
};
use axum::{
    Extension,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{Method, Uri, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{
    AppState, answer, pages,
    server_fns::{self, BodyKind, MAX_BODY},
};

/// What a form for a day may hold; to give it back when it is refused.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct DayForm {
    day: String,
    mood: String,
    note: String,
}

/// Stands for the verb in a form's query.
const DELETES: &str = "_method=delete";

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
        Err(error) => return answer::refusal(&error),
    };
    let from_page = kind == BodyKind::Form && answer::accepts_html(request.headers());
    let (parts, body) = request.into_parts();
    let read = server_fns::read_body(body, kind).await;
    if !from_page {
        return match read {
            Ok(bytes) => {
                let request = Request::from_parts(parts, Body::from(bytes));
                server_fns::answer(state, visitor, request).await
            }
            Err(error) => answer::refusal(&error),
        };
    }
    let mut removed = false;
    let (form, answer) = match read {
        Ok(bytes) => {
            let form: DayForm = serde_qs::from_bytes(&bytes).unwrap_or_default();
            let request = with_method(parts, bytes);
            removed = request
                .as_ref()
                .is_ok_and(|request| request.method() == Method::DELETE);
            let answer = match request {
                Ok(request) => server_fns::call(state.clone(), visitor.clone(), request).await,
                Err(error) => Err(error),
            };
            (form, answer)
        }
        Err(error) => (DayForm::default(), Err(error)),
    };
    match answer {
        Ok(response) => back_to_page(response, &visitor, removed).await,
        Err(error) => refused_page(state, visitor, form, error).await,
    }
}

/// HTML forms know GET and POST alone: `?_method=delete` stands for the verb. The button that
/// removes a day sends the day's form along, which may hold nothing that would be a condition.
///
/// # Errors
/// Malformed, with the field that is not of the form.
fn with_method(mut parts: Parts, body: Bytes) -> Result<Request, Error> {
    let query = parts.uri.query().unwrap_or_default();
    let rest: Vec<_> = query.split('&').filter(|it| *it != DELETES).collect();
    if rest.len() == query.split('&').count() {
        return Ok(Request::from_parts(parts, Body::from(body)));
    }
    codec::form::<DayForm>(&body).map_err(|error| codec::unreadable(&error.to_string()))?;
    parts.method = Method::DELETE;
    parts.uri = format!("{}?{}", parts.uri.path(), rest.join("&"))
        .parse()
        .map_err(|_| Error::internal())?;
    parts.headers.remove(header::CONTENT_LENGTH);
    Ok(Request::from_parts(parts, Body::empty()))
}

async fn back_to_page(response: Response, visitor: &Visitor, removed: bool) -> Response {
    let body: Option<Bytes> = to_bytes(response.into_body(), MAX_BODY).await.ok();
    let written: Option<Written> = body.and_then(|body| serde_json::from_slice(&body).ok());
    let Some(Written { item, .. }) = written else {
        return Redirect::to("/").into_response();
    };
    let done = match (removed, item.edited) {
        (true, _) => Done::Removed,
        (false, false) => Done::Saved,
        (false, true) => Done::Updated,
    };
    let day = if item.day == visitor.today {
        String::new()
    } else {
        format!("day={}&", item.day)
    };
    Redirect::to(&format!("/?{day}done={}", done.as_str())).into_response()
}

async fn refused_page(state: AppState, visitor: Visitor, form: DayForm, error: Error) -> Response {
    let status = answer::status(&error);
    let address = format!("/?day={}", form.day)
        .parse()
        .unwrap_or_else(|_| Uri::from_static("/"));
    let outcome = Outcome::Refused {
        error,
        mood: form.mood,
        note: form.note,
    };
    let mut response = pages::render(state, visitor, address, Some(outcome)).await;
    *response.status_mut() = status;
    answer::mark(&mut response);
    response
}
