//! Today: the page of a day and of the week around it.

mod address;
mod day_head;
mod island;
mod opening;
pub mod outcome;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod tag_suggestions;
mod week_chart;
mod week_head;
mod week_notes;

#[cfg(test)]
pub(crate) use self::island::LocalView;
#[cfg(feature = "ssr")]
pub use self::{address::of as day_address, page::TodayPage};
