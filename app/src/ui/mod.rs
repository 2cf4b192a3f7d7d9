//! The interface. Pages and components are HTML from the server; only islands,
//! such as Today's, run in the browser.

pub mod components;
pub mod html;
pub mod reactive;
pub mod scripts;
pub mod today;

#[cfg(feature = "ssr")]
mod not_found;
#[cfg(feature = "ssr")]
mod offline;
#[cfg(feature = "ssr")]
mod page_context;
#[cfg(feature = "ssr")]
mod routes;
#[cfg(feature = "ssr")]
mod settings;
#[cfg(feature = "ssr")]
mod shell;

pub use self::today::outcome;
#[cfg(feature = "ssr")]
pub use self::{
    page_context::{Assets, OFFLINE, PageContext, PageStatus},
    routes::App,
    shell::Shell,
};
