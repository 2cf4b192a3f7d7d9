//! The page shown offline in place of one that is not stored.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    domain::Mood,
    i18n,
    ui::{components::EmptyState, page_context::locale},
};

/// The same for every journal; the service worker stores it in advance.
#[component]
pub fn OfflinePage() -> impl IntoView {
    let lang = locale().lang;
    view! {
        <Title text=i18n::offline(lang) />
        <EmptyState
            face=Mood::Okay
            title=i18n::offline(lang)
            text=i18n::offline_more(lang)
            link=("/".into(), i18n::go_to_today(lang))
        />
    }
}
