//! Civil days, weeks, months and years, ranges of days, and the hour at which a day ends.

mod day;
mod day_end;
mod period;
mod week;
#[cfg(feature = "time-zones")]
pub mod zones;

pub use day::Day;
pub use day_end::DayEnd;
pub use period::{Month, Period, Year};
pub use week::{DayRange, Week};
