//! The page around the reference.

use std::sync::LazyLock;

use leptos::prelude::*;
use leptos_meta::Title;

use super::{examples, operation, reference};
use crate::{context::Context, i18n, ui::page_context::locale};

/// It is long and the same for every visitor, so it is made once, at the first visit.
static REFERENCE: LazyLock<String> = LazyLock::new(reference::html);

/// The reference of the API. Its text is English, like that of the document that it is made from.
#[component]
pub fn ApiDocsPage() -> impl IntoView {
    let lang = locale().lang;
    let settings = Context::current().ok().map(|context| {
        let settings = &context.services.settings;
        (settings.url.clone(), settings.key_limits)
    });
    let start = settings.map(|(url, limits)| {
        let (address, key) = (examples::URL, examples::KEY);
        let lines = format!("export {address}={url}\nexport {key}=humeur_…");
        view! {
            <p>{i18n::key_limits(lang, limits)}</p>
            <p>{i18n::api_start(lang)}</p>
            {operation::code(None, lines)}
            <a class="back" href="/settings#keys">
                {i18n::api_make_key(lang)}
            </a>
        }
    });
    view! {
        <Title text=i18n::api(lang) />
        <h1>{i18n::api(lang)}</h1>
        <p class="lead">{i18n::api_more(lang)}</p>
        <div class="api">
            {start} <a class="back" href="/openapi.json" download>
                {i18n::api_document(lang)}
            </a> <div lang="en" inner_html=REFERENCE.as_str()></div>
        </div>
        <a class="back" href="/settings#keys">
            {i18n::back_to_settings(lang)}
        </a>
    }
}
