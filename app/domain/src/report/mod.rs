//! Reports: a day or a week of the journal, and the world beside it.
//!
//! A statement rests on the entries of the [`DAYS_BEFORE`] before, and is made only beyond chance; the
//! formulas are in `docs/insight.md`.

mod day;
mod signals;
#[cfg(test)]
mod tests;
mod usual;
mod week;

use crate::{Day, insight::TaggedDay};

pub use self::{
    day::DayReport,
    signals::{SignalOfDay, SignalOfWeek},
    usual::{Usual, UsualDay},
    week::WeekReport,
};

/// The number of days before a report whose entries it rests on.
pub const DAYS_BEFORE: i64 = 90;

/// The days among the `count` before `day`. `days` are in order.
fn before(days: &[TaggedDay], day: Day, count: i64) -> &[TaggedDay] {
    let from = days.partition_point(|of| day.since(of.day) > count);
    let to = days.partition_point(|of| of.day < day);
    days.get(from..to).unwrap_or_default()
}
