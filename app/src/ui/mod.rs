//! The interface: pages and components are HTML from the server; only islands, such as Today's, run
//! in the browser.
//!
//! A page is a folder or file here, and a line in [`App`].

pub mod components;
pub mod reactive;
pub mod scripts;
pub mod today;

#[cfg(feature = "ssr")]
mod account;
#[cfg(feature = "ssr")]
mod api_docs;
#[cfg(feature = "ssr")]
mod calendar;
#[cfg(feature = "ssr")]
mod comments;
#[cfg(feature = "ssr")]
mod data;
#[cfg(feature = "ssr")]
mod exports;
#[cfg(feature = "ssr")]
mod imports;
#[cfg(feature = "ssr")]
mod insight;
#[cfg(feature = "ssr")]
mod keys;
#[cfg(feature = "ssr")]
mod moments;
#[cfg(feature = "ssr")]
mod navigation;
#[cfg(feature = "ssr")]
mod not_found;
#[cfg(feature = "ssr")]
mod offline;
#[cfg(feature = "ssr")]
pub mod openid;
#[cfg(feature = "ssr")]
mod page_context;
#[cfg(feature = "ssr")]
mod reports;
#[cfg(feature = "ssr")]
pub mod search;
#[cfg(feature = "ssr")]
mod settings;
#[cfg(feature = "ssr")]
mod sharing;
#[cfg(feature = "ssr")]
mod shell;
#[cfg(feature = "ssr")]
mod signals;
#[cfg(feature = "ssr")]
mod tags;

pub use self::today::outcome;
#[cfg(feature = "ssr")]
pub use self::{
    page_context::{Assets, FormResult, OFFLINE, PageContext, PageStatus},
    pages::App,
    sharing::{Reading, SharedDocument},
    shell::Shell,
};

#[cfg(feature = "ssr")]
mod pages {
    use leptos::prelude::*;
    use leptos_router::{
        SsrMode,
        components::{Route, Router, Routes},
        path,
    };

    use super::{
        account::{InvitationPage, LinkPage, OtherVersionsPage, SignInPage},
        api_docs::ApiDocsPage,
        calendar::CalendarPage,
        comments::NewCommentsPage,
        data::ErasePage,
        exports::ExportsPage,
        imports::ImportsPage,
        insight::InsightPage,
        moments::{MomentPage, MomentsPage},
        not_found::NotFoundPage,
        offline::OfflinePage,
        openid::OpenIdPage,
        reports::ReportPage,
        search::SearchPage,
        settings::SettingsPage,
        sharing::{SharePage, SharingPage},
        tags::TagsPage,
        today::TodayPage,
    };

    /// Every page, by its address.
    #[component]
    pub fn App() -> impl IntoView {
        view! {
            <Router>
                <Routes fallback=NotFoundPage>
                    <Route path=path!("/") view=TodayPage ssr=SsrMode::Async />
                    <Route path=path!("/api") view=ApiDocsPage />
                    <Route path=path!("/imports") view=ImportsPage ssr=SsrMode::Async />
                    <Route path=path!("/insight") view=InsightPage ssr=SsrMode::Async />
                    <Route path=path!("/calendar") view=CalendarPage ssr=SsrMode::Async />
                    <Route path=path!("/calendar/:period") view=CalendarPage ssr=SsrMode::Async />
                    <Route path=path!("/invitation") view=InvitationPage ssr=SsrMode::Async />
                    <Route path=path!("/moments") view=MomentsPage ssr=SsrMode::Async />
                    <Route path=path!("/moments/:id") view=MomentPage ssr=SsrMode::Async />
                    <Route path=path!("/new-comments") view=NewCommentsPage ssr=SsrMode::Async />
                    <Route path=path!("/offline") view=OfflinePage />
                    <Route path=path!("/reports/:date") view=ReportPage ssr=SsrMode::Async />
                    <Route path=path!("/search") view=SearchPage ssr=SsrMode::Async />
                    <Route path=path!("/tags") view=TagsPage ssr=SsrMode::Async />
                    <Route path=path!("/settings") view=SettingsPage ssr=SsrMode::Async />
                    <Route path=path!("/sharing") view=SharingPage ssr=SsrMode::Async />
                    <Route path=path!("/sharing/:share") view=SharePage ssr=SsrMode::Async />
                    <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async />
                    <Route path=path!("/link") view=LinkPage ssr=SsrMode::Async />
                    <Route path=path!("/auth/oidc") view=OpenIdPage />
                    <Route path=path!("/erase") view=ErasePage />
                    <Route path=path!("/exports") view=ExportsPage ssr=SsrMode::Async />
                    <Route
                        path=path!("/other-versions")
                        view=OtherVersionsPage
                        ssr=SsrMode::Async
                    />
                </Routes>
            </Router>
        }
    }
}
