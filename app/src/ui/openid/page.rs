//! The page about a sign-in that failed. It says what to do, and offers to try again.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    api::accounts::openid::{OpenIdProblem, next_path, sign_in_address, start_address},
    context::Context,
    domain::{Lang, Mood},
    html, i18n,
    ui::{
        components::Face,
        not_found::NotFoundPage,
        page_context::{PageContext, locale},
    },
};

/// `?problem=` is an [`OpenIdProblem`], `?next=` the place to which the sign-in would have led.
#[component]
pub fn OpenIdPage() -> impl IntoView {
    let query = use_query_map();
    let [problem, next] = ["problem", "next"].map(|name| query.with_untracked(|all| all.get(name)));
    let context = Context::current().ok();
    let provider = context
        .as_ref()
        .and_then(|context| context.services.identity.clone());
    let problem = problem.and_then(|name| OpenIdProblem::parse(&name));
    let (Some(provider), Some(problem)) = (provider, problem) else {
        return view! { <NotFoundPage /> }.into_any();
    };
    PageContext::set_status(problem.status());
    let lang = locale().lang;
    let (title, text) = phrases(problem, lang, provider.name());
    let next = next_path(next.as_deref());
    let (back, to) = match context {
        Some(context) if context.request.visitor.is_signed_in() => {
            ("/settings".to_owned(), i18n::openid_to_settings(lang))
        }
        _ => (sign_in_address(next), i18n::openid_other_ways(lang)),
    };
    view! {
        // The framework writes it as it is, and the operator chose the provider's name.
        <Title text=html::escape(&title) />
        <section class="empty-state" role="alert">
            <Face mood=Mood::Okay />
            <h1>{title}</h1>
            <p>{text}</p>
            <a class="button" href=start_address(next)>
                {i18n::try_again(lang)}
            </a>
            <a class="back" href=back>
                {to}
            </a>
        </section>
    }
    .into_any()
}

/// The heading and the advice.
fn phrases(problem: OpenIdProblem, lang: Lang, name: &str) -> (String, &'static str) {
    match problem {
        OpenIdProblem::Cancelled => (
            i18n::openid_cancelled(lang).into(),
            i18n::openid_cancelled_more(lang),
        ),
        OpenIdProblem::Expired => (
            i18n::openid_expired(lang).into(),
            i18n::openid_expired_more(lang),
        ),
        OpenIdProblem::Unavailable => (
            i18n::openid_unavailable(lang, name),
            i18n::openid_unavailable_more(lang),
        ),
        OpenIdProblem::Rejected => (
            i18n::openid_rejected(lang, name),
            i18n::openid_rejected_more(lang),
        ),
        OpenIdProblem::Taken => (
            i18n::openid_taken(lang).into(),
            i18n::openid_taken_more(lang),
        ),
        OpenIdProblem::Closed => (
            i18n::openid_closed(lang).into(),
            i18n::openid_closed_more(lang),
        ),
        OpenIdProblem::TooMany => (
            i18n::openid_too_many(lang).into(),
            i18n::openid_too_many_more(lang),
        ),
        OpenIdProblem::Store => (i18n::resting(lang).into(), i18n::openid_store_more(lang)),
    }
}
