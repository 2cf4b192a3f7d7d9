//! Shares: the page of their owner, and the one of their readers.

mod created;
mod form;
mod list;
mod one;
mod page;
mod reader;

pub use self::{
    one::SharePage,
    page::SharingPage,
    reader::{Reading, SharedDocument},
};
use crate::domain::{Day, DayRange};

/// The server function of the forms.
const CALL: &str = "shares";

/// The address of the page with a day and its moments chosen.
pub(super) fn address_of_moments(day: Day) -> String {
    format!("{}&moments=true", address(DayRange::of(day)))
}

/// The address of the page with these days chosen.
pub(super) fn address(days: DayRange) -> String {
    format!("/sharing?start={}&end={}", days.start(), days.end())
}
