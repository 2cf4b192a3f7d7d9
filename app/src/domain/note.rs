//! The words that may stand beside a mood.

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// A short note: trimmed, never empty, at most [`Note::MAX_CHARS`] characters,
/// no control characters but the line break.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Note(String);

impl Note {
    /// In Unicode scalar values, counted after trimming.
    pub const MAX_CHARS: usize = 500;

    /// Reads a note as it was typed. Line breaks become `\n` (a browser posts
    /// `\r\n`) and a pasted tab becomes a space; nothing but white space is no
    /// note at all.
    ///
    /// # Errors
    /// Invalid, field `note`, when it is too long or holds a control character.
    pub fn parse(text: &str) -> Result<Option<Self>, Error> {
        let text = normalised(text);
        if text.is_empty() {
            return Ok(None);
        }
        if text.chars().count() > Self::MAX_CHARS {
            return Err(Error::invalid(
                "note",
                "note must be at most 500 characters",
            ));
        }
        if text.chars().any(|c| c.is_control() && c != '\n') {
            return Err(Error::invalid(
                "note",
                "note must not contain control characters other than line breaks",
            ));
        }
        Ok(Some(Self(text)))
    }

    /// How many characters a text would count as a note.
    #[must_use]
    pub fn count(text: &str) -> usize {
        normalised(text).chars().count()
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn normalised(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut after_return = false;
    for c in text.trim().chars() {
        match c {
            '\n' if after_return => {}
            '\r' => result.push('\n'),
            '\t' => result.push(' '),
            c => result.push(c),
        }
        after_return = c == '\r';
    }
    result
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_note_is_trimmed_and_blank_is_none() {
        assert_eq!(
            Note::parse("  a walk\r\nby the canal \n")
                .unwrap()
                .unwrap()
                .as_str(),
            "a walk\nby the canal"
        );
        assert_eq!(
            Note::parse("tab\there").unwrap().unwrap().as_str(),
            "tab here"
        );
        for blank in ["", "   ", "\r\n\r\n", "\t", "\u{a0}"] {
            assert_eq!(Note::parse(blank), Ok(None), "{blank:?}");
        }
    }

    #[test]
    fn length_is_counted_in_characters_after_trimming() {
        assert!(Note::parse(&"é".repeat(500)).is_ok());
        assert!(Note::parse(&format!("  {}  ", "🌧".repeat(500))).is_ok());
        for long in ["a".repeat(501), "🌧".repeat(501), "x".repeat(100_000)] {
            let error = Note::parse(&long).unwrap_err();
            assert_eq!(
                (error.kind.status(), error.field.as_deref()),
                (422, Some("note"))
            );
        }
    }

    #[test]
    fn control_characters_are_refused() {
        for text in [
            "a\0b",
            "bell\u{7}",
            "esc\u{1b}[0m",
            "c1\u{85}x",
            "del\u{7f}x",
        ] {
            assert_eq!(
                Note::parse(text).unwrap_err().kind.status(),
                422,
                "{text:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn what_is_accepted_keeps_its_promises(text in "(?s).{0,600}") {
            if let Ok(Some(note)) = Note::parse(&text) {
                let text = note.as_str();
                prop_assert!(!text.is_empty() && text.trim() == text);
                prop_assert!(text.chars().count() <= Note::MAX_CHARS);
                prop_assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
                prop_assert_eq!(Note::parse(text).unwrap(), Some(note.clone()));
            }
        }
    }
}
