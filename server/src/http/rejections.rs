//! Rejected requests: JSON for scripts, a page with the draft for browsers.

use std::sync::Arc;

use app::{
    context::Visitor,
    error::Error,
    ui::outcome::{FormDraft, Outcome},
};
use axum::{
    Extension,
    extract::{Request, State},
    http::{HeaderMap, Method, Uri},
    response::{IntoResponse, Redirect, Response},
};

use super::{
    body::{self, BodyKind},
    day_form::{self, DayForm},
    pages::{self, Shown},
    response,
    state::AppState,
};

/// Rejects a method that the path does not support. A browser that requests a form's address
/// directly is redirected to the page.
pub(super) async fn method_not_allowed(
    State(state): State<Arc<AppState>>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
) -> Response {
    if request.method() == Method::GET && response::accepts_html(request.headers()) {
        return Redirect::to("/").into_response();
    }
    reject(&state, visitor, request, response::method_not_allowed()).await
}

/// Rejects a request without reading its body. A browser gets a page.
pub(super) async fn reject_unread(
    state: &AppState,
    visitor: Visitor,
    headers: &HeaderMap,
    error: Error,
) -> Response {
    if response::accepts_html(headers) {
        rejected_page(state, visitor, None, error).await
    } else {
        response::rejection(&error)
    }
}

/// Rejects a request before its server function runs. A browser gets a page with the submitted
/// text.
pub(super) async fn reject(
    state: &AppState,
    visitor: Visitor,
    request: Request,
    error: Error,
) -> Response {
    if !response::accepts_html(request.headers()) {
        return response::rejection(&error);
    }
    let is_form = body::kind(&request) == Ok(BodyKind::Form);
    let body = day_form::read_body(request.into_body()).await.ok();
    let form = body.filter(|_| is_form).map(|body| DayForm::read(&body));
    rejected_page(state, visitor, form, error).await
}

/// The page with the submitted text and the reason for the rejection.
pub(super) async fn rejected_page(
    state: &AppState,
    visitor: Visitor,
    form: Option<DayForm>,
    error: Error,
) -> Response {
    // Without a journal the page has no saved day to show, so it shows an empty form.
    let form = form.or_else(|| visitor.user.is_err().then(DayForm::default));
    let day = form.as_ref().map_or("", |form| form.day.as_str());
    let address = day_address(day);
    let outcome = Outcome::Refused {
        error: error.clone(),
        draft: form.map(|DayForm { mood, note, .. }| FormDraft { mood, note }),
    };
    let mut page = pages::render(state, visitor, address, Shown::Day(outcome)).await;
    response::add_error_headers(&mut page, &error);
    page
}

/// The address of a day's page.
pub(super) fn day_address(day: &str) -> Uri {
    format!("/?day={day}")
        .parse()
        .unwrap_or_else(|_| Uri::from_static("/"))
}
