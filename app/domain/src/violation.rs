//! Broken rules.

use std::fmt;

/// A rule that the input breaks. Callers choose the status, message and translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Violation {
    /// Not a real date written `YYYY-MM-DD`, from year 0001 to 9999.
    NotADay,
    /// None of the five moods.
    UnknownMood,
    /// More than [`Note::MAX_CHARS`](crate::Note::MAX_CHARS) characters.
    NoteTooLong,
    /// The day has not begun anywhere on Earth.
    DayNotBegun,
    /// The day is older than the journal keeps entries.
    DayExpired,
    /// The range's end is before its start.
    RangeReversed,
    /// More than [`DayRange::MAX_DAYS`](crate::DayRange::MAX_DAYS) days.
    RangeTooLong,
    /// A version above [`Precondition::MAX_VERSION`](crate::Precondition::MAX_VERSION).
    VersionTooLarge,
    /// A header and an argument that require two different versions.
    VersionsDiffer,
    /// Not 1 to 64 letters, digits, hyphens and underscores.
    InvalidMutationId,
    /// A mutation's identifier without the version that it is based on.
    MutationWithoutVersion,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotADay => "not a real date written YYYY-MM-DD",
            Self::UnknownMood => "unknown mood",
            Self::NoteTooLong => "note too long",
            Self::DayNotBegun => "day has not begun",
            Self::DayExpired => "day has expired",
            Self::RangeReversed => "range ends before it starts",
            Self::RangeTooLong => "range too long",
            Self::VersionTooLarge => "version too large",
            Self::VersionsDiffer => "versions differ",
            Self::InvalidMutationId => "invalid mutation identifier",
            Self::MutationWithoutVersion => "mutation without a version",
        })
    }
}

impl std::error::Error for Violation {}
