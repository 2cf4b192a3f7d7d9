//! Drafts, as a person writes them, and entries, as the journal stores them.

use serde::{Deserialize, Serialize};

use super::{Mood, Note};
use crate::Day;

/// A day's mood and note before they are saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The day, in the person's time zone.
    pub day: Day,
    /// The day's mood.
    pub mood: Mood,
    /// The optional note.
    pub note: Option<Note>,
}

/// The times of an entry that was first written elsewhere, in seconds since the epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Times {
    /// Time of the first save.
    pub created_at: i64,
    /// Time of the last save.
    pub updated_at: i64,
}

impl Times {
    /// Times that an entry of `day` can have at `now`: in order, not before the day begins anywhere on
    /// Earth, and not in the future. None if they can't be true.
    #[must_use]
    pub fn of(day: Day, created_at: i64, updated_at: i64, now: i64) -> Option<Self> {
        let is_possible =
            Day::latest_on_earth(created_at) >= day && (created_at..=now).contains(&updated_at);
        is_possible.then_some(Self {
            created_at,
            updated_at,
        })
    }
}

/// A saved day; one per person and day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// The day, in the person's time zone.
    pub day: Day,
    /// The day's mood.
    pub mood: Mood,
    /// The optional note.
    pub note: Option<Note>,
    /// 1 for the first write of the day; increases by one with every write and removal.
    pub version: u64,
    /// True if it was updated since the day was last empty.
    pub edited: bool,
    /// Time of the first save since the day was last empty; seconds since the epoch.
    pub created_at: i64,
    /// Time of the last save; seconds since the epoch.
    pub updated_at: i64,
    /// Expiry; seconds since the epoch.
    pub expires_at: i64,
}

impl Entry {
    /// True if the mood and note are those of `draft`.
    #[must_use]
    pub fn matches(&self, draft: &Draft) -> bool {
        self.day == draft.day && self.mood == draft.mood && self.note == draft.note
    }

    /// The note's text; empty if there is none.
    #[must_use]
    pub fn note_text(&self) -> &str {
        self.note.as_ref().map_or("", Note::as_str)
    }
}

/// The tombstone of a removed day: its version without its text, so that an older write cannot
/// bring the day back unnoticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    /// The removed day.
    pub day: Day,
    /// The version that the removal made.
    pub version: u64,
}

impl Tombstone {
    /// The tombstone that a removal of `entry` leaves, one version later.
    #[must_use]
    pub const fn of(entry: &Entry) -> Self {
        Self {
            day: entry.day,
            version: entry.version + 1,
        }
    }
}

/// The entries and tombstones of a range of days, each in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Days {
    /// The entries.
    pub entries: Vec<Entry>,
    /// The tombstones.
    pub removed: Vec<Tombstone>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_in_order_after_the_day_began_and_not_in_the_future() {
        let day = Day::parse("2026-11-20").unwrap();
        let (noon, now) = (day.midnight_utc() + 12 * 3600, day.midnight_utc() + 86_400);
        // The day begins at UTC+14.
        let first = day.midnight_utc() - 14 * 3600;
        for (created_at, updated_at, is_possible) in [
            (noon, noon, true),
            (first, now, true),
            (first - 1, now, false),
            (noon, noon - 1, false),
            (noon, now + 1, false),
            (now + 1, now + 1, false),
            (i64::MIN, i64::MAX, false),
        ] {
            let times = Times::of(day, created_at, updated_at, now);
            assert_eq!(times.is_some(), is_possible, "{created_at} {updated_at}");
        }
    }
}
