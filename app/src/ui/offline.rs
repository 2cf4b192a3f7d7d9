//! The page shown offline in place of one that is not stored.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    domain::Mood,
    ui::{components::EmptyState, page_context::locale, words},
};

/// The same for every journal; the service worker stores it in advance.
#[component]
pub fn OfflinePage() -> impl IntoView {
    let lang = locale().lang;
    view! {
        <Title text=words::offline(lang)/>
        <EmptyState
            face=Mood::Okay
            title=words::offline(lang)
            text=words::offline_more(lang)
            link=("/".into(), words::go_to_today(lang))
        />
    }
}
