//! Charts as SVG text. A page and a PDF draw the same ones; only the [`Palette`] differs.
//!
//! Each chart is an image with a title and a description. What it shows is also in a table of the
//! page, made from the same numbers. A gap in the journal stays a gap: nothing is drawn across it.

mod bars;
mod document;
mod face;
mod grid;
mod intervals;
mod line;
mod mix;
mod palette;
mod scatter;
mod series;

pub use self::{
    bars::{Bar, bars},
    document::{Anchor, Caption, Chart, Label},
    face::drawing,
    grid::{month_grid, year_grid},
    intervals::{Interval, intervals},
    line::{Line, line},
    mix::mix,
    palette::{Palette, nearest},
    scatter::scatter,
    series::{Point, Series, Step},
};

#[cfg(test)]
mod tests {
    use crate::domain::{Day, Entry, Mood};

    pub(super) fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    pub(super) fn entry(text: &str, mood: Mood) -> Entry {
        Entry {
            day: day(text),
            mood,
            note: None,
            version: 1,
            edited: false,
            created_at: 0,
            updated_at: 0,
            expires_at: 1,
        }
    }
}
