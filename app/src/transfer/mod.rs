//! Reading a journal from a file: Humeur's own, another journal's, or any table.
//!
//! Pure functions: bytes become [`content`], content becomes [`File`] (rows, refused lines and open
//! questions), and rows become [`plan::Plan`] (one draft a day). Nothing here reads a clock or a store.

mod archive;
mod columns;
mod dates;
mod daylio;
mod encoding;
mod health;
mod humeur;
mod list;
mod pack;
mod pixels;
pub mod plan;
mod table;
mod text;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{
    domain::{
        Day, Mood, SortableId,
        comment::{Comment, CommentText, Reader, ReaderName, Section, Writer},
        moment::{Description, Location, MomentDate, MomentDraft, MomentId, Title},
    },
    zip::is_archive,
};

use self::list::List;
pub use self::{
    archive::JOURNAL,
    columns::Columns,
    dates::DateOrder,
    pack::{MAX_PACKED, pack, unpack},
};

/// The largest file, in bytes.
pub const MAX_FILE: usize = 50 * 1024 * 1024;
/// The largest content, in bytes: in UTF-8, another encoding may grow.
pub const MAX_CONTENT: usize = 2 * MAX_FILE;
/// The largest number of rows.
pub const MAX_ROWS: usize = 10_000;
/// The end of the year 9999; seconds since the epoch.
const MAX_TIME: i64 = 253_402_300_800;
/// The largest number of labels of an entry.
const MAX_LABELS: usize = 1000;
/// The largest length of a mood's name, in bytes.
pub const MAX_NAME: usize = 300;
/// The number of unknown moods that a person is asked about.
pub const MAX_QUESTIONS: usize = 50;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Format {
    /// Humeur's JSON.
    HumeurJson,
    /// Humeur's CSV.
    HumeurCsv,
    /// Daylio's CSV, of any version.
    DaylioCsv,
    /// Daylio's back-up, a `.daylio` file.
    DaylioBackup,
    /// The JSON of Pixels.
    Pixels,
    /// Apple's State of Mind, as Health Auto Export writes it.
    StateOfMind,
    /// Any other table with a header.
    Table,
}

/// The reason for which a whole file can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileError {
    /// No content, or a header alone.
    Empty,
    /// Neither text nor an archive; or an archive or JSON that ends too early.
    Unreadable,
    /// Text in none of the formats.
    UnknownFormat,
    /// Written by a later version of Humeur.
    NewerVersion,
    /// More than [`MAX_ROWS`].
    TooManyRows,
    /// It unpacks to more than [`MAX_FILE`], is more than [`MAX_CONTENT`] in UTF-8, or stays too large when
    /// packed.
    TooLarge,
}

/// The reason for which a line is not imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The line does not have the form of its file.
    Malformed,
    /// Its date does not exist.
    NotADay,
    /// The day has not begun anywhere on Earth.
    Future,
    /// The day is older than the journal keeps.
    Expired,
    /// It has no mood.
    NoMood,
    /// The person left this mood out.
    LeftOut,
    /// The day's note is longer than a note can be.
    NoteTooLong,
}

/// A line that is not imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The line of a table, the header being line 1; in JSON, the number of the element, where the
    /// moments come after the days, and the comments after them.
    pub line: u64,
    /// The reason.
    pub reason: Reason,
}

/// A mood as a file has it.
#[derive(Clone, Debug, PartialEq)]
pub enum Feeling {
    /// From 1 (awful) to 5 (great).
    Score(f64),
    /// A name that only the person knows.
    Named(String),
}

/// One entry of a file. A day may have several.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// See [`Refused::line`].
    pub line: u64,
    /// The day.
    pub day: Day,
    /// Minutes from the start of the day, if the file has a time.
    pub minute: Option<u32>,
    /// The time of the first save, in seconds since the epoch, if the file is ours.
    pub created_at: Option<i64>,
    /// The time of the last change, in seconds since the epoch, if the file has one.
    pub written_at: Option<i64>,
    /// The mood.
    pub feeling: Feeling,
    /// The text.
    pub note: String,
}

/// A moment of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedMoment {
    /// The identifier, by which a second import recognises it.
    pub id: MomentId,
    /// The title.
    pub title: Title,
    /// The date.
    pub date: MomentDate,
    /// The day of the date for the person.
    pub day: Day,
    /// The description.
    pub description: Option<Description>,
    /// The place.
    pub location: Option<Location>,
}

impl PlannedMoment {
    /// The moment as a draft.
    #[must_use]
    pub fn draft(self) -> MomentDraft {
        MomentDraft {
            title: self.title,
            date: self.date,
            day: self.day,
            description: self.description,
            location: self.location,
        }
    }
}

/// A comment of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlannedComment {
    id: String,
    section_id: String,
    text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    author: Option<String>,
    created_at: i64,
}

impl PlannedComment {
    /// The comment; none if a part of it is invalid. A reader's keeps its name, but not its share: nobody
    /// can remove it by a link.
    #[must_use]
    pub fn comment(&self) -> Option<Comment> {
        let reader = |name: &String| {
            Some(Writer::Reader(Reader {
                name: ReaderName::parse(name)?,
                share: String::new(),
                browser: String::new(),
            }))
        };
        Some(Comment {
            id: SortableId::parse(&self.id)?,
            section: Section::parse(&self.section_id)?,
            text: CommentText::parse(&self.text)?,
            writer: self.author.as_ref().map_or(Some(Writer::Owner), reader)?,
            created_at: Some(self.created_at).filter(|at| (0..MAX_TIME).contains(at))?,
        })
    }
}

/// The answer of a person about a mood's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Meaning {
    /// Such a mood.
    Mood(Mood),
    /// Lines with this name are left out.
    Nothing,
}

/// The answers of a person about a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// The columns of a table.
    #[serde(default)]
    pub columns: Option<Columns>,
    /// The order of day and month in a table.
    #[serde(default)]
    pub dates: Option<DateOrder>,
    /// The meaning of the moods' names, in lower case.
    #[serde(default)]
    pub moods: BTreeMap<String, Meaning>,
    /// True if a note that is too long is shortened; otherwise its lines are refused.
    #[serde(default)]
    pub shortens: bool,
}

/// The content of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    /// Its format.
    pub format: Format,
    /// Its rows.
    pub rows: Vec<Row>,
    /// Its moments.
    pub moments: Vec<PlannedMoment>,
    /// Its comments.
    pub comments: Vec<PlannedComment>,
    /// Its unreadable lines.
    pub refused: Vec<Refused>,
    /// The names of a table's columns.
    pub header: Vec<String>,
    /// The columns in use.
    pub columns: Option<Columns>,
    /// True if a table's dates have two readings.
    pub asks_dates: bool,
}

impl File {
    fn new(format: Format) -> Self {
        Self {
            format,
            rows: Vec::new(),
            moments: Vec::new(),
            comments: Vec::new(),
            refused: Vec::new(),
            header: Vec::new(),
            columns: None,
            asks_dates: false,
        }
    }

    /// Adds a row, or the reason for which there is none.
    fn push(&mut self, line: u64, row: Result<Row, Reason>) -> Result<(), FileError> {
        match row {
            Ok(row) => self.rows.push(row),
            Err(reason) => self.refused.push(Refused { line, reason }),
        }
        self.check()
    }

    /// Adds a moment, or the reason for which there is none.
    fn push_moment(
        &mut self,
        line: u64,
        moment: Result<PlannedMoment, Reason>,
    ) -> Result<(), FileError> {
        match moment {
            Ok(moment) => self.moments.push(moment),
            Err(reason) => self.refused.push(Refused { line, reason }),
        }
        self.check()
    }

    /// Adds a comment, or the reason for which there is none.
    fn push_comment(
        &mut self,
        line: u64,
        comment: Result<PlannedComment, Reason>,
    ) -> Result<(), FileError> {
        match comment {
            Ok(comment) => self.comments.push(comment),
            Err(reason) => self.refused.push(Refused { line, reason }),
        }
        self.check()
    }

    fn check(&self) -> Result<(), FileError> {
        // Each kind on its own, as a download has them.
        let rows = self.rows.len() + self.refused.len();
        if rows.max(self.moments.len()).max(self.comments.len()) > MAX_ROWS {
            return Err(FileError::TooManyRows);
        }
        Ok(())
    }
}

/// The text of a file, without the parts that are not read, such as the pictures of a back-up.
///
/// # Errors
/// Empty, Unreadable, TooLarge.
pub fn content(bytes: &[u8]) -> Result<String, FileError> {
    if bytes.len() > MAX_FILE {
        return Err(FileError::TooLarge);
    }
    let text = if is_archive(bytes) {
        archive::text(bytes)?
    } else {
        encoding::decode(bytes, MAX_CONTENT)?
    };
    if text.trim().is_empty() {
        return Err(FileError::Empty);
    }
    Ok(text)
}

/// The rows of a [`content`].
///
/// # Errors
/// See [`FileError`].
pub fn read(content: &str, options: &Options) -> Result<File, FileError> {
    let file = match content.trim_start().as_bytes().first() {
        Some(b'{') => read_object(content)?,
        Some(b'[') => read_list(content)?,
        _ => read_table(content, options)?,
    };
    let is_empty = file.rows.is_empty() && file.moments.is_empty() && file.comments.is_empty();
    if is_empty && file.refused.is_empty() && !file.asks_dates && file.header.is_empty() {
        return Err(FileError::Empty);
    }
    Ok(file)
}

/// The elements of a file, unread.
type Elements<'a> = List<&'a RawValue, MAX_ROWS>;

/// The lists that the JSON objects of the formats have.
#[derive(Deserialize)]
struct Object<'a> {
    #[serde(default)]
    version: Option<u32>,
    #[serde(default)]
    format: Option<String>,
    #[serde(default, borrow, alias = "items")]
    entries: Option<Elements<'a>>,
    #[serde(default, borrow)]
    moments: Option<Elements<'a>>,
    #[serde(default, borrow)]
    comments: Option<Elements<'a>>,
    #[serde(default, borrow, rename = "dayEntries")]
    day_entries: Option<Elements<'a>>,
    #[serde(default, borrow, rename = "customMoods")]
    custom_moods: Option<Elements<'a>>,
    #[serde(default, borrow)]
    tags: Option<Elements<'a>>,
    #[serde(default, borrow)]
    data: Option<HealthData<'a>>,
    #[serde(default, borrow, rename = "stateOfMind")]
    state_of_mind: Option<Elements<'a>>,
}

#[derive(Deserialize)]
struct HealthData<'a> {
    #[serde(default, borrow, rename = "stateOfMind")]
    state_of_mind: Option<Elements<'a>>,
}

/// All elements.
///
/// # Errors
/// TooManyRows.
fn all<'a>(elements: Elements<'a>) -> Result<Vec<&'a RawValue>, FileError> {
    elements.whole().ok_or(FileError::TooManyRows)
}

fn json<'a, T: Deserialize<'a>>(content: &'a str) -> Result<T, FileError> {
    serde_json::from_str(content).map_err(|error| {
        if error.is_data() {
            FileError::UnknownFormat
        } else {
            FileError::Unreadable
        }
    })
}

fn read_object(content: &str) -> Result<File, FileError> {
    let object: Object<'_> = json(content)?;
    if let Some(entries) = object.day_entries {
        let [moods, tags] = [object.custom_moods, object.tags];
        let (moods, tags) = (
            all(moods.unwrap_or_default())?,
            all(tags.unwrap_or_default())?,
        );
        return daylio::backup(&all(entries)?, &moods, &tags);
    }
    let states = object.data.and_then(|data| data.state_of_mind);
    if let Some(states) = states.or(object.state_of_mind) {
        return health::states(&all(states)?);
    }
    match object.entries {
        Some(_) if object.format.is_some_and(|format| format != "humeur") => {
            Err(FileError::UnknownFormat)
        }
        Some(_)
            if object
                .version
                .is_some_and(|version| version > humeur::VERSION) =>
        {
            Err(FileError::NewerVersion)
        }
        Some(entries) => {
            let moments = object.moments.map(all).transpose()?.unwrap_or_default();
            let comments = object.comments.map(all).transpose()?.unwrap_or_default();
            humeur::file(&all(entries)?, &moments, &comments)
        }
        None => Err(FileError::UnknownFormat),
    }
}

fn read_list(content: &str) -> Result<File, FileError> {
    let list = all(json(content)?)?;
    let Some(first) = list.first() else {
        return Err(FileError::Empty);
    };
    if health::is_state(first) {
        health::states(&list)
    } else if pixels::is_pixel(first) {
        pixels::pixels(&list)
    } else if humeur::is_entry(first) {
        humeur::file(&list, &[], &[])
    } else {
        Err(FileError::UnknownFormat)
    }
}

fn read_table(content: &str, options: &Options) -> Result<File, FileError> {
    let table = table::Table::read(content)?;
    if humeur::is_table(&table) {
        humeur::table(&table)
    } else if daylio::is_table(&table) {
        daylio::table(&table)
    } else {
        columns::table(&table, options)
    }
}

/// A mood's score in the names of Humeur and of Daylio, which are the same in any language's export
/// that did not rename them.
fn feeling(name: &str) -> Result<Feeling, Reason> {
    let name = name.trim();
    let score = match name.to_lowercase().as_str() {
        "" => return Err(Reason::NoMood),
        "awful" => 1,
        "bad" => 2,
        "okay" | "meh" => 3,
        "good" => 4,
        "great" | "rad" => 5,
        _ => return Ok(Feeling::Named(name.to_owned())),
    };
    Ok(Feeling::Score(f64::from(score)))
}

#[cfg(test)]
mod tests;
