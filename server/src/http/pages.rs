//! Pages as HTML.

use std::{pin::Pin, sync::Arc};

use app::{
    context::Visitor,
    domain::local_path,
    ui::{App, FormResult, OFFLINE, PageContext, PageStatus, Shell, outcome::Outcome},
};
use axum::{
    Extension,
    body::Body,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode, Uri, header, uri::PathAndQuery},
    response::Response,
};
use futures::{Stream, StreamExt, stream};
use leptos::{context::provide_context, prelude::*};

use super::{island, response, server_fns, state::AppState};

/// Identifies the journal of a page.
const JOURNAL: HeaderName = HeaderName::from_static("humeur-journal");
/// The pages whose address has a one-time token, or the words of a search: no device stores them.
const WITH_SECRETS: [&str; 3] = ["/invitation", "/link", "/search"];
/// The latest journals that were carried over into it, separated by spaces.
const FORMER: HeaderName = HeaderName::from_static("humeur-former");

type Chunks = Pin<Box<dyn Stream<Item = String> + Send>>;

/// A page of the route table.
pub(super) async fn page(
    State(state): State<Arc<AppState>>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
) -> Response {
    render(&state, visitor, request.uri().clone(), Shown::Nothing).await
}

/// The page for an unknown address.
pub(super) async fn not_found(
    State(state): State<Arc<AppState>>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
) -> Response {
    if response::accepts_html(request.headers()) {
        render(&state, visitor, request.uri().clone(), Shown::Nothing).await
    } else {
        use app::error::{Error, ErrorKind};
        response::rejection(&Error::new(
            ErrorKind::NotFound,
            "This address does not exist.",
        ))
    }
}

/// The result of a form, for the page that answers it.
pub(super) enum Shown {
    /// No form was posted.
    Nothing,
    /// The result of a day's form.
    Day(Outcome),
    /// The result of another form.
    Form(FormResult),
}

/// Renders the page of `address` in one piece, so that its status and headers are known before the
/// first byte is sent.
pub(super) async fn render(
    state: &AppState,
    visitor: Visitor,
    address: Uri,
    shown: Shown,
) -> Response {
    let status = PageStatus::default();
    let (outcome, form) = match shown {
        Shown::Nothing => (None, None),
        Shown::Day(outcome) => (Some(outcome), None),
        Shown::Form(form) => (None, Some(form)),
    };
    let is_form_answer = form.is_some();
    let path = address.path_and_query().map(PathAndQuery::as_str);
    let page = PageContext {
        assets: state.assets.clone(),
        // For links. `//host`, which has no page, would lead to another site.
        address: local_path(path.unwrap_or("/")).unwrap_or("/").to_owned(),
        status: status.clone(),
        outcome,
        form,
    };
    let journal = visitor.journal.as_ref();
    // The service worker stores no page without a journal.
    let has_secret = WITH_SECRETS.contains(&address.path());
    let journal = journal.filter(|_| address.path() != OFFLINE && !has_secret);
    let journal = journal.and_then(|user| HeaderValue::from_str(&user.0).ok());
    let profile = visitor.profile.as_ref();
    let former = profile.map(|user| user.named_former()).unwrap_or_default();
    let language = HeaderValue::from_static(visitor.locale.lang.code());
    let context = server_fns::context(state, &visitor);
    let provide = move || {
        provide_context(context.clone());
        provide_context(page.clone());
    };
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = address;
    let mut response = leptos_axum::handle_response_inner(
        provide,
        || view! { <Shell><App/></Shell> },
        request,
        whole,
    )
    .await;
    *response.status_mut() = StatusCode::from_u16(status.get()).unwrap_or_default();
    response::add_status_headers(&mut response);
    // The service worker stores the pages of one journal only.
    if let Some(journal) = journal {
        response.headers_mut().insert(JOURNAL, journal);
        if let (false, Ok(former)) = (former.is_empty(), former.parse()) {
            response.headers_mut().insert(FORMER, former);
        }
    }
    let headers = response.headers_mut();
    // The service worker compares it to notice a change of language.
    headers.insert(header::CONTENT_LANGUAGE, language);
    // Personal data: never stored in a shared cache, and requested again for every visit, which the
    // boot script relies on. The answer to a form may show a secret, which no cache may store.
    let cache = if is_form_answer || has_secret {
        "private, no-store"
    } else {
        "private, no-cache"
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    response
}

/// Renders `app` completely. The framework's trailing scripts are omitted: they carry resources for
/// whole-page hydration, and islands carry their own.
pub(super) fn whole<IV: IntoView + 'static>(
    app: IV,
    _scripts: Box<dyn FnOnce() -> Chunks + Send>,
    _out_of_order: bool,
) -> Pin<Box<dyn Future<Output = Chunks> + Send>> {
    Box::pin(async move {
        let html = app.to_html_stream_in_order().collect::<String>().await;
        let html = island::count_nodes(&html);
        Box::pin(stream::once(async move { html })) as Chunks
    })
}
