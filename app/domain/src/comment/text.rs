//! The text of a comment, and the name of a reader.

use crate::mood::normalised;

/// Plain text of 1 to [`CommentText::MAX_CHARS`] characters, at least one of them visible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentText(String);

/// The name that a reader gives: one line of 1 to [`ReaderName::MAX_CHARS`] characters, at least one
/// of them visible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReaderName(String);

impl CommentText {
    /// The maximum length, in Unicode scalar values of the normalised text.
    pub const MAX_CHARS: usize = 1000;

    /// Parses a text as typed or pasted. It is normalised like a [`Note`](crate::Note), and loses the
    /// overrides that change the direction of the text after them.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = plain(text);
        (1..=Self::MAX_CHARS)
            .contains(&text.chars().count())
            .then_some(Self(text))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ReaderName {
    /// The maximum length, in Unicode scalar values.
    pub const MAX_CHARS: usize = 40;

    /// Parses a name, without the white space around it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = plain(text);
        let name = text.trim();
        let is_valid = (1..=Self::MAX_CHARS).contains(&name.chars().count());
        (is_valid && !name.contains('\n')).then(|| Self(name.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<CommentText> for String {
    fn from(text: CommentText) -> Self {
        text.0
    }
}

/// The text of somebody else, who could disguise words with embeddings and overrides. Marks and
/// isolates, which Hebrew and Arabic need, end with the element that shows the text.
fn plain(text: &str) -> String {
    normalised(&text.replace(|c| matches!(c, '\u{202a}'..='\u{202e}'), ""))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kept(text: &str) -> Option<String> {
        CommentText::parse(text).map(|text| text.as_str().to_owned())
    }

    #[test]
    fn a_comment_is_plain_text() {
        for (typed, expected) in [
            ("  Well done\r\nyou \n", "  Well done\nyou"),
            ("<script>alert(1)</script>", "<script>alert(1)</script>"),
            ("gpj.\u{202e}txt.exe\u{202c}", "gpj.txt.exe"),
            ("a\0b\u{7}c", "abc"),
            ("שלום!\u{200f}", "שלום!\u{200f}"),
            ("👩\u{200d}🚀", "👩\u{200d}🚀"),
        ] {
            assert_eq!(kept(typed).as_deref(), Some(expected), "{typed:?}");
        }
        for blank in [
            "",
            " \n",
            "\u{200b}\u{2060}",
            "\u{202e}\u{202c}",
            "\u{2800}",
        ] {
            assert_eq!(kept(blank), None, "{blank:?}");
        }
    }

    #[test]
    fn a_comment_has_at_most_a_thousand_characters() {
        for c in ["a", "é", "🌧"] {
            assert!(kept(&c.repeat(1000)).is_some());
            assert_eq!(kept(&c.repeat(1001)), None);
        }
        assert!(kept(&format!("{}\u{202e}\u{8}  ", "🌧".repeat(1000))).is_some());
        assert_eq!(kept(&"🌧".repeat(10_000)), None);
    }

    #[test]
    fn a_name_is_one_visible_line() {
        let name = |text: &str| ReaderName::parse(text).map(|name| name.as_str().to_owned());
        for (typed, expected) in [
            (" Léa ", "Léa"),
            ("مريم", "مريم"),
            ("\u{202e}moM", "moM"),
            ("a\tb", "a b"),
        ] {
            assert_eq!(name(typed).as_deref(), Some(expected), "{typed:?}");
        }
        assert!(name(&"é".repeat(40)).is_some());
        for bad in ["", " ", "\u{200b}", "a\nb", "a\u{2028}b", &"é".repeat(41)] {
            assert_eq!(name(bad), None, "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn a_parsed_text_stays_as_it_is(text in "(?s).{0,40}|[a\u{202a}-\u{202e}\n ]{0,20}") {
            if let Some(first) = CommentText::parse(&text) {
                prop_assert_eq!(CommentText::parse(first.as_str()), Some(first.clone()));
                let is_override = |c| ('\u{202a}'..='\u{202e}').contains(&c);
                prop_assert!(!first.as_str().contains(is_override));
            }
            if let Some(first) = ReaderName::parse(&text) {
                prop_assert_eq!(ReaderName::parse(first.as_str()), Some(first.clone()));
            }
        }
    }
}
