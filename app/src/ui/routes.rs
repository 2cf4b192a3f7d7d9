//! The table of pages.

use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use super::{
    not_found::NotFoundPage, offline::OfflinePage, settings::SettingsPage, today::TodayPage,
};

/// Every page, by its address.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/") view=TodayPage ssr=SsrMode::Async/>
                <Route path=path!("/offline") view=OfflinePage/>
                <Route path=path!("/settings") view=SettingsPage/>
            </Routes>
        </Router>
    }
}
