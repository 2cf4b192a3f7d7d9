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
    /// 1 when first written, one more with every write.
    pub version: u64,
    /// When the day was first written; seconds since the epoch.
    pub created_at: i64,
    /// When it was last written; seconds since the epoch.
    pub updated_at: i64,
    /// From when on it is gone; seconds since the epoch.
    pub expires_at: i64,
}

impl Entry {
    /// The note as text; empty where there is none.
    #[must_use]
    pub fn note_text(&self) -> &str {
        self.note.as_ref().map_or("", Note::as_str)
    }

    /// Whether the entry's time is over at `now` (seconds since the epoch),
    /// swept away yet or not.
    #[must_use]
    pub const fn is_expired(&self, now: i64) -> bool {
        self.expires_at <= now
    }
}
