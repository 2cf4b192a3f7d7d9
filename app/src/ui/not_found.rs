//! The "not found" page.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    domain::Mood,
    i18n,
    ui::{
        components::{EmptyState, KeptComment},
        page_context::{PageContext, locale},
    },
};

/// The page for an unknown address.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let lang = locale().lang;
    PageContext::set_status(404);
    view! {
        <Title text=i18n::not_found(lang) />
        <EmptyState
            face=Mood::Okay
            title=i18n::not_found(lang)
            text=i18n::not_found_more(lang)
            link=("/".to_owned(), i18n::go_to_today(lang))
        />
        <KeptComment lang />
    }
}
