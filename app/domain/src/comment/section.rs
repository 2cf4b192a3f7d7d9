//! The place of a comment.

use std::fmt;

use crate::{Day, SortableId};

/// The number of characters of a share's identifier: hexadecimal digits.
const SHARE_DIGITS: usize = 16;

/// A part of a journal that comments are about, written `day:2026-11-20`, `event:<UUID>` or
/// `share:<id>`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    /// A day.
    Day(Day),
    /// A moment.
    Moment(SortableId),
    /// A share as a whole.
    Share(String),
}

impl Section {
    /// Parses the exact text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once(':')?;
        match kind {
            "day" => Day::parse(id).ok().map(Self::Day),
            "event" => SortableId::parse(id).map(Self::Moment),
            "share" => {
                let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
                let is_valid = id.len() == SHARE_DIGITS && id.bytes().all(is_digit);
                is_valid.then(|| Self::Share(id.to_owned()))
            }
            _ => None,
        }
    }

    /// The day, if it is one.
    #[must_use]
    pub const fn day(&self) -> Option<Day> {
        match self {
            Self::Day(day) => Some(*day),
            Self::Moment(_) | Self::Share(_) => None,
        }
    }
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "day:{day}"),
            Self::Moment(id) => write!(f, "event:{id}"),
            Self::Share(id) => write!(f, "share:{id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_section_is_a_day_a_moment_or_a_share() {
        for text in [
            "day:2026-11-20",
            "event:019ac2d3-7f00-7000-8000-000000000000",
            "share:0123456789abcdef",
        ] {
            assert_eq!(Section::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "",
            "day",
            "day:",
            "day:2026-02-30",
            "day:2026-11-20 ",
            "Day:2026-11-20",
            "event:1",
            "event:019ac2d3-7f00-4000-8000-000000000000",
            "share:",
            "share:0123456789ABCDEF",
            "share:0123456789abcdef0",
            "week:2026-11-20",
            "day:2026-11-20#x",
        ] {
            assert_eq!(Section::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_has_two_meanings(text in "(day|event|share|.{0,5}):?\\PC{0,20}") {
            if let Some(section) = Section::parse(&text) {
                prop_assert_eq!(section.to_string(), text);
            }
        }
    }
}
