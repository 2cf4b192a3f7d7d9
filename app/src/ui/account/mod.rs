//! The account: signing in, and the sections of the settings about ways in and devices.

mod devices;
mod invitation;
mod link;
mod other_versions;
mod passkeys;
mod recovery;
mod sign_in;
mod ways;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

pub use self::{
    devices::{DevicesSection, LinkSection},
    invitation::InvitationPage,
    link::LinkPage,
    other_versions::{OtherVersionsLine, OtherVersionsPage},
    recovery::RecoverySection,
    sign_in::SignInPage,
    ways::WaysToSignIn,
};
use super::page_context::PageContext;
use crate::{
    domain::Lang,
    error::{Error, ErrorKind},
    i18n,
};

/// True on the page that a form of the server function `call` led back to.
fn is_saved(call: &str) -> bool {
    use_query_map().with_untracked(|query| query.get("saved").as_deref() == Some(call))
}

/// The value of a query parameter; empty if it is missing.
fn parameter(name: &str) -> String {
    use_query_map()
        .with_untracked(|query| query.get(name))
        .unwrap_or_default()
}

/// A value in a query.
fn encoded(value: &str) -> String {
    form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

/// The reason for which a form of the server function `call` was rejected, if it was.
#[component]
fn Rejection(lang: Lang, call: &'static str) -> impl IntoView {
    PageContext::rejection(call).map(|error| {
        view! {
            <p class="rejection" role="alert">
                {reason(lang, call, &error)}
            </p>
        }
    })
}

fn reason(lang: Lang, call: &str, error: &Error) -> &'static str {
    match (call, error.kind, error.field.as_deref()) {
        ("auth/link", ErrorKind::Unauthenticated, Some("code")) => i18n::link_unknown(lang),
        _ => i18n::account_error(lang, error),
    }
}

/// A form for a code that a person types.
#[component]
fn CodeForm(
    /// The language.
    lang: Lang,
    /// The server function.
    call: &'static str,
    /// The page that the form leads back to, with its query.
    back: String,
    /// The label of the field.
    label: &'static str,
    /// The hint of the browser's password manager.
    autocomplete: &'static str,
) -> impl IntoView {
    let id = call.replace('/', "-");
    let is_rejected = PageContext::rejection(call).is_some();
    view! {
        <form class="code-form" method="post" action=format!("/{call}?_back={}", encoded(&back))>
            <label for=id.clone()>{label}</label>
            <div class="choice">
                <input
                    id=id
                    name="code"
                    required
                    autocomplete=autocomplete
                    autocapitalize="characters"
                    spellcheck="false"
                    aria-invalid=is_rejected.then_some("true")
                    autofocus=is_rejected
                />
                <button class="button">{i18n::open_journal(lang)}</button>
            </div>
            <Rejection lang call />
        </form>
    }
}
