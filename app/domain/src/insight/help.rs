//! When a pointer to help is due.

use super::{TaggedDay, within};
use crate::{Day, Mood};

/// The days that are looked at: two weeks, as in questionnaires about depression.
const WINDOW_DAYS: i64 = 14;
/// Fewer awful days are a bad week.
const MIN_AWFUL_DAYS: usize = 5;

/// True if, in the two weeks up to `today`, at least five days and more than half of those written
/// were awful.
///
/// This is no diagnosis, and the page says so. It is only a moment at which to mention that help
/// exists.
#[must_use]
pub fn many_awful_days(days: &[TaggedDay], today: Day) -> bool {
    let recent = within(days, today.plus(1 - WINDOW_DAYS), today);
    let awful = recent.iter().filter(|day| day.mood == Mood::Awful).count();
    awful >= MIN_AWFUL_DAYS && awful * 2 > recent.len()
}
