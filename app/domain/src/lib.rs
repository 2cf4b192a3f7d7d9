//! The rules of the journal: pure values, no I/O, no clock, no framework.
//!
//! Input is parsed into one of these types once, at the boundary, and trusted from there on. Input
//! that breaks a rule becomes a [`Violation`].

pub mod account;
pub mod calendar;
pub mod comment;
pub mod insight;
mod local_path;
pub mod locale;
pub mod moment;
pub mod mood;
mod regions;
pub mod reminder;
pub mod report;
pub mod share;
pub mod signal;
mod sortable_id;
mod violation;

pub use calendar::{Day, DayEnd, DayRange, Month, Period, Week, Year};
pub use local_path::local_path;
pub use locale::{Lang, Locale};
pub use mood::{
    Days, Draft, Entry, Mood, MutationId, Note, Precondition, Retag, Retention, Tag, Terms, Times,
    Tombstone, Tone, WeekSummary,
};
pub use reminder::{Hour, MAX_REMINDERS, Reminder, Subscription};
pub use share::Share;
pub use sortable_id::SortableId;
pub use violation::Violation;
