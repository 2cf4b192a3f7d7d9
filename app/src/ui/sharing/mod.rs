//! Shares: the page of their owner, and the one of their readers.

mod created;
mod form;
mod list;
mod page;
mod reader;

pub use self::{
    page::SharingPage,
    reader::{Reading, SharedDocument},
};
use crate::domain::DayRange;

/// The server function of the forms.
const CALL: &str = "shares";

/// The address of the page with these days chosen.
pub(super) fn address(days: DayRange) -> String {
    format!("/sharing?start={}&end={}", days.start(), days.end())
}
