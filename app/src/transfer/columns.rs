//! Any table: the person says which column is the date, the mood and the note.

use serde::{Deserialize, Serialize};

use super::{
    DateOrder, Feeling, File, FileError, Format, Options, Reason, Row, dates, feeling, table::Table,
};

/// The columns of a table, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns {
    /// The column of the dates.
    pub day: usize,
    /// The column of the moods.
    pub mood: usize,
    /// The column of the notes, if there is one.
    pub note: Option<usize>,
}

const DAYS: [&str; 6] = ["date", "day", "jour", "datum", "fecha", "data"];
const MOODS: [&str; 7] = [
    "mood", "humeur", "rating", "score", "feeling", "stimmung", "note/5",
];
const NOTES: [&str; 8] = [
    "note",
    "notes",
    "comment",
    "comments",
    "text",
    "journal",
    "commentaire",
    "remarques",
];

impl Columns {
    /// The columns by their usual names.
    fn guess(table: &Table) -> Option<Self> {
        let find = |names: &[&str]| names.iter().find_map(|name| table.column(name));
        Some(Self {
            day: find(&DAYS)?,
            mood: find(&MOODS)?,
            note: find(&NOTES),
        })
    }

    fn are_in(self, table: &Table) -> bool {
        let all = [Some(self.day), Some(self.mood), self.note];
        let mut all = all.into_iter().flatten();
        all.all(|column| column < table.header.len()) && self.day != self.mood
    }
}

/// The rows of a table, as far as the answers allow it.
///
/// # Errors
/// Empty, UnknownFormat, TooManyRows.
pub(super) fn table(table: &Table, options: &Options) -> Result<File, FileError> {
    if table.records.is_empty() {
        // A single line of text with a comma is no header.
        let is_header = Columns::guess(table).is_some();
        return Err(if is_header {
            FileError::Empty
        } else {
            FileError::UnknownFormat
        });
    }
    let mut file = File::new(Format::Table);
    file.header.clone_from(&table.header);
    let chosen = options.columns.filter(|columns| columns.are_in(table));
    let Some(columns) = chosen.or_else(|| Columns::guess(table)) else {
        return Ok(file);
    };
    file.columns = Some(columns);
    let cells = |column| {
        let records = table.records.iter();
        records.filter_map(move |record| record.cell(column).ok())
    };
    let order = options.dates.or_else(|| dates::order(cells(columns.day)));
    file.asks_dates = order.is_none();
    let is_score = |cell: &str| cell.trim().is_empty() || score(cell).is_some();
    let has_scores = cells(columns.mood).all(is_score);
    for record in &table.records {
        let row = || {
            let date = record.cell(columns.day)?;
            let mood = record.cell(columns.mood)?;
            let score = score(mood).filter(|_| has_scores);
            let note = columns.note.map_or(Ok(""), |note| record.cell(note));
            Ok(Row {
                line: record.line,
                // Counted in any order as long as the person has not answered.
                day: dates::parse(date, order.unwrap_or(DateOrder::Dmy)).ok_or(Reason::NotADay)?,
                minute: date.split(['T', ' ']).nth(1).and_then(dates::minute),
                created_at: None,
                written_at: None,
                feeling: score.map_or_else(|| feeling(mood), |score| Ok(Feeling::Score(score)))?,
                note: note.unwrap_or_default().to_owned(),
            })
        };
        file.push(record.line, row())?;
    }
    Ok(file)
}

/// A score from 1 to 5, with a point or a comma.
fn score(cell: &str) -> Option<f64> {
    let score: f64 = cell.trim().replace(',', ".").parse().ok()?;
    (1.0..=5.0).contains(&score).then_some(score)
}
