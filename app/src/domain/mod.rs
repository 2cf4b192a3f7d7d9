//! The rules of the journal: pure values, no I/O, no clock.
//!
//! Text from outside becomes one of these types once, at the edge, and is
//! trusted from there on.

mod base;
mod day;
mod day_end;
mod entry;
mod locale;
mod mood;
mod note;
mod regions;
mod reminder;
mod retention;
mod summary;
mod week;

pub use base::{Base, MutationId};
pub use day::Day;
pub use day_end::DayEnd;
pub use entry::{Days, Draft, Entry, Removed};
pub use locale::{Lang, Locale};
pub use mood::Mood;
pub use note::Note;
pub use reminder::{Hour, MOST_REMINDERS, Reminder, Subscription};
pub use retention::Retention;
pub use summary::{Tone, WeekSummary};
pub use week::{DayRange, Week};
