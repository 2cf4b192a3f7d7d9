//! What a person writes, and what the journal keeps.

use serde::{Deserialize, Serialize};

use super::{Day, Mood, Note};

/// A day as the person wants it written: not kept yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Which day it is about.
    pub day: Day,
    /// How it was.
    pub mood: Mood,
    /// A few words, if they like.
    pub note: Option<Note>,
}

/// A day as the journal keeps it. One per person and day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// Which day it is about.
    pub day: Day,
    /// How it was.
    pub mood: Mood,
    /// A few words.
    pub note: Option<Note>,
    /// 1 when the day is written for the first time; one more with every write and removal.
    pub version: u64,
    /// Whether it was written over since the day was last empty.
    pub edited: bool,
    /// When it was begun, the day being empty; seconds since the epoch.
    pub created_at: i64,
    /// When it was last written; seconds since the epoch.
    pub updated_at: i64,
    /// From when on it is gone; seconds since the epoch.
    pub expires_at: i64,
}

impl Entry {
    /// Whether the day says what `draft` wants it to say.
    #[must_use]
    pub fn says(&self, draft: &Draft) -> bool {
        self.day == draft.day && self.mood == draft.mood && self.note == draft.note
    }

    /// The note as text; empty where there is none.
    #[must_use]
    pub fn note_text(&self) -> &str {
        self.note.as_ref().map_or("", Note::as_str)
    }
}

/// A day that was taken out. Nothing of its words is kept; its version is, so that what was
/// written before it can't come back unseen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// Which day it was.
    pub day: Day,
    /// The version that the removal made.
    pub version: u64,
}

impl Removed {
    /// What taking an entry out leaves.
    #[must_use]
    pub const fn of(entry: &Entry) -> Self {
        Self {
            day: entry.day,
            version: entry.version + 1,
        }
    }
}

/// What is known of a span of days, each in the order of days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Days {
    /// Those that are written.
    pub entries: Vec<Entry>,
    /// Those that were taken out.
    pub removed: Vec<Removed>,
}
