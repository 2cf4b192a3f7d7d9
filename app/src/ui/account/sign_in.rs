//! The sign-in page.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    CodeForm, OtherVersionsLine, Rejection, devices::SIGN_OUT, encoded, is_saved, parameter,
    passkeys::PasskeySignIn,
};
use crate::{
    api::accounts::openid::next_path,
    context::Context,
    domain::Lang,
    i18n,
    ui::{
        components::LeavingScript,
        openid::{OidcSignIn, OidcSignOut},
        page_context::locale,
    },
};

/// Every way to sign in. `?next=` is the page of this site that a person wanted to open.
#[component]
pub fn SignInPage() -> impl IntoView {
    let lang = locale().lang;
    let next = parameter("next");
    let next = next_path(Some(&next)).to_owned();
    let is_signed_in =
        Context::current().is_ok_and(|context| context.request.visitor.is_signed_in());
    if is_signed_in {
        view! { <SignedIn lang next /> }.into_any()
    } else {
        view! { <Ways lang next /> }.into_any()
    }
}

#[component]
fn Ways(lang: Lang, next: String) -> impl IntoView {
    let back = format!("/sign-in?next={}", encoded(&next));
    let is_signed_out = is_saved(SIGN_OUT);
    let status = if is_signed_out {
        i18n::signed_out(lang)
    } else {
        ""
    };
    view! {
        <Title text=i18n::sign_in(lang) />
        <h1>{i18n::sign_in(lang)}</h1>
        <p class="done" role="status">
            {status}
        </p>
        <Rejection lang call=SIGN_OUT />
        {is_signed_out
            .then(|| {
                view! {
                    <LeavingScript />
                    <OidcSignOut />
                }
            })}
        <p class="lead">{i18n::sign_in_more(lang)}</p>
        <section class="setting">
            <h2>{i18n::with_passkey(lang)}</h2>
            <PasskeySignIn next=next.clone() />
        </section>
        <OidcSignIn next />
        <section class="setting">
            <h2>{i18n::with_another_device(lang)}</h2>
            <p>{i18n::with_another_device_more(lang)}</p>
            <CodeForm
                lang
                call="auth/link"
                back=back.clone()
                label=i18n::link_code(lang)
                autocomplete="one-time-code webauthn"
            />
        </section>
        <section class="setting">
            <h2>{i18n::with_recovery_code(lang)}</h2>
            <p>{i18n::with_recovery_code_more(lang)}</p>
            <CodeForm
                lang
                call="auth/recovery"
                back
                label=i18n::recovery_code(lang)
                autocomplete="off"
            />
        </section>
        <a class="back" href="/">
            {i18n::back_to_today(lang)}
        </a>
    }
}

/// The page after a sign-in.
#[component]
pub(super) fn SignedIn(lang: Lang, next: String) -> impl IntoView {
    view! {
        <Title text=i18n::signed_in(lang) />
        <h1>{i18n::signed_in(lang)}</h1>
        <p class="lead" role="status">
            {i18n::signed_in_more(lang)}
        </p>
        <Rejection lang call=SIGN_OUT />
        <OtherVersionsLine />
        <a class="button" href=next>
            {i18n::go_on(lang)}
        </a>
    }
}
