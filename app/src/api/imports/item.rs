//! An import as its response shows it.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::{
    api::history::MAX_PAGE,
    context::Context,
    domain::{Day, Entry},
    error::{Error, ErrorKind},
    ports::{Counts, Existing, Import, UserId},
    transfer::{
        Columns, File, FileError, Format, Refused,
        plan::{Plan, PlannedDay, UnknownMood},
    },
};

/// The number of refused lines in a response.
pub const MAX_LISTED: usize = 200;
/// The number of days of a preview.
const SAMPLE: usize = 5;

/// An import.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportItem {
    /// The identifier.
    pub id: String,
    /// `draft`, `applying`, `applied` or `undoing`.
    pub state: String,
    /// The file's format.
    pub format: Format,
    /// `keep`, `replace` or `newer`.
    pub existing: String,
    /// Days that had no entry; in a draft, days that would be added.
    pub added: u64,
    /// Days that had another mood or note.
    pub changed: u64,
    /// Days that had another mood or note, and keep them.
    pub kept: u64,
    /// Days that had the same mood and note.
    pub unchanged: u64,
    /// The number of moments in a file that was just read.
    pub moments: usize,
    /// The number of comments in a file that was just read.
    pub comments: usize,
    /// The first 200 refused lines of a file that was just read.
    pub refused: Vec<Refused>,
    /// The number of refused lines.
    pub refused_lines: u64,
    /// The names of moods that must be explained, at most 50.
    pub unknown_moods: Vec<UnknownMood>,
    /// The names of a table's columns.
    pub header: Vec<String>,
    /// The columns in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<Columns>,
    /// True if the order of day and month must be chosen.
    pub asks_dates: bool,
    /// True if notes over 500 characters are shortened.
    pub shortens: bool,
    /// The last days of the file.
    pub sample: Vec<PlannedDay>,
    /// The share of the work that is done, from 0 to 100.
    pub percent: u32,
    /// The time of the upload; seconds since the epoch.
    pub created_at: i64,
    /// The time after which it can be neither applied nor undone; seconds since the epoch.
    pub expires_at: i64,
}

/// A draft with its file.
pub(super) struct Draft {
    pub(super) import: Import,
    pub(super) file: File,
    pub(super) plan: Plan,
    /// Another rule than the stored one.
    pub(super) chosen: Option<Existing>,
}

impl ImportItem {
    /// An import without its file.
    pub(super) fn of(import: &Import) -> Self {
        let Counts {
            added,
            changed,
            kept,
            unchanged,
        } = import.counts;
        Self {
            id: import.id.clone(),
            state: import.state.as_str().to_owned(),
            format: import.format,
            existing: import.existing.as_str().to_owned(),
            added,
            changed,
            kept,
            unchanged,
            moments: 0,
            comments: 0,
            refused: Vec::new(),
            refused_lines: import.refused,
            unknown_moods: Vec::new(),
            header: Vec::new(),
            columns: None,
            asks_dates: false,
            shortens: import.options.shortens,
            sample: Vec::new(),
            percent: import.next * 100 / import.parts.max(1),
            created_at: import.created_at,
            expires_at: import.expires_at,
        }
    }

    /// A draft, compared with the journal.
    ///
    /// # Errors
    /// Unavailable.
    pub(super) async fn of_draft(
        context: &Context,
        user: &UserId,
        draft: Draft,
    ) -> Result<Self, Error> {
        let Draft {
            mut import,
            file,
            plan,
            ..
        } = draft;
        import.counts = compared(context, user, &plan.days, import.existing).await?;
        Ok(Self {
            percent: 0,
            ..Self::of(&import).with_file(&file, plan)
        })
    }

    /// The import with what its file says.
    pub(super) fn with_file(mut self, file: &File, plan: Plan) -> Self {
        self.moments = plan.moments.len();
        self.comments = plan.comments.len();
        self.refused_lines = u64::try_from(plan.refused.len()).unwrap_or(u64::MAX);
        self.refused = plan.refused;
        self.refused.truncate(MAX_LISTED);
        self.unknown_moods = plan.unknown;
        self.header.clone_from(&file.header);
        self.columns = file.columns;
        self.asks_dates = file.asks_dates;
        self.sample = plan.days.into_iter().rev().take(SAMPLE).collect();
        self
    }
}

/// What the days of a file would do to the journal.
async fn compared(
    context: &Context,
    user: &UserId,
    days: &[PlannedDay],
    existing: Existing,
) -> Result<Counts, Error> {
    let mut counts = Counts::default();
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return Ok(counts);
    };
    let entries = entries(context, user, first.day, last.day).await?;
    for day in days {
        *match Effect::of(day, entries.get(&day.day), existing) {
            Effect::Add => &mut counts.added,
            Effect::Change => &mut counts.changed,
            Effect::Keep => &mut counts.kept,
            Effect::Same => &mut counts.unchanged,
        } += 1;
    }
    Ok(counts)
}

async fn entries(
    context: &Context,
    user: &UserId,
    first: Day,
    last: Day,
) -> Result<HashMap<Day, Entry>, Error> {
    let (moods, now) = (&context.services.stores.moods, context.now());
    let (mut entries, mut start) = (HashMap::new(), first);
    loop {
        let page = moods.page(user, start, last, MAX_PAGE, now).await?;
        entries.extend(page.entries.into_iter().map(|entry| (entry.day, entry)));
        match page.next.filter(|next| *next < last) {
            Some(next) => start = next.plus(1),
            None => return Ok(entries),
        }
    }
}

/// What an import does to a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Effect {
    /// Writes the day, which is empty.
    Add,
    /// Replaces the entry.
    Change,
    /// Leaves another entry.
    Keep,
    /// Leaves the same entry.
    Same,
}

impl Effect {
    /// The effect on a day with this entry.
    pub(super) fn of(day: &PlannedDay, entry: Option<&Entry>, existing: Existing) -> Self {
        let Some(entry) = entry else {
            return Self::Add;
        };
        let is_newer = day.written_at.is_some_and(|time| time > entry.updated_at);
        match existing {
            _ if entry.matches(&day.draft()) => Self::Same,
            Existing::Replace => Self::Change,
            Existing::Newer if is_newer => Self::Change,
            Existing::Newer | Existing::Keep => Self::Keep,
        }
    }
}

/// The question that must be answered before a draft is applied.
pub(super) fn open_question(draft: &Draft) -> Option<Error> {
    let (field, message) = if draft.file.columns.is_none() && !draft.file.header.is_empty() {
        ("columns", "Choose the columns of the date and the mood.")
    } else if draft.file.asks_dates {
        ("dates", "Choose the order of day and month.")
    } else if !draft.plan.unknown.is_empty() {
        (
            "moods",
            "Explain the unknown moods, or leave their lines out.",
        )
    } else {
        return None;
    };
    Some(Error::invalid(field, message))
}

const FILE_ERRORS: [(FileError, ErrorKind, &str); 6] = [
    (
        FileError::Empty,
        ErrorKind::Invalid,
        "The file has no entries.",
    ),
    (
        FileError::Unreadable,
        ErrorKind::Malformed,
        "The file can't be read: it is truncated, damaged or no text.",
    ),
    (
        FileError::UnknownFormat,
        ErrorKind::Invalid,
        "The file has none of the known formats.",
    ),
    (
        FileError::NewerVersion,
        ErrorKind::Invalid,
        "The file was written by a later version of Humeur.",
    ),
    (
        FileError::TooManyRows,
        ErrorKind::Invalid,
        "The file has more than 10,000 entries.",
    ),
    (
        FileError::TooLarge,
        ErrorKind::TooLarge,
        "The file has more than 50 MB, unpacked, or more than 10 MB of text when packed.",
    ),
];

/// The error of a file that can't be read.
pub(super) fn file_error_of(reason: FileError) -> Error {
    let mut errors = FILE_ERRORS.into_iter();
    let found = errors.find(|(known, ..)| *known == reason);
    found.map_or_else(Error::internal, |(_, kind, message)| {
        Error::new(kind, message).at("file")
    })
}

/// The reason for which a file can't be read, from its error.
#[must_use]
pub fn file_error(error: &Error) -> Option<FileError> {
    let mut errors = FILE_ERRORS.into_iter();
    let found = errors.find(|(_, _, message)| *message == error.message);
    found.map(|(reason, ..)| reason)
}
