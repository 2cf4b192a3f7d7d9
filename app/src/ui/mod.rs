//! The interface. Pages and components are HTML from the server; only
//! [`islands`] run in the browser.

pub mod components;
pub mod dates;
pub mod html;
pub mod islands;
pub mod known;
pub mod outcome;
pub mod scripts;
pub mod words;

#[cfg(feature = "ssr")]
mod app;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod shell;

#[cfg(feature = "ssr")]
pub use self::{
    app::App,
    pages::OFFLINE,
    shell::{Assets, PageContext, PageStatus, Shell},
};
