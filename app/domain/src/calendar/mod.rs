//! Civil days, weeks, ranges of days, and the hour at which a day ends.

mod day;
mod day_end;
mod week;
#[cfg(feature = "time-zones")]
pub mod zones;

pub use day::Day;
pub use day_end::DayEnd;
pub use week::{DayRange, Week};
