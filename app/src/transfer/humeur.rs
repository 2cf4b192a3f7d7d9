//! Humeur's own files.

use chrono::DateTime;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    Feeling, File, FileError, Format, PlannedComment, PlannedMoment, Reason, Row, feeling,
    table::Table,
};
use crate::domain::{
    Day, Mood,
    calendar::zones::Tz,
    moment::{Description, Location, MomentDate, MomentId, Title},
};

/// The latest version of the JSON that can be read.
pub(super) const VERSION: u32 = 1;
/// The columns that every version of the CSV has.
const COLUMNS: [&str; 4] = ["day", "mood", "score", "note"];

/// An entry of the JSON, without what a new journal sets by itself: version and expiry.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    day: String,
    mood: String,
    #[serde(default)]
    note: Option<String>,
    #[serde(default)]
    created_at: Option<i64>,
    #[serde(default)]
    updated_at: Option<i64>,
}

/// True for an entry.
pub(super) fn is_entry(value: &RawValue) -> bool {
    serde_json::from_str::<Entry>(value.get()).is_ok()
}

/// A moment of the JSON, without what a new journal sets by itself.
#[derive(Deserialize)]
struct Moment {
    id: String,
    title: String,
    date: String,
    #[serde(default)]
    day: Option<String>,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    location: Option<String>,
}

/// The rows, moments and comments of the JSON.
///
/// # Errors
/// TooManyRows.
pub(super) fn file(
    entries: &[&RawValue],
    moments: &[&RawValue],
    comments: &[&RawValue],
) -> Result<File, FileError> {
    let mut file = File::new(Format::HumeurJson);
    let mut lines = 1..;
    for (entry, line) in entries.iter().zip(&mut lines) {
        let entry = serde_json::from_str(entry.get()).map_err(|_| Reason::Malformed);
        file.push(line, entry.and_then(|entry| row(line, entry)))?;
    }
    for (read, line) in moments.iter().zip(&mut lines) {
        let read = serde_json::from_str(read.get()).map_err(|_| Reason::Malformed);
        file.push_moment(line, read.and_then(moment))?;
    }
    for (read, line) in comments.iter().zip(lines) {
        let read = serde_json::from_str::<PlannedComment>(read.get()).ok();
        let valid = read.filter(|comment| comment.comment().is_some());
        file.push_comment(line, valid.ok_or(Reason::Malformed))?;
    }
    Ok(file)
}

fn moment(read: Moment) -> Result<PlannedMoment, Reason> {
    let date = MomentDate::parse(&read.date).ok_or(Reason::NotADay)?;
    let day = match &read.day {
        Some(day) => Day::parse(day).map_err(|_| Reason::NotADay)?,
        None => date.day(Tz::UTC),
    };
    let words = (
        Title::parse(&read.title),
        Description::parse(&read.description.unwrap_or_default()),
        Location::parse(&read.location.unwrap_or_default()),
    );
    let (Ok(Some(title)), Ok(description), Ok(location)) = words else {
        return Err(Reason::Malformed);
    };
    Ok(PlannedMoment {
        id: MomentId::parse(&read.id).ok_or(Reason::Malformed)?,
        title,
        date,
        day,
        description,
        location,
    })
}

fn row(line: u64, entry: Entry) -> Result<Row, Reason> {
    Ok(Row {
        line,
        day: Day::parse(&entry.day).map_err(|_| Reason::NotADay)?,
        minute: None,
        created_at: entry.created_at,
        written_at: entry.updated_at,
        feeling: own_feeling(&entry.mood)?,
        note: entry.note.unwrap_or_default(),
    })
}

/// A mood by its own name.
fn own_feeling(name: &str) -> Result<Feeling, Reason> {
    match name.parse::<Mood>() {
        Ok(mood) => Ok(Feeling::Score(f64::from(mood.score()))),
        Err(_) => feeling(name),
    }
}

/// True for the CSV, by its first columns.
pub(super) fn is_table(table: &Table) -> bool {
    let names = table.header.iter().map(String::as_str);
    names.take(COLUMNS.len()).eq(COLUMNS)
}

/// The rows of the CSV.
///
/// # Errors
/// TooManyRows.
pub(super) fn table(table: &Table) -> Result<File, FileError> {
    let mut file = File::new(Format::HumeurCsv);
    let [created_at, written_at] = ["createdAt", "updatedAt"].map(|name| table.column(name));
    for record in &table.records {
        let time = |column: Option<usize>| seconds(record.cell(column?).ok()?);
        let row = || {
            Ok(Row {
                line: record.line,
                day: Day::parse(record.cell(0)?.trim()).map_err(|_| Reason::NotADay)?,
                minute: None,
                created_at: time(created_at),
                written_at: time(written_at),
                feeling: own_feeling(record.cell(1)?)?,
                note: without_guard(record.cell(3)?).to_owned(),
            })
        };
        file.push(record.line, row())?;
    }
    Ok(file)
}

fn seconds(time: &str) -> Option<i64> {
    let time = DateTime::parse_from_rfc3339(time).ok()?;
    Some(time.timestamp())
}

/// The note without the apostrophe that keeps a spreadsheet from running it.
fn without_guard(note: &str) -> &str {
    let is_guarded = |c| {
        matches!(
            c,
            '=' | '+' | '-' | '@' | '\t' | '\r' | '\'' | '＝' | '＋' | '－' | '＠'
        )
    };
    match note.strip_prefix('\'') {
        Some(rest) if rest.starts_with(is_guarded) => rest,
        _ => note,
    }
}
