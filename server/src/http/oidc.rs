//! The redirects of a sign-in with the OpenID Connect provider: there, back, and to its sign-out.
//!
//! All are links. A form could not lead to another site (`form-action 'self'`).

use std::sync::Arc;

use app::{
    api::accounts::openid::{self, OpenIdProblem, SIGN_OUT, START, next_path},
    context::Visitor,
    ports::IdentityProvider,
};
use axum::{
    Extension,
    extract::{Request, State},
    http::{HeaderValue, Uri, header},
    response::{IntoResponse, Redirect, Response},
    routing::{MethodRouter, get},
};

use super::{csrf, pages, server_fns, state::AppState};
use crate::auth::{CALLBACK, Waiting};

/// The maximum length of a provider's code, in bytes. Real ones have fewer than 2,000.
const MAX_CODE: usize = 4096;

/// The addresses.
pub(super) fn routes() -> [(&'static str, MethodRouter<Arc<AppState>>); 3] {
    [
        (START, get(start)),
        (CALLBACK, get(callback)),
        (SIGN_OUT, get(sign_out)),
    ]
}

/// Sends the browser to the provider. `?next=` is the path to which the sign-in leads in the end.
async fn start(
    State(state): State<Arc<AppState>>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
) -> Response {
    let Some(provider) = provider(&state) else {
        return pages::not_found(State(state), Extension(visitor), request).await;
    };
    let next = only(request.uri(), "next");
    let next = next_path(next.as_deref()).to_owned();
    // Another site could have signed the browser in to its own account at the provider, and would now
    // add that to this person's journal. On our page, the person decides.
    if !csrf::begins_here(&request, &state) || !is_navigation(&request) {
        return Redirect::to(&openid::sign_in_address(&next)).into_response();
    }
    let Ok(user) = &visitor.user else {
        return failure(OpenIdProblem::Store, &next);
    };
    let context = server_fns::context(&state, &visitor);
    match openid::begin(&context, &*provider).await {
        Ok((address, pending)) => {
            let waiting = Waiting { pending, next };
            let cookie = state.oidc_cookies.issue(user, waiting, context.now());
            with_cookie(Redirect::to(&address).into_response(), &cookie)
        }
        Err(problem) => failure(problem, &next),
    }
}

/// Receives the provider's answer. Its cookie is deleted first of all: an answer counts once.
async fn callback(
    State(state): State<Arc<AppState>>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
) -> Response {
    let Some(provider) = provider(&state) else {
        return pages::not_found(State(state), Extension(visitor), request).await;
    };
    let Ok(user) = &visitor.user else {
        return failure(OpenIdProblem::Store, "/");
    };
    let context = server_fns::context(&state, &visitor);
    let [given, code, error] = ["state", "code", "error"].map(|name| only(request.uri(), name));
    let waiting = given.and_then(|given| {
        let (cookies, headers) = (&state.oidc_cookies, request.headers());
        cookies.open(headers, user, &given, context.now())
    });
    // Without its state the answer may be another tab's, whose cookie is still needed.
    let Some(Waiting { pending, next }) = waiting else {
        return failure(OpenIdProblem::Expired, "/");
    };
    let result = match (code, error.as_deref()) {
        (Some(code), None) if code.len() <= MAX_CODE => {
            openid::finish(&context, &*provider, &code, pending).await
        }
        (None, Some("server_error" | "temporarily_unavailable")) => Err(OpenIdProblem::Unavailable),
        (None, Some("access_denied")) => Err(OpenIdProblem::Cancelled),
        _ => Err(OpenIdProblem::Rejected),
    };
    let response = match result {
        Ok(()) => Redirect::to(&next).into_response(),
        Err(problem) => failure(problem, &next),
    };
    with_cookie(response, &state.oidc_cookies.removal())
}

/// Sends the browser to the provider's sign-out, or home if there is none.
async fn sign_out(
    State(state): State<Arc<AppState>>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
) -> Response {
    let Some(provider) = provider(&state) else {
        return pages::not_found(State(state), Extension(visitor), request).await;
    };
    let address = provider.sign_out(state.services.clock.now()).await;
    Redirect::to(address.as_deref().unwrap_or("/")).into_response()
}

/// False for a script's request: a service worker's own says nothing of the link's site. Older browsers
/// don't tell.
fn is_navigation(request: &Request) -> bool {
    let destination = request.headers().get("sec-fetch-dest");
    destination.is_none_or(|destination| destination == "document")
}

fn provider(state: &AppState) -> Option<Arc<dyn IdentityProvider>> {
    state.services.identity.clone()
}

/// The value of a parameter; none if it is missing or repeated.
fn only(address: &Uri, name: &str) -> Option<String> {
    let pairs = form_urlencoded::parse(address.query().unwrap_or_default().as_bytes());
    let mut values = pairs.filter_map(|(key, value)| (key == name).then_some(value));
    let value = values.next()?.into_owned();
    values.next().is_none().then_some(value)
}

fn failure(problem: OpenIdProblem, next: &str) -> Response {
    Redirect::to(&problem.address(next)).into_response()
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
