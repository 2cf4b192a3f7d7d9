//! The renaming of a tag in all notes of a journal.

use super::{Note, Tag};
use crate::Violation;

/// A renaming, as recorded before it begins. A journal keeps its latest one.
///
/// A renaming to a tag that other notes have merges the two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retag {
    /// The identifier, which the days that it changes name until they are written again.
    pub id: String,
    /// The tag until then.
    pub from: Tag,
    /// The tag from then on.
    pub to: Tag,
    /// The number of days to change.
    pub days: usize,
    /// Its start; seconds since the epoch.
    pub at: i64,
    /// True if it is undone: the days that it changed, and that were not written since, get their
    /// former notes.
    pub undone: bool,
}

impl Retag {
    /// The time in which it can be undone, in seconds.
    pub const UNDO: i64 = 24 * 60 * 60;

    /// The end of that time; seconds since the epoch.
    #[must_use]
    pub const fn undo_until(&self) -> i64 {
        self.at + Self::UNDO
    }

    /// True if it can be undone at `now`.
    #[must_use]
    pub const fn can_be_undone(&self, now: i64) -> bool {
        !self.undone && now < self.undo_until()
    }

    /// The note after the renaming; none if it stays, because it does not have the tag.
    ///
    /// # Errors
    /// [`Violation::NoteTooLong`]: such a note stays, too.
    pub fn of(&self, note: &Note) -> Result<Option<Note>, Violation> {
        note.retagged(&self.from, &self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_renaming_is_undone_once_and_for_a_day() {
        let tag = |text| Tag::parse(text).unwrap();
        let retag = Retag {
            id: "x".into(),
            from: tag("a"),
            to: tag("b"),
            days: 1,
            at: 1_000,
            undone: false,
        };
        assert!(retag.can_be_undone(1_000) && retag.can_be_undone(87_399));
        assert!(!retag.can_be_undone(87_400));
        let undone = Retag {
            undone: true,
            ..retag
        };
        assert!(!undone.can_be_undone(1_000));
    }
}
