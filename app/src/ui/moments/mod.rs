//! Moments: all of them, one of them, and those of a day.

mod day;
mod form;
mod list;
mod one;
mod outbox;
mod photos;

pub(super) use self::{
    day::{DayMoments, WeekMoments, moments_between, moments_of_day},
    list::MomentsPage,
    one::MomentPage,
    photos::Gallery,
};

use crate::{
    context::Visitor,
    domain::{calendar::zones, moment::Moment},
    i18n::{self, dates},
};

/// The server functions of the forms, as pages know them.
const CALL: &str = "events";

/// The date of a moment, with the time on the person's clock if it has one.
fn when(visitor: &Visitor, moment: &Moment) -> String {
    let (locale, today) = (visitor.locale, visitor.today);
    match moment.date.instant() {
        Some(at) => {
            let (date, hour, minute) = zones::clock(visitor.time_zone, at);
            i18n::moment(locale, date, (hour, minute), today)
        }
        None => dates::full(locale, moment.day, today),
    }
}
