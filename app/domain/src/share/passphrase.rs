//! The passphrase of a share.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// A passphrase: one line of 6 to 100 characters. The link is secret already; the passphrase protects
/// it in a mailbox that others read.
///
/// It is compared in the normal form NFKC (NIST SP 800-63B), so that two keyboards agree, and without
/// the white space around it. Its form for `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Passphrase(String);

impl Passphrase {
    /// The minimum number of characters.
    pub const MIN_CHARS: usize = 6;
    /// The maximum number of characters.
    pub const MAX_CHARS: usize = 100;

    /// Parses a passphrase; none if it is too short, too long, or has a control character.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        // A character has at most 18 in this form.
        if text.chars().count() > 2 * Self::MAX_CHARS {
            return None;
        }
        let text: String = text.nfkc().collect();
        let text = text.trim();
        let has_length = (Self::MIN_CHARS..=Self::MAX_CHARS).contains(&text.chars().count());
        (has_length && !text.contains(char::is_control)).then(|| Self(text.to_owned()))
    }

    /// The passphrase. Keep it secret.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passphrase").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keyboards_that_compose_differently_agree() {
        let composed = Passphrase::parse("été à Nice").unwrap();
        for text in [
            "e\u{301}te\u{301} a\u{300} Nice",
            " été à Nice\n",
            "été à\u{a0}Nice",
        ] {
            assert_eq!(
                Passphrase::parse(text).as_ref(),
                Some(&composed),
                "{text:?}"
            );
        }
        assert_ne!(Passphrase::parse("Été à Nice"), Some(composed.clone()));
        assert!(!format!("{composed:?}").contains("Nice"));
    }

    #[test]
    fn a_passphrase_has_6_to_100_characters() {
        for text in ["canal1", "🌧🌧🌧🌧🌧🌧", &"é".repeat(100)] {
            assert!(Passphrase::parse(text).is_some(), "{text}");
        }
        for text in [
            "",
            "canal",
            "  canal  ",
            "a\0bcdef",
            "ab\ncdef",
            &"é".repeat(101),
            &"\u{fdfa}".repeat(100),
        ] {
            assert!(Passphrase::parse(text).is_none(), "{text:?}");
        }
    }
}
