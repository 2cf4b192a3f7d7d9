//! One file per page; each is rendered on the server.

mod not_found;
mod offline;
mod settings;
mod today;

pub use self::{
    not_found::NotFoundPage,
    offline::{OFFLINE, OfflinePage},
    settings::SettingsPage,
    today::TodayPage,
};
