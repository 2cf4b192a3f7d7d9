//! A change of a day that is yet to be made.

use super::pending_change::PendingChange;
use crate::domain::{Day, Entry, Mood, Note};

/// A change of a day, made now or when the person taps Undo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Action {
    pub(super) day: Day,
    pub(super) change: Change,
    /// For an undo, the version that the undone action made: a newer version must
    /// not be overwritten.
    pub(super) undoes: Option<u64>,
}

/// The change of the saved entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Write(Mood, String),
    Remove,
}

impl Action {
    /// True if it saves the form, rather than restoring an entry.
    pub(super) fn is_save(&self) -> bool {
        matches!(self.change, Change::Write(..)) && self.undoes.is_none()
    }

    /// True if it undoes the first save of a day.
    pub(super) fn is_undo_of_first_save(&self) -> bool {
        self.change == Change::Remove && self.undoes.is_some()
    }
}

impl Change {
    /// The change that restores `entry`, or the empty day.
    pub(super) fn restoring(entry: Option<&Entry>) -> Self {
        entry.map_or(Self::Remove, |entry| {
            Self::Write(entry.mood, entry.note_text().into())
        })
    }

    /// The change that `pending` asks for.
    pub(super) fn of(pending: &PendingChange) -> Self {
        pending
            .mood
            .map_or(Self::Remove, |mood| Self::Write(mood, pending.note.clone()))
    }

    /// True if the saved entry is what the change would make it.
    pub(super) fn is_done(&self, saved: Option<&Entry>) -> bool {
        match (self, saved) {
            (Self::Remove, saved) => saved.is_none(),
            (Self::Write(mood, note), Some(saved)) => {
                saved.mood == *mood && Note::parse(note).ok().flatten() == saved.note
            }
            (Self::Write(..), None) => false,
        }
    }
}
