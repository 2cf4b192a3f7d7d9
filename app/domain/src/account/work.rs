//! Work on a whole journal that may be interrupted and is resumed.

/// Work that takes many calls of the store. It is recorded before it starts, so that an
/// interruption loses nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    /// Erases account and journal.
    Erase,
    /// Carries a former journal over into this one.
    Merge,
    /// Sets the expiry of every entry by a new retention.
    Redate,
    /// Writes the days of imported files, or restores what was there before.
    Import,
    /// Renames a tag in all notes, or undoes that.
    Retag,
    /// Deletes the notes from before a renaming once it can't be undone any more.
    Forget,
    /// Deletes the comments on removed moments once a removal can't be undone any more.
    Clear,
}

impl Work {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Erase,
        Self::Merge,
        Self::Redate,
        Self::Retag,
        Self::Import,
        Self::Forget,
        Self::Clear,
    ];

    /// True for work that waits until something can't be undone any more, so that nobody waits for it.
    #[must_use]
    pub const fn is_deferred(self) -> bool {
        matches!(self, Self::Forget | Self::Clear)
    }

    /// Its name in the store.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Erase => "erase",
            Self::Merge => "merge",
            Self::Redate => "redate",
            Self::Import => "import",
            Self::Retag => "retag",
            Self::Forget => "forget",
            Self::Clear => "clear",
        }
    }

    /// The work of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|work| work.as_str() == name)
    }
}
