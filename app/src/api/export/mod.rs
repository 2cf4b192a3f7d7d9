//! Exports of a journal as files.
#![expect(
    clippy::too_many_arguments,
    reason = "the arguments of a server function are the fields of a request"
)]

mod options;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{GetUrl, Post};

use self::options::Options;
use super::{
    Context, Right, account::existing, accounts::attempts::limited, caller, codec::JsonText,
};
use crate::{
    domain::{Day, Violation},
    error::Error,
    export::{Component, PdfPages, Separator},
    ports::{AttemptLimit, FileKey},
};

/// The maximum number of days of an export: ten years, from a date to the same date.
pub const MAX_DAYS: i64 = 3654;
/// The maximum number of days of a file of signals: a quarter of a year, which has 27,000 values of each.
pub const MAX_SIGNAL_DAYS: i64 = 93;
/// The lifetime of a link, in seconds.
pub const LINK_LIFETIME: i64 = 3600;

/// Exports of one journal: ten at once, then one a minute.
const LIMIT: AttemptLimit = AttemptLimit {
    interval: 60,
    burst: 10,
};

/// The format of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Paper.
    Pdf,
    /// A table.
    Csv,
    /// Humeur's own.
    Json,
    /// Humeur's own, with the photos of moments.
    Zip,
    /// A calendar.
    Ics,
    /// A health record.
    Fhir,
    /// The signals in place of the journal.
    Signals,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Pdf,
        Self::Csv,
        Self::Json,
        Self::Zip,
        Self::Ics,
        Self::Fhir,
        Self::Signals,
    ];

    /// Its name in a query.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Zip => "zip",
            Self::Ics => "ics",
            Self::Fhir => "fhir",
            Self::Signals => "signals",
        }
    }

    /// The format of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }

    /// The maximum number of days of a file.
    const fn max_days(self) -> i64 {
        match self {
            Self::Signals => MAX_SIGNAL_DAYS,
            _ => MAX_DAYS,
        }
    }

    /// The name of a file that is made at `now`, in seconds since the epoch, on the person's day.
    fn file_name(self, today: Day, now: i64) -> String {
        match self {
            Self::Signals => format!("signals_{now}.json"),
            Self::Fhir => format!("humeur-{today}.fhir.json"),
            other => format!("humeur-{today}.{}", other.as_str()),
        }
    }
}

/// The response to an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exported {
    /// Always `Export successful`; a failure is an error.
    pub message: String,
    /// The link to the file, which works for an hour.
    pub url: String,
    /// The file's name in the store.
    pub file_key: String,
}

/// Writes the caller's entries, or the signals, to a file, and returns a link to it that works for an hour.
/// The file is deleted within two days.
///
/// # Errors
/// Malformed (`format`, `start`, `end`, `notes`, `separator`, `component`, `pages`), Invalid (`end`, `notes`;
/// `start` if an archive would have more than 500 photos), Unauthenticated or Forbidden (`userId`), TooManyRequests, Unavailable.
#[server(prefix = "", endpoint = "/export", input = GetUrl, output = Post<JsonText>)]
pub async fn export_journal(
    /// The caller's own identifier; optional.
    #[server(rename = "userId")]
    user_id: Option<String>,
    /// `pdf`, `csv`, `json`, `zip`, `ics`, `fhir` or `signals`.
    #[server(default)]
    format: Option<String>,
    /// The first day, `YYYY-MM-DD`; by default ten years before the last one, or 92 days for `signals`, which have at
    /// most 93 days.
    #[server(default)]
    start: Option<String>,
    /// The last day, `YYYY-MM-DD`; by default the latest that can have an entry.
    #[server(default)]
    end: Option<String>,
    /// `no` leaves out the notes; `yes` by default.
    #[server(default)]
    notes: Option<String>,
    /// Between the cells of CSV: `comma`, the default, or `semicolon`.
    #[server(default)]
    separator: Option<String>,
    /// A day in a calendar: `event`, the default, or `journal`.
    #[server(default)]
    component: Option<String>,
    /// A page of a PDF: a `month`, the default, or a `year`.
    #[server(default)]
    pages: Option<String>,
) -> Result<Exported, Error> {
    let context = Context::current()?;
    let user = caller(&context, Right::Read, user_id.as_deref())?;
    existing(&context)?;
    let format = format.as_deref().and_then(Format::parse).ok_or_else(|| {
        let message = "format must be pdf, csv, json, zip, ics, fhir or signals";
        Error::malformed("format", message)
    })?;
    let separator = choice(
        "separator",
        "comma or semicolon",
        separator,
        Separator::parse,
    )?;
    let component = choice("component", "event or journal", component, Component::parse)?;
    let pages = choice("pages", "month or year", pages, PdfPages::parse)?;
    let Notes(notes) = choice("notes", "yes or no", notes, Notes::parse)?;
    let (start, end) = span(format, start, end, context.now())?;
    let message = "Too many exports: wait, then retry.";
    limited(&context, "export", &user, LIMIT, message).await?;
    let options = Options {
        format,
        start,
        end,
        notes,
        separator,
        component,
        pages,
    };
    let chunks = options.file(&context, &user).await?;
    let name = format.file_name(context.request.visitor.today, context.now());
    let files = &context.services.files;
    let key = FileKey::new(&user, name, context.now())?;
    files.put(&key, chunks).await?;
    let link = files.link(&key, context.now()).await?;
    let url = if link.starts_with('/') {
        format!("{}{link}", context.request.visitor.origin)
    } else {
        link
    };
    Ok(Exported {
        message: "Export successful".into(),
        url,
        file_key: key.to_string(),
    })
}

/// True to export the notes.
struct Notes(bool);

impl Default for Notes {
    fn default() -> Self {
        Self(true)
    }
}

impl Notes {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "yes" => Some(Self(true)),
            "no" => Some(Self(false)),
            _ => None,
        }
    }
}

/// A choice of an export, or its default. An empty field of a form counts as missing.
fn choice<T: Default>(
    field: &'static str,
    expected: &str,
    text: Option<String>,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T, Error> {
    match text.filter(|text| !text.is_empty()) {
        None => Ok(T::default()),
        Some(text) => parse(&text)
            .ok_or_else(|| Error::malformed(field, format!("{field} must be {expected}"))),
    }
}

/// The first and last day.
///
/// # Errors
/// Malformed (`start`, `end`), Invalid (`end`).
fn span(
    format: Format,
    start: Option<String>,
    end: Option<String>,
    now: i64,
) -> Result<(Day, Day), Error> {
    let day = |field, text: Option<String>| {
        let text = text.filter(|text| !text.is_empty());
        let day = text.map(|text| Day::parse(&text)).transpose();
        day.map_err(|_| Error::not_a_day(field))
    };
    let (start, end) = (day("start", start)?, day("end", end)?);
    let end = end.unwrap_or_else(|| Day::latest_on_earth(now));
    let start = start.unwrap_or_else(|| end.plus(1 - format.max_days()));
    if end < start {
        return Err(Violation::RangeReversed.into());
    }
    if end.since(start) >= format.max_days() {
        let message = "start and end must span at most ten years, or 93 days of signals";
        return Err(Error::invalid("end", message));
    }
    Ok((start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2024-02-29, noon in UTC.
    const NOW: i64 = 1_709_208_000;

    fn of(start: &str, end: &str) -> Result<(String, String), Option<String>> {
        of_format(Format::Csv, start, end)
    }

    fn of_format(
        format: Format,
        start: &str,
        end: &str,
    ) -> Result<(String, String), Option<String>> {
        let span = span(format, Some(start.into()), Some(end.into()), NOW);
        span.map(|(start, end)| (start.to_string(), end.to_string()))
            .map_err(|error| error.field.map(Into::into))
    }

    #[test]
    fn a_span_is_at_most_ten_years() {
        let days = |start: &str, end: &str| Ok((start.to_owned(), end.to_owned()));
        assert_eq!(of("", ""), days("2014-03-01", "2024-03-01"));
        assert_eq!(
            of("2024-02-29", "2024-02-29"),
            days("2024-02-29", "2024-02-29")
        );
        assert_eq!(
            of("2014-02-28", "2024-02-28"),
            days("2014-02-28", "2024-02-28")
        );
        assert_eq!(of("2014-02-27", "2024-02-29"), Err(Some("end".into())));
        assert_eq!(of("2024-03-01", "2024-02-29"), Err(Some("end".into())));
        assert_eq!(of("2023-02-29", ""), Err(Some("start".into())));
        assert_eq!(of("", "29/02/2024"), Err(Some("end".into())));
        assert_eq!(of("", "0001-01-01"), days("0001-01-01", "0001-01-01"));
    }

    #[test]
    fn signals_have_93_days() {
        let of = |start: &str, end: &str| of_format(Format::Signals, start, end);
        let days = |start: &str, end: &str| Ok((start.to_owned(), end.to_owned()));
        assert_eq!(of("", ""), days("2023-11-30", "2024-03-01"));
        let longest = ("2023-11-29", "2024-02-29");
        assert_eq!(of(longest.0, longest.1), days(longest.0, longest.1));
        assert_eq!(of("2023-11-28", "2024-02-29"), Err(Some("end".into())));
    }
}
