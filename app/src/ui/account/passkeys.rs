//! Passkeys on a page. Its script shows the lines that apply.

use leptos::prelude::*;

use crate::{
    context::Context,
    domain::{Lang, account::PasskeySupport},
    i18n,
    ui::{page_context::locale, scripts::PASSKEYS},
};

/// Signs in with a passkey, and leads to `next`, an address of this site. Where the browser can, it
/// also offers passkeys at an input with `webauthn` in its `autocomplete`.
#[component]
pub(super) fn PasskeySignIn(#[prop(into)] next: String) -> impl IntoView {
    let lang = locale().lang;
    view! {
        <Passkeys
            lang
            action="sign-in"
            text=i18n::sign_in_with_passkey(lang)
            next
            page="/sign-in"
        />
    }
}

/// Adds a passkey to the journal, and reloads the settings.
#[component]
pub(super) fn AddPasskey(lang: Lang) -> impl IntoView {
    view! {
        <p>{i18n::add_passkey_more(lang)}</p>
        <Passkeys
            lang
            action="add"
            text=i18n::add_passkey(lang)
            next="/settings?saved=auth/passkey/register/finish#ways".into()
            page="/settings"
        />
    }
}

/// The button, where passkeys work; otherwise the reason, or the address where they do.
#[component]
fn Passkeys(
    lang: Lang,
    action: &'static str,
    text: &'static str,
    next: String,
    page: &'static str,
) -> impl IntoView {
    let origin = Context::current().map(|context| context.request.visitor.origin);
    match PasskeySupport::of(&origin.unwrap_or_default()) {
        PasskeySupport::Here(_) => view! { <PasskeyButton lang action text next /> }.into_any(),
        PasskeySupport::At(origin) => {
            let address = format!("{origin}{page}");
            view! {
                <p>
                    {i18n::passkey_elsewhere(lang)} " "
                    <a href=address.clone()>{address.clone()}</a>
                </p>
                <p>{i18n::passkey_elsewhere_more(lang)}</p>
            }
            .into_any()
        }
        PasskeySupport::Nowhere => view! { <p>{i18n::passkey_nowhere(lang)}</p> }.into_any(),
    }
}

#[component]
fn PasskeyButton(
    lang: Lang,
    action: &'static str,
    text: &'static str,
    next: String,
) -> impl IntoView {
    let lines = [
        ("unsupported", i18n::passkey_unsupported(lang)),
        ("waiting", i18n::passkey_waiting(lang)),
        ("cancelled", i18n::passkey_cancelled(lang)),
        ("exists", i18n::passkey_exists(lang)),
        ("impossible", i18n::passkey_impossible(lang)),
        ("nowhere", i18n::passkey_nowhere(lang)),
        ("refused", i18n::passkey_refused(lang)),
        ("expired", i18n::passkey_expired(lang)),
        ("taken", i18n::passkey_taken(lang)),
        ("many", i18n::passkey_many(lang)),
        ("attempts", i18n::passkey_attempts(lang)),
        ("closed", i18n::passkey_closed(lang)),
        ("offline", i18n::passkey_offline(lang)),
        ("unreachable", i18n::passkey_unreachable(lang)),
        ("failed", i18n::passkey_failed(lang)),
    ]
    .map(|(name, text)| {
        view! {
            <p data-say=name hidden>
                {text}
            </p>
        }
    })
    .collect_view();
    view! {
        <div class="passkey" data-action=action data-next=next>
            <noscript>
                <p>{i18n::passkey_needs_script(lang)}</p>
            </noscript>
            <button type="button" class="button" hidden>
                {text}
            </button>
            <div role="status">{lines}</div>
        </div>
        <script inner_html=PASSKEYS></script>
    }
}
