//! The arguments of moments.

use super::{Context, MAX_PAGE, Parameter};
use crate::{
    domain::{
        Day, Terms,
        moment::{Description, Location, MomentChange, MomentDate, MomentDraft, MomentId, Title},
    },
    error::Error,
    ports::MomentPlace,
};

/// Parses the fields that are present.
pub(super) fn parse(
    context: &Context,
    title: Option<&str>,
    date: Option<&str>,
    description: Option<String>,
    location: Option<String>,
) -> Result<MomentChange, Error> {
    let zone = context.request.visitor.time_zone;
    let title = title.map(|text| Title::parse(text).ok().flatten().ok_or_else(not_a_title));
    let date = date.map(|text| {
        let date = MomentDate::parse(text).ok_or_else(not_a_date)?;
        let day = date.day(zone);
        Ok::<_, Error>((date, day))
    });
    let description = description.map(|text| {
        let message = "description must be at most 2000 characters";
        Description::parse(&text).map_err(|_| Error::invalid("description", message))
    });
    let location = location.map(|text| {
        let message = "location must be at most 200 characters";
        Location::parse(&text).map_err(|_| Error::invalid("location", message))
    });
    Ok(MomentChange {
        title: title.transpose()?,
        date: date.transpose()?,
        description: description.transpose()?,
        location: location.transpose()?,
    })
}

/// The change as a moment of its own.
///
/// # Errors
/// Invalid (`title`), Malformed (`date`) if it is missing.
pub(super) fn complete(change: MomentChange) -> Result<MomentDraft, Error> {
    let has_title = change.title.is_some();
    change.draft().ok_or_else(|| {
        if has_title {
            not_a_date()
        } else {
            not_a_title()
        }
    })
}

fn not_a_title() -> Error {
    let message = "title must be 1 to 120 characters, at least one of them visible";
    Error::invalid("title", message)
}

fn not_a_date() -> Error {
    let message = "date must be a real date written YYYY-MM-DD, or an RFC 3339 time with an offset";
    Error::malformed("date", message)
}

pub(super) fn not_a_place() -> Error {
    Error::malformed("after", "after must be next of the previous page")
}

pub(super) fn day(field: &'static str, text: Parameter) -> Result<Option<Day>, Error> {
    let day = text.0.map(|text| Day::parse(&text)).transpose();
    day.map_err(|_| Error::not_a_day(field))
}

pub(super) fn parse_place(text: &str) -> Result<MomentPlace, Error> {
    let place = || {
        let (day, id) = text.split_once('.')?;
        Some(MomentPlace {
            day: Day::parse(day).ok()?,
            id: MomentId::parse(id)?,
        })
    };
    place().ok_or_else(not_a_place)
}

pub(super) fn parse_limit(text: &str) -> Result<usize, Error> {
    let limit = text.parse::<usize>();
    let limit = limit.map_err(|_| Error::malformed("limit", "limit must be a number"))?;
    if (1..=MAX_PAGE).contains(&limit) {
        Ok(limit)
    } else {
        Err(Error::invalid("limit", "limit must be from 1 to 200"))
    }
}

pub(super) fn parse_terms(text: &str) -> Result<Terms, Error> {
    let message = "q must be 1 to 100 characters, and one of them a letter, digit or symbol";
    Terms::parse(text).ok_or_else(|| Error::invalid("q", message))
}
