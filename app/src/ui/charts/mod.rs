//! Charts as SVG text. A page and a PDF draw the same ones; only the [`Palette`] differs.
//!
//! Each chart is an image with a title and a description. What it shows is also in a table of the
//! page, made from the same numbers. A gap in the journal stays a gap: nothing is drawn across it.

mod bars;
mod document;
mod intervals;
mod line;
mod mix;
mod palette;
mod series;
mod table;

pub use self::{
    bars::{Bar, bars},
    document::Caption,
    intervals::{Interval, intervals},
    line::{Line, line},
    mix::mix,
    palette::{Palette, nearest},
    series::{Point, Series, Step},
    table::{Table, table},
};

#[cfg(test)]
mod tests {
    use crate::domain::Day;

    pub(super) fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }
}
