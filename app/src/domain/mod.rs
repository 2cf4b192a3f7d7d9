//! The rules of the journal: pure values, no I/O, no clock.
//!
//! Text from outside becomes one of these types once, at the edge, and is
//! trusted from there on.

mod day;
mod entry;
mod locale;
mod mood;
mod note;
mod retention;
mod week;

pub use day::Day;
pub use entry::{Draft, Entry};
pub use locale::{Lang, Locale};
pub use mood::Mood;
pub use note::Note;
pub use retention::Retention;
pub use week::{DayRange, Week};
