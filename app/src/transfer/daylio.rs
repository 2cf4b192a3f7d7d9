//! Daylio: its CSV, of any version, and the JSON of its back-up.

use std::collections::HashMap;

use chrono::DateTime;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use super::{
    Feeling, File, FileError, Format, MAX_LABELS, Reason, Row, dates, feeling,
    list::List,
    table::Table,
    text::{lines, plain, tags},
};
use crate::domain::Day;

/// Daylio has five groups of moods, from 1 (rad) to 5 (awful).
const GROUPS: i64 = 5;

/// True for the CSV: `date` and `weekday` are translated, but these columns are not.
pub(super) fn is_table(table: &Table) -> bool {
    table.column("full_date").is_some() && table.column("mood").is_some()
}

/// The rows of the CSV. Older versions have fewer columns, so each is found by its name.
///
/// # Errors
/// TooManyRows.
pub(super) fn table(table: &Table) -> Result<File, FileError> {
    let mut file = File::new(Format::DaylioCsv);
    let (day, mood) = (table.column("full_date"), table.column("mood"));
    let (day, mood) = (day.unwrap_or_default(), mood.unwrap_or_default());
    let [time, activities, scales, title, note] =
        ["time", "activities", "scales", "note_title", "note"].map(|name| table.column(name));
    for record in &table.records {
        let cell = |column: Option<usize>| column.and_then(|column| record.cell(column).ok());
        let row = || {
            let labels = cell(activities).unwrap_or_default().split('|');
            let scales = cell(scales).unwrap_or_default();
            let scales = scales.replace('\u{a0}', " ").replace(" | ", ", ");
            Ok(Row {
                line: record.line,
                day: Day::parse(record.cell(day)?.trim()).map_err(|_| Reason::NotADay)?,
                minute: cell(time).and_then(dates::minute),
                created_at: None,
                written_at: None,
                feeling: feeling(record.cell(mood)?)?,
                note: lines([
                    &plain(cell(title).unwrap_or_default()),
                    &plain(cell(note).unwrap_or_default()),
                    &scales,
                    &tags(labels),
                ]),
            })
        };
        file.push(record.line, row())?;
    }
    Ok(file)
}

#[derive(Deserialize)]
struct Entry {
    /// Milliseconds since the epoch.
    datetime: i64,
    /// Milliseconds ahead of UTC.
    #[serde(default, rename = "timeZoneOffset")]
    offset: i64,
    mood: i64,
    #[serde(default)]
    note: Option<String>,
    #[serde(default)]
    note_title: Option<String>,
    #[serde(default)]
    tags: List<i64, MAX_LABELS>,
}

#[derive(Deserialize)]
struct CustomMood {
    id: i64,
    #[serde(default)]
    custom_name: String,
    #[serde(default)]
    mood_group_id: Option<i64>,
    #[serde(default)]
    predefined_name_id: Option<i64>,
}

#[derive(Deserialize)]
struct Tag {
    id: i64,
    #[serde(default)]
    name: String,
}

impl CustomMood {
    /// The mood by its group, or by its first name; otherwise the person knows.
    fn feeling(&self) -> Feeling {
        let known = [self.mood_group_id, self.predefined_name_id];
        let group = known
            .into_iter()
            .flatten()
            .find(|group| (1..=GROUPS).contains(group));
        match group {
            Some(group) => of_group(group),
            None => Feeling::Named(self.custom_name.clone()),
        }
    }
}

fn of_group(group: i64) -> Feeling {
    let score = u8::try_from(GROUPS + 1 - group).unwrap_or_default();
    Feeling::Score(f64::from(score))
}

/// The elements that can be read.
fn elements<T: DeserializeOwned>(values: &[&RawValue]) -> impl Iterator<Item = T> {
    let values = values.iter();
    values.filter_map(|value| serde_json::from_str(value.get()).ok())
}

/// The rows of a back-up.
///
/// # Errors
/// TooManyRows.
pub(super) fn backup(
    entries: &[&RawValue],
    moods: &[&RawValue],
    labels: &[&RawValue],
) -> Result<File, FileError> {
    let moods = elements(moods).map(|mood: CustomMood| (mood.id, mood.feeling()));
    let moods: HashMap<i64, Feeling> = moods.collect();
    let labels = elements(labels).map(|tag: Tag| (tag.id, tag.name));
    let labels: HashMap<i64, String> = labels.collect();
    let mut file = File::new(Format::DaylioBackup);
    for (line, entry) in (1..).zip(entries) {
        let entry = serde_json::from_str(entry.get()).map_err(|_| Reason::Malformed);
        let row = entry.and_then(|entry| row(line, entry, &moods, &labels));
        file.push(line, row)?;
    }
    Ok(file)
}

fn row(
    line: u64,
    entry: Entry,
    moods: &HashMap<i64, Feeling>,
    labels: &HashMap<i64, String>,
) -> Result<Row, Reason> {
    let local = DateTime::from_timestamp_millis(entry.datetime.saturating_add(entry.offset));
    let local = local.ok_or(Reason::NotADay)?.naive_utc();
    let feeling = match moods.get(&entry.mood) {
        Some(feeling) => feeling.clone(),
        // A back-up without a list of moods has the first five only.
        None if (1..=GROUPS).contains(&entry.mood) => of_group(entry.mood),
        None => return Err(Reason::NoMood),
    };
    let named = entry.tags.whole().ok_or(Reason::Malformed)?;
    let named = named.iter().filter_map(|tag| labels.get(tag));
    Ok(Row {
        line,
        day: Day::from_date(local.date()).ok_or(Reason::NotADay)?,
        minute: Some(chrono::Timelike::num_seconds_from_midnight(&local.time()) / 60),
        created_at: None,
        written_at: Some(entry.datetime / 1000),
        feeling,
        note: lines([
            &plain(entry.note_title.as_deref().unwrap_or_default()),
            &plain(entry.note.as_deref().unwrap_or_default()),
            &tags(named.map(String::as_str)),
        ]),
    })
}
