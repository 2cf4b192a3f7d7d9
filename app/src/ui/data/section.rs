//! The section of the settings about a person's data.

use leptos::prelude::*;

use super::erase::EraseForm;
use crate::{domain::Lang, i18n};

/// Downloads, tags and search, and the erasure of everything.
#[component]
pub fn DataSection(
    lang: Lang,
    /// Days until the last back-up expires.
    backup_days: u32,
) -> impl IntoView {
    view! {
        <div class="setting downloads">
            <h3>{i18n::download(lang)}</h3>
            <p>{i18n::download_more(lang)}</p>
            <div class="choice">
                <a class="download" href="/data.json">
                    {i18n::download_json(lang)}
                </a>
                <a class="download" href="/data.csv">
                    {i18n::download_csv(lang)}
                </a>
                <a class="download" href="/exports">
                    {i18n::more_formats(lang)}
                </a>
            </div>
        </div>
        <div class="setting downloads">
            <h3>{i18n::tags_and_search(lang)}</h3>
            <p>{i18n::tags_and_search_more(lang)}</p>
            <div class="choice">
                <a class="download" href="/search">
                    {i18n::search(lang)}
                </a>
                <a class="download" href="/tags">
                    {i18n::your_tags(lang)}
                </a>
            </div>
        </div>
        <div class="setting">
            <h3>{i18n::sharing(lang)}</h3>
            <p>{i18n::sharing_more(lang)}</p>
            <div class="choice">
                <a class="download" href="/sharing">
                    {i18n::sharing_link(lang)}
                </a>
            </div>
        </div>
        <div class="setting">
            <h3>{i18n::import(lang)}</h3>
            <p>{i18n::import_more(lang)}</p>
            <div class="choice">
                <a class="download" href="/imports">
                    {i18n::import(lang)}
                </a>
            </div>
        </div>
        <EraseForm lang heading=view! { <h3>{i18n::erase(lang)}</h3> }.into_any() backup_days />
    }
}
