//! Erasing everything: the form, and the page that answers it.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    context::Context,
    domain::{Lang, Mood},
    error::ErrorKind,
    i18n,
    ui::{
        components::{EmptyState, LeavingScript, ShownJournal},
        page_context::{PageContext, locale},
    },
};

/// The function that the form calls.
const CALL: &str = "account";
/// The form's address.
const ACTION: &str = "/account?_method=delete&_back=/erase";

/// Erases everything, once a word is typed.
#[component]
pub(super) fn EraseForm(
    lang: Lang,
    /// The heading, of the level that its page needs.
    heading: AnyView,
    /// Days until the last back-up expires.
    backup_days: u32,
    /// The reason for which nothing was erased.
    #[prop(optional_no_strip)]
    error: Option<&'static str>,
) -> impl IntoView {
    view! {
        <form class="setting erase" method="post" action=ACTION>
            <ShownJournal />
            {heading}
            <p>{i18n::erase_more(lang)}</p>
            <p>{i18n::backups_expire(lang, backup_days)}</p>
            <div class="field">
                <label for="confirm">{i18n::erase_word(lang)}</label>
                <input
                    id="confirm"
                    name="confirm"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    aria-invalid=error.map(|_| "true")
                    aria-describedby=error.map(|_| "erase-error")
                    autofocus=error.is_some()
                />
            </div>
            {error
                .map(|error| {
                    view! {
                        <p id="erase-error" role="alert">
                            {error}
                        </p>
                    }
                })}
            <div class="choice">
                <button class="button danger">{i18n::erase_now(lang)}</button>
            </div>
        </form>
    }
}

/// The answer to the form: everything is erased, or the reason for which nothing was.
#[component]
pub fn ErasePage() -> impl IntoView {
    let lang = locale().lang;
    let saved = use_query_map().with_untracked(|query| query.get("saved"));
    let settings = Context::current().map(|context| context.services.settings.clone());
    let backup_days = settings.map_or(0, |settings| settings.backup_days);
    if saved.as_deref() == Some(CALL) {
        return view! {
            <Title text=i18n::erased(lang) />
            <EmptyState
                face=Mood::Okay
                title=i18n::erased(lang)
                text=i18n::erased_more(lang)
                link=("/".to_owned(), i18n::go_to_today(lang))
            />
            <p class="backups">{i18n::backups_expire(lang, backup_days)}</p>
            <LeavingScript />
        }
        .into_any();
    }
    let error = PageContext::rejection(CALL).map(|error| match error.kind {
        ErrorKind::Invalid => i18n::erase_unconfirmed(lang),
        ErrorKind::Unauthenticated | ErrorKind::Forbidden
            if error.field.as_deref() == Some("userId") =>
        {
            i18n::erase_other(lang)
        }
        ErrorKind::Unauthenticated => i18n::setting_refused(lang),
        _ => i18n::erase_failed(lang),
    });
    view! {
        <Title text=i18n::erase(lang) />
        <h1>{i18n::your_data(lang)}</h1>
        <EraseForm
            lang
            heading=view! { <h2>{i18n::erase(lang)}</h2> }.into_any()
            backup_days
            error
        />
        <a class="back" href="/settings#data">
            {i18n::back_to_settings(lang)}
        </a>
        <LeavingScript />
    }
    .into_any()
}
