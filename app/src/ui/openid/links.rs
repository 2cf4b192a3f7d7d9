//! Links to the provider; nothing where none is configured.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    api::accounts::openid::{SIGN_OUT, start_address},
    context::Context,
    domain::Lang,
    i18n,
    ports::IdentityProvider,
    ui::page_context::locale,
};

/// "Continue with …": signs in, and goes to `next`. A section of the page with every way.
#[component]
pub fn OidcSignIn(
    /// A local path.
    #[prop(into)]
    next: String,
) -> impl IntoView {
    let title = i18n::with_openid(locale().lang, provider()?.name());
    let link = link(
        "button provider",
        i18n::openid_continue,
        start_address(&next),
    );
    Some(view! {
        <section class="setting">
            <h2>{title}</h2>
            {link}
        </section>
    })
}

/// "Add …": adds the provider to the account of the session, or opens an account.
#[component]
pub fn OidcAdd(
    /// A local path.
    #[prop(into)]
    next: String,
) -> impl IntoView {
    link("button provider", i18n::openid_add, start_address(&next))
}

/// "Sign out of …, too": for the page after a sign-out.
#[component]
pub fn OidcSignOut() -> impl IntoView {
    link(
        "remove provider",
        i18n::openid_sign_out,
        SIGN_OUT.to_owned(),
    )
}

fn provider() -> Option<Arc<dyn IdentityProvider>> {
    Context::current().ok()?.services.identity.clone()
}

fn link(class: &'static str, text: fn(Lang, &str) -> String, href: String) -> impl IntoView {
    let text = text(locale().lang, provider()?.name());
    Some(view! {
        <p class="choice">
            <a class=class href=href>
                {text}
            </a>
        </p>
    })
}
