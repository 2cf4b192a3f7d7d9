//! The page for an address that has none.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::domain::Mood;
use crate::ui::{
    components::Quiet,
    shell::{PageContext, locale},
    words,
};

/// "There is no page here."
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let lang = locale().lang;
    PageContext::set_status(404);
    view! {
        <Title text=words::not_found(lang)/>
        <Quiet
            face=Mood::Okay
            title=words::not_found(lang)
            text=words::not_found_more(lang)
            link=("/".to_owned(), words::go_to_today(lang))
        />
    }
}
