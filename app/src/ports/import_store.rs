//! The store of imports: what a file would change, what it has changed, and what was there before.

use async_trait::async_trait;

use super::UserId;
use crate::{
    error::Error,
    transfer::{Format, Options},
};

/// The state of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportState {
    /// Read, but not begun.
    Draft,
    /// Its days are being written.
    Applying,
    /// All its days are written.
    Applied,
    /// Its days are being restored.
    Undoing,
}

impl ImportState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Applying, Self::Applied, Self::Undoing];

    /// Its name in JSON and the store.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Applying => "applying",
            Self::Applied => "applied",
            Self::Undoing => "undoing",
        }
    }

    /// The state of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// The rule for a day that the journal has already, with another mood or note.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Existing {
    /// The journal's stays.
    #[default]
    Keep,
    /// The file's replaces it.
    Replace,
    /// The file's replaces it if it was written later; a file without times never does.
    Newer,
}

impl Existing {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Keep, Self::Replace, Self::Newer];

    /// Its name in JSON and the store.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Replace => "replace",
            Self::Newer => "newer",
        }
    }

    /// The rule of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == name)
    }
}

/// The number of days by what an import does to them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Days that had no entry.
    pub added: u64,
    /// Days that had another mood or note.
    pub changed: u64,
    /// Days that had another mood or note, and keep them.
    pub kept: u64,
    /// Days that had the same mood and note.
    pub unchanged: u64,
}

/// An import of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The identifier.
    pub id: String,
    /// The state.
    pub state: ImportState,
    /// The file's format.
    pub format: Format,
    /// The person's answers about the file.
    pub options: Options,
    /// The rule for days that the journal has.
    pub existing: Existing,
    /// The number of stored parts: of the file in a draft, of its days afterwards.
    pub parts: u32,
    /// The attempt that applied the draft, under which its days are stored; 0 in a draft.
    pub attempt: u64,
    /// The next part to apply or undo.
    pub next: u32,
    /// The number of refused lines; 0 in a draft, which counts them again.
    pub refused: u64,
    /// The days so far; of a draft none.
    pub counts: Counts,
    /// The time of the upload, in seconds since the epoch.
    pub created_at: i64,
    /// The time after which the import can be neither applied nor undone.
    pub expires_at: i64,
}

/// A stored part of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A piece of the packed file.
    File(u32),
    /// Some days of the file, as an attempt to apply it planned them. Each has parts of its own, so that of
    /// two at once, the loser overwrites nothing.
    Days {
        /// The attempt.
        attempt: u64,
        /// The number of the part.
        number: u32,
    },
    /// Some moments of the file, likewise; their numbers go on from those of the days.
    Moments {
        /// The attempt.
        attempt: u64,
        /// The number of the part.
        number: u32,
    },
    /// Some comments of the file, likewise, after those of the moments.
    Comments {
        /// The attempt.
        attempt: u64,
        /// The number of the part.
        number: u32,
    },
    /// The steps for these days, with what was there before.
    Steps(u32),
    /// The versions of the days or moments that the part wrote; 1 for a comment.
    Written(u32),
}

/// The store of imports. They belong to the journal: its erasure erases them.
#[async_trait]
pub trait ImportStore: Send + Sync {
    /// The imports of a journal that have not expired at `now`, the latest first. One that can't be
    /// decoded is left out, unless it is under way.
    ///
    /// # Errors
    /// Unavailable; Internal if one that is under way can't be decoded.
    async fn list(&self, user: &UserId, now: i64) -> Result<Vec<Import>, Error>;

    /// An import that has not expired at `now`.
    ///
    /// # Errors
    /// Unavailable.
    async fn get(&self, user: &UserId, id: &str, now: i64) -> Result<Option<Import>, Error>;

    /// Stores a new import.
    ///
    /// # Errors
    /// Unavailable.
    async fn create(&self, user: &UserId, import: &Import) -> Result<(), Error>;

    /// Stores an import, if the stored one is still in this state, at this part and at these options.
    /// False if it is not.
    ///
    /// # Errors
    /// Unavailable.
    async fn change(&self, user: &UserId, before: &Import, after: &Import) -> Result<bool, Error>;

    /// Stores a part of at most 350 kB. Steps are stored once: false if they were there already.
    ///
    /// # Errors
    /// Unavailable.
    async fn put_part(
        &self,
        user: &UserId,
        import: &Import,
        part: Part,
        content: &[u8],
    ) -> Result<bool, Error>;

    /// A part.
    ///
    /// # Errors
    /// Unavailable.
    async fn part(&self, user: &UserId, id: &str, part: Part) -> Result<Option<Vec<u8>>, Error>;

    /// Deletes the days that an attempt stored.
    ///
    /// # Errors
    /// Unavailable. A repeated call deletes the rest.
    async fn remove_days(&self, user: &UserId, id: &str, attempt: u64) -> Result<(), Error>;

    /// Deletes a draft and its parts, if it is still a draft. False if it is not.
    ///
    /// # Errors
    /// Unavailable.
    async fn discard(&self, user: &UserId, id: &str) -> Result<bool, Error>;

    /// Deletes an import and its parts.
    ///
    /// # Errors
    /// Unavailable. A repeated call deletes the rest.
    async fn remove(&self, user: &UserId, id: &str) -> Result<(), Error>;
}
