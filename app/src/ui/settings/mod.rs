//! Settings: one page, a section for each subject. The sections about accounts, keys and data have
//! folders of their own.

mod day;
mod hint;
mod journal;
mod look;
mod page;
mod reminder;
mod section;

pub(super) use self::day::SubmitChoice;
pub use self::{
    hint::{HINT_DAYS, KeepHint, KeptUntil},
    page::SettingsPage,
};
