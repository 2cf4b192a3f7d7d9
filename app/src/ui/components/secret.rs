//! Secrets that open something, such as keys and links: shown once, listed, revoked.

use leptos::prelude::*;

use crate::{domain::Lang, i18n};

/// A new secret, shown once.
#[component]
pub fn NewSecret(
    /// The heading's identifier.
    id: &'static str,
    /// The heading.
    title: AnyView,
    /// The use of the secret.
    text: &'static str,
    secret: String,
    /// What follows it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="new-key">
            <h3 id=id tabindex="-1" autofocus>
                {title}
            </h3>
            <p>{text}</p>
            <input
                class="secret"
                readonly
                translate="no"
                spellcheck="false"
                autocomplete="off"
                aria-labelledby=id
                value=secret
            />
            {children.map(|children| children())}
        </div>
    }
}

/// A secret in a list, with the form that revokes it.
#[component]
pub fn SecretItem(
    lang: Lang,
    title: AnyView,
    /// A line for each group of facts.
    lines: Vec<String>,
    /// The form's address.
    action: String,
    /// The button's name, with that of the secret.
    label: String,
) -> impl IntoView {
    let lines = lines.into_iter().map(|line| view! { <p>{line}</p> });
    view! {
        <li>
            <div>
                <strong>{title}</strong>
                {lines.collect_view()}
            </div>
            <form method="post" action=action>
                <button class="remove" aria-label=label>
                    {i18n::revoke_key(lang)}
                </button>
            </form>
        </li>
    }
}
