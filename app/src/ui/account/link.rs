//! The page that a linked device opens.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{CodeForm, Rejection, is_saved, parameter, sign_in::SignedIn};
use crate::{
    context::Context,
    domain::{Lang, account::LinkCode},
    i18n,
    ui::page_context::{PageContext, locale},
};

const CALL: &str = "auth/link";
const BACK: &str = "/link";

/// Asks before it links this device with the code of `?code=`: the address may come from anybody. It
/// does not say whether the code is valid, so that codes can't be tried out here.
#[component]
pub fn LinkPage() -> impl IntoView {
    let lang = locale().lang;
    let is_signed_in =
        Context::current().is_ok_and(|context| context.request.visitor.is_signed_in());
    if is_signed_in && is_saved(CALL) {
        return view! { <SignedIn lang next="/".to_owned() /> }.into_any();
    }
    let code = LinkCode::parse(&parameter("code"));
    match code.filter(|_| PageContext::rejection(CALL).is_none()) {
        Some(code) => view! { <Confirmation lang code is_signed_in /> }.into_any(),
        None => view! { <TypedCode lang /> }.into_any(),
    }
}

#[component]
fn Confirmation(lang: Lang, code: LinkCode, is_signed_in: bool) -> impl IntoView {
    let replaces = is_signed_in.then(|| view! { <p>{i18n::link_here_replaces(lang)}</p> });
    view! {
        <Title text=i18n::link_here(lang) />
        <h1>{i18n::link_here(lang)}</h1>
        <p class="lead">{i18n::link_here_more(lang)}</p>
        {replaces}
        <p class="warning">{i18n::link_here_warning(lang)}</p>
        <form class="choice" method="post" action=format!("/{CALL}?_back={BACK}")>
            <input type="hidden" name="code" value=code.to_string() />
            <button class="button">{i18n::open_journal(lang)}</button>
            <a class="remove" href="/">
                {i18n::cancel(lang)}
            </a>
        </form>
        <Rejection lang call=CALL />
    }
}

/// For a person at the address without a code.
#[component]
fn TypedCode(lang: Lang) -> impl IntoView {
    view! {
        <Title text=i18n::link_device(lang) />
        <h1>{i18n::with_another_device(lang)}</h1>
        <p class="lead">{i18n::with_another_device_more(lang)}</p>
        <section class="setting">
            <CodeForm
                lang
                call=CALL
                back=BACK.to_owned()
                label=i18n::link_code(lang)
                autocomplete="one-time-code"
            />
            <p class="warning">{i18n::link_here_warning(lang)}</p>
        </section>
    }
}
