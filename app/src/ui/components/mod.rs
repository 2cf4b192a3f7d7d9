//! Pieces that pages and islands are made of.

mod face;
#[cfg(feature = "ssr")]
mod quiet;
mod week_chart;
mod week_table;

#[cfg(feature = "ssr")]
pub use self::{
    face::FaceSprite,
    quiet::Quiet,
};
pub use self::{face::Face, week_chart::WeekChart, week_table::WeekTable};
