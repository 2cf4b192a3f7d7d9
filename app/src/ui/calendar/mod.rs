//! The calendar: a month of faces, a year in pixels, the page of a day.

mod counts;
mod day;
mod days;
mod head;
mod month;
mod page;
mod year;

pub(super) use self::day::empty_day;
pub use self::page::CalendarPage;
