//! Pieces that pages and islands are made of.

mod face;
#[cfg(feature = "ssr")]
mod quiet;
#[cfg(feature = "ssr")]
mod sprite;
mod week_chart;
#[cfg(feature = "ssr")]
mod week_head;
mod week_table;

pub use self::{
    face::Face,
    week_chart::{WeekChart, day_address},
    week_table::WeekTable,
};
#[cfg(feature = "ssr")]
pub use self::{quiet::Quiet, sprite::Sprite, week_head::WeekHead};
