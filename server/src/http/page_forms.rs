//! Forms of pages other than a day's: the form's address names the page that answers.
//!
//! `_back=/settings` redirects there once the call has succeeded (POST, redirect, GET). `_show=` renders
//! that page as the answer, for a response that must not be in an address, such as a new key. If the
//! call fails, either page shows the error.

use app::{context::Visitor, domain::local_path, error::Error, ui::FormResult};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
    http::{HeaderValue, Method, Uri, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};

use super::{
    address::Address,
    body::{self, BodyKind, MAX_BODY},
    day_form,
    pages::{self, Shown},
    response, server_fns,
    state::AppState,
};

/// The page that answers a form.
pub(super) struct Target {
    /// Its local address.
    page: Uri,
    /// The place in the page, with its `#`; or nothing.
    fragment: String,
    /// True if it shows the response.
    shows: bool,
}

impl Target {
    /// Takes `_back` or `_show` from the query. Their value is a local address.
    pub(super) fn take(request: &mut Request) -> Option<Self> {
        let query = request.uri().query().unwrap_or_default();
        let mut target = None;
        let mut rest = form_urlencoded::Serializer::new(String::new());
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let shows = match &*name {
                "_back" => false,
                "_show" => true,
                _ => {
                    rest.append_pair(&name, &value);
                    continue;
                }
            };
            let (page, fragment) = value.split_once('#').unwrap_or((&value, ""));
            let mark = if fragment.is_empty() { "" } else { "#" };
            target = Some(Self {
                page: local_path(page)?.parse().ok()?,
                fragment: format!("{mark}{fragment}"),
                shows,
            });
        }
        let target = target?;
        let (path, rest) = (request.uri().path(), rest.finish());
        let mark = if rest.is_empty() { "" } else { "?" };
        *request.uri_mut() = format!("{path}{mark}{rest}").parse().ok()?;
        Some(target)
    }

    /// The page's address once `call` has succeeded.
    fn after(&self, call: &str) -> String {
        let mark = if self.page.query().is_some() {
            '&'
        } else {
            '?'
        };
        format!("{}{mark}saved={call}{}", self.page, self.fragment)
    }
}

/// Calls the form's server function, and answers with the page of `target`.
pub(super) async fn respond(
    state: &AppState,
    visitor: Visitor,
    request: Request,
    target: Target,
) -> Response {
    let call = Address::of(request.uri().path()).map_or("", |address| address.name());
    let (parts, body) = request.into_parts();
    let (result, fields) = match day_form::read_body(body).await {
        Ok(bytes) => {
            let fields = form_urlencoded::parse(&bytes).into_owned().collect();
            (result(state, &visitor, parts, bytes).await, fields)
        }
        Err(error) => (Err(error), Vec::new()),
    };
    let form = |result| FormResult {
        call: call.to_owned(),
        result,
        fields,
    };
    match result {
        Ok(response) if target.shows => {
            let body = to_bytes(response.into_body(), MAX_BODY).await;
            let text = body.map(|body| String::from_utf8_lossy(&body).into_owned());
            let result = text.map_err(|_| Error::internal());
            let mut page = show(state, visitor, target.page, form(result)).await;
            // A secret that is shown once.
            let cache = HeaderValue::from_static("private, no-store");
            page.headers_mut().insert(header::CACHE_CONTROL, cache);
            page
        }
        Ok(_) => Redirect::to(&target.after(call)).into_response(),
        Err(error) => {
            let mut page = show(state, visitor, target.page, form(Err(error.clone()))).await;
            response::add_error_headers(&mut page, &error);
            page
        }
    }
}

/// The function's response. A `DELETE` or `GET` has its arguments in the query, so the form's fields join
/// it.
async fn result(
    state: &AppState,
    visitor: &Visitor,
    mut parts: Parts,
    bytes: Bytes,
) -> Result<Response, Error> {
    if visitor.session_is_new && !visitor.session_ended {
        return Err(response::no_cookie());
    }
    body::check(&bytes, BodyKind::Form)?;
    let body = if matches!(parts.method, Method::DELETE | Method::GET) {
        parts.headers.remove(header::CONTENT_LENGTH);
        parts.uri = with_fields(&parts.uri, &bytes)?;
        Body::empty()
    } else {
        Body::from(bytes)
    };
    server_fns::call(state, visitor, Request::from_parts(parts, body)).await
}

/// The address with the form's fields in its query.
fn with_fields(address: &Uri, form: &[u8]) -> Result<Uri, Error> {
    let query = address.query().unwrap_or_default();
    let mut fields = form_urlencoded::Serializer::new(String::new());
    for (name, value) in
        form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(form))
    {
        fields.append_pair(&name, &value);
    }
    let query = fields.finish();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{}{mark}{query}", address.path())
        .parse()
        .map_err(|_| body::too_large())
}

async fn show(state: &AppState, visitor: Visitor, page: Uri, form: FormResult) -> Response {
    pages::render(state, visitor, page, Shown::Form(form)).await
}
