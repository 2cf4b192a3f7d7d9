//! The report of a day.

use super::{SignalOfDay, UsualDay};
use crate::{Day, Entry, Note, Tag, moment::Moment};

/// The report of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct DayReport {
    /// The day.
    pub day: Day,
    /// Its entry.
    pub entry: Option<Entry>,
    /// Its moments, the latest first.
    pub moments: Vec<Moment>,
    /// The number of comments on it.
    pub comments: usize,
    /// The usual level of days before it.
    pub usual: UsualDay,
    /// The signals that have a value of the day.
    pub signals: Vec<SignalOfDay>,
}

impl DayReport {
    /// The length of the note in characters (Unicode scalar values); none without a note.
    #[must_use]
    pub fn note_length(&self) -> Option<usize> {
        Some(self.note()?.as_str().chars().count())
    }

    /// The tags of the note, each once, in the order of their first occurrence.
    #[must_use]
    pub fn tags(&self) -> Vec<Tag> {
        self.note().map(Note::tags).unwrap_or_default()
    }

    fn note(&self) -> Option<&Note> {
        self.entry.as_ref()?.note.as_ref()
    }
}
