//! The words of a moment.

use serde::{Deserialize, Serialize};

use crate::mood::normalised;

/// The text has more characters than it may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

/// One line of 1 to `MAX` characters, at least one of them visible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Line<const MAX: usize>(String);

/// Text of 1 to `MAX` characters, at least one of them visible, in lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text<const MAX: usize>(String);

/// The title of a moment.
pub type Title = Line<120>;
/// The place of a moment, in the person's own words.
pub type Location = Line<200>;
/// The description of a moment.
pub type Description = Text<2000>;

impl<const MAX: usize> Line<MAX> {
    /// The maximum length, in Unicode scalar values of the normalised text.
    pub const MAX_CHARS: usize = MAX;

    /// Parses a line as a [`Note`](crate::Note) is parsed; line breaks become spaces. None if nothing in it is
    /// visible.
    ///
    /// # Errors
    /// [`TooLong`].
    pub fn parse(text: &str) -> Result<Option<Self>, TooLong> {
        let line = normalised(text).replace('\n', " ");
        Ok(limited(line.trim(), MAX)?.map(Self))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> Text<MAX> {
    /// The maximum length, in Unicode scalar values of the normalised text.
    pub const MAX_CHARS: usize = MAX;

    /// Parses a text as a [`Note`](crate::Note) is parsed. None if nothing in it is visible.
    ///
    /// # Errors
    /// [`TooLong`].
    pub fn parse(text: &str) -> Result<Option<Self>, TooLong> {
        Ok(limited(&normalised(text), MAX)?.map(Self))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn limited(text: &str, max: usize) -> Result<Option<String>, TooLong> {
    if text.chars().count() > max {
        return Err(TooLong);
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn title(text: &str) -> Result<Option<String>, TooLong> {
        Title::parse(text).map(|title| title.map(|title| title.as_str().to_owned()))
    }

    #[test]
    fn a_title_is_one_visible_line() {
        for (typed, kept) in [
            ("  Lea is born \n", "Lea is born"),
            ("Lea\r\nis\u{2028}born", "Lea is born"),
            ("a\0b\u{7}", "ab"),
            ("<b>bold</b>", "<b>bold</b>"),
            ("\u{202e}odd", "\u{202e}odd"),
        ] {
            assert_eq!(title(typed), Ok(Some(kept.to_owned())), "{typed:?}");
        }
        for blank in ["", "   ", "\n\t", "\u{200b}\u{200d}\u{2060}", "\0"] {
            assert_eq!(title(blank), Ok(None), "{blank:?}");
        }
        assert!(title(&"🌧".repeat(120)).is_ok());
        assert_eq!(title(&"é".repeat(121)), Err(TooLong));
    }

    #[test]
    fn a_description_has_lines() {
        let kept = |text: &str| Description::parse(text).map(|text| text.map(|text| text.0));
        assert_eq!(kept("\none\r\n  two\n"), Ok(Some("one\n  two".to_owned())));
        assert_eq!(kept(" \u{200b} "), Ok(None));
        assert!(kept(&"x".repeat(2000)).is_ok());
        assert_eq!(kept(&"x".repeat(2001)), Err(TooLong));
        assert_eq!(kept(&"x".repeat(100_000)), Err(TooLong));
    }

    proptest! {
        #[test]
        fn accepted_text_stays_as_it_is(text in "(?s).{0,140}") {
            if let Ok(Some(line)) = Title::parse(&text) {
                prop_assert!(!line.as_str().contains('\n'));
                prop_assert_eq!(Title::parse(line.as_str()), Ok(Some(line.clone())));
            }
            if let Ok(Some(text)) = Description::parse(&text) {
                prop_assert_eq!(Description::parse(text.as_str()), Ok(Some(text.clone())));
            }
        }
    }
}
