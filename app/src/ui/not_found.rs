//! The "not found" page.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    domain::Mood,
    ui::{
        components::EmptyState,
        page_context::{PageContext, locale},
        words,
    },
};

/// The page for an unknown address.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let lang = locale().lang;
    PageContext::set_status(404);
    view! {
        <Title text=words::not_found(lang)/>
        <EmptyState
            face=Mood::Okay
            title=words::not_found(lang)
            text=words::not_found_more(lang)
            link=("/".to_owned(), words::go_to_today(lang))
        />
    }
}
