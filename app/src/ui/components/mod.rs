//! Pieces that pages and islands are made of.

mod day_head;
mod face;
#[cfg(feature = "ssr")]
mod quiet;
#[cfg(feature = "ssr")]
mod sprite;
mod week_chart;
mod week_head;
mod week_notes;

pub use self::{
    day_head::{DayHead, question},
    face::{Face, face_html},
    week_chart::{WeekChart, day_address},
    week_head::WeekHead,
    week_notes::WeekNotes,
};
#[cfg(feature = "ssr")]
pub use self::{quiet::Quiet, sprite::Sprite};
