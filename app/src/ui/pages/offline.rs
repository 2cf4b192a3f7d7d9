//! The page shown offline in place of one that is not stored.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    domain::Mood,
    ui::{components::Quiet, shell::locale, words},
};

/// Its address.
pub const OFFLINE: &str = "/offline";

/// The same for everybody: the service worker keeps it before it is needed.
#[component]
pub fn OfflinePage() -> impl IntoView {
    let lang = locale().lang;
    view! {
        <Title text=words::offline(lang)/>
        <Quiet
            face=Mood::Okay
            title=words::offline(lang)
            text=words::offline_more(lang)
            link=("/".into(), words::go_to_today(lang))
        />
    }
}
