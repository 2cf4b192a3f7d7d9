//! The recovery code: a section of the settings, and the card that shows a new code once.

use leptos::prelude::*;

use super::Rejection;
use crate::{
    api::recovery::RecoveryCodeMade,
    context::Context,
    domain::Lang,
    i18n,
    ui::page_context::{PageContext, locale},
};

const CALL: &str = "auth/recovery/new";

/// Makes a recovery code, and shows it.
#[component]
pub fn RecoverySection() -> impl IntoView {
    let lang = locale().lang;
    match PageContext::response::<RecoveryCodeMade>(CALL) {
        Some(made) => view! { <Card lang code=made.code /> }.into_any(),
        None => view! { <Offer lang /> }.into_any(),
    }
}

#[component]
fn Offer(lang: Lang) -> impl IntoView {
    view! {
        <section class="setting" id="recovery">
            <h3>{i18n::recovery_code(lang)}</h3>
            <p>{i18n::recovery_code_more(lang)}</p>
            <form class="choice" method="post" action=format!("/{CALL}?_show=/settings%23recovery")>
                <button class="button" aria-describedby="recovery-replaces">
                    {i18n::make_recovery_code(lang)}
                </button>
                <p id="recovery-replaces">{i18n::recovery_code_replaces(lang)}</p>
            </form>
            <Rejection lang call=CALL />
        </section>
    }
}

/// The only view of a code. Printed, it is the only part of the page.
#[component]
fn Card(lang: Lang, code: String) -> impl IntoView {
    let url = Context::current().map(|context| context.request.visitor.origin);
    let url = format!("{}/sign-in", url.unwrap_or_default());
    let groups = code.split_inclusive('-').map(str::to_owned);
    let groups = groups
        .map(|group| view! { <span>{group}</span> })
        .collect_view();
    view! {
        <section class="setting recovery-card" id="recovery" aria-labelledby="recovery-card">
            <h3 id="recovery-card" tabindex="-1" autofocus>
                "Humeur · "
                {i18n::recovery_card(lang)}
            </h3>
            <p class="code" translate="no">
                {groups}
            </p>
            <p>{i18n::recovery_card_use(lang)} " " <b>{url}</b></p>
            <p class="screen">{i18n::recovery_card_more(lang)}</p>
            <p class="screen">{i18n::recovery_card_copy(lang)}</p>
            <a class="button screen" href="/settings#recovery">
                {i18n::recovery_saved(lang)}
            </a>
        </section>
    }
}
