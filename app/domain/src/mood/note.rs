//! Notes: the optional text of an entry.

use serde::{Deserialize, Serialize};

use crate::Violation;

/// A short note: at most [`Note::MAX_CHARS`] characters, at least one of them visible. Its only
/// control character is the line break.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Note(String);

impl Note {
    /// The maximum length, in Unicode scalar values of the normalised text.
    pub const MAX_CHARS: usize = 500;

    /// Parses a note as typed or pasted.
    ///
    /// Every Unicode line break becomes `\n`, and a tab becomes a space. Control characters and
    /// other residue of input methods are dropped; characters that shape the text (joiners,
    /// variation selectors, direction marks) stay. Blank lines at either end and trailing white
    /// space are trimmed; indentation stays. Text without a visible character is no note.
    ///
    /// # Errors
    /// [`Violation::NoteTooLong`].
    pub fn parse(text: &str) -> Result<Option<Self>, Violation> {
        let text = normalised(text);
        if text.is_empty() {
            return Ok(None);
        }
        if text.chars().count() > Self::MAX_CHARS {
            return Err(Violation::NoteTooLong);
        }
        Ok(Some(Self(text)))
    }

    /// The length of a text as a note, in characters.
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

/// The text without residue and blank edges, as [`Note::parse`] describes it.
pub(crate) fn normalised(text: &str) -> String {
    let mut lines = String::with_capacity(text.len());
    let mut after_return = false;
    for c in text.chars() {
        match c {
            '\n' if after_return => {}
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                lines.push('\n');
            }
            '\t' => lines.push(' '),
            c if is_junk(c) => {}
            c => lines.push(c),
        }
        after_return = c == '\r';
    }
    let (Some(first), Some(last)) = (lines.find(is_visible), lines.rfind(is_visible)) else {
        return String::new();
    };
    let start = lines[..first].rfind('\n').map_or(0, |at| at + 1);
    let end = lines[last..].find('\n').map_or(lines.len(), |at| last + at);
    lines[start..end].trim_end().to_owned()
}

/// Characters without a meaning of their own in plain text: controls, byte order marks, deprecated
/// format characters, placeholders of images (inserted by iOS dictation) and annotations, and code
/// points that Unicode never assigns.
fn is_junk(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{206a}'..='\u{206f}'
                | '\u{fdd0}'..='\u{fdef}'
                | '\u{feff}'
                | '\u{fff0}'..='\u{fffc}'
                | '\u{e0001}'
        )
        || u32::from(c) & 0xfffe == 0xfffe
}

fn is_visible(c: char) -> bool {
    // U+2800 is a Braille cell without dots.
    !c.is_whitespace() && !is_ignorable(c) && c != '\u{2800}'
}

/// `Default_Ignorable_Code_Point` of Unicode: invisible by itself.
pub(super) const fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex_syntax::hir::{Class, HirKind};

    use super::*;

    const SEPARATORS: [char; 2] = ['\u{2028}', '\u{2029}'];

    #[track_caller]
    fn kept(text: &str) -> String {
        Note::parse(text).unwrap().unwrap().as_str().to_owned()
    }

    #[test]
    fn every_kind_of_line_break_becomes_one() {
        for (typed, expected) in [
            ("a walk\r\nby the canal \n", "a walk\nby the canal"),
            ("a\rb", "a\nb"),
            ("a\r\rb", "a\n\nb"),
            ("a\u{b}b", "a\nb"), // a soft break, as word processors paste it
            ("a\u{c}b", "a\nb"),
            ("a\u{85}b", "a\nb"),
            ("a\u{2028}b\u{2029}c", "a\nb\nc"),
            ("tab\there", "tab here"),
        ] {
            assert_eq!(kept(typed), expected, "{typed:?}");
        }
    }

    #[test]
    fn indentation_stays_and_blank_edges_are_trimmed() {
        for (typed, expected) in [
            (
                "\r\n  \n  - milk\n    - oat \n\n  - tea \n \n",
                "  - milk\n    - oat \n\n  - tea",
            ),
            ("  a walk  ", "  a walk"),
            ("\u{200b}\n\u{feff}a\n\u{200b}", "a"),
            ("\tx\n\t\ty", " x\n  y"),
        ] {
            assert_eq!(kept(typed), expected, "{typed:?}");
        }
    }

    #[test]
    fn residue_is_dropped_and_shaping_characters_stay() {
        for (typed, expected) in [
            ("a\0b", "ab"),
            ("c\u{8}afé", "café"), // a backspace from an input method
            ("bell\u{7}", "bell"),
            ("esc\u{1b}[0m", "esc[0m"),
            ("c1\u{9b}x del\u{7f}x", "c1x delx"),
            ("\u{feff}bom", "bom"),
            ("\u{fffc}dictated\u{fffe}\u{1ffff}\u{fdd0}", "dictated"),
            ("old\u{206a}\u{e0001}", "old"),
        ] {
            assert_eq!(kept(typed), expected, "{typed:?}");
        }
        for meant in [
            "👩\u{200d}🚀",                                             // an astronaut
            "می\u{200c}خواهم",                                          // a word that is not joined
            "❤\u{fe0f}",                                                // a red heart
            "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}", // Scotland
            "שלום!\u{200f}", // the mark belongs to the left
            "\u{2068}abc\u{2069} עברית",
            "hy\u{ad}phen",
            "ខ្ញុំ\u{200b}ទៅ",
            "\u{fffd}",
        ] {
            assert_eq!(kept(meant), meant, "{meant:?}");
        }
    }

    #[test]
    fn text_without_a_visible_character_is_no_note() {
        for blank in [
            "",
            "   ",
            "\r\n\r\n",
            "\t",
            "\u{a0}",
            "\u{200b}\u{200d}",
            "\u{feff}",
            "\0\u{8}",
            "\u{2060} \u{fe0f}\n\u{3164}",
            "\u{202e}\u{200f}",
            "\u{e0067}",
            "\u{2800}\u{2028}",
        ] {
            assert_eq!(Note::parse(blank), Ok(None), "{blank:?}");
            assert_eq!(Note::count(blank), 0, "{blank:?}");
        }
    }

    #[test]
    fn length_counts_the_normalised_text() {
        assert!(Note::parse(&"é".repeat(500)).is_ok());
        assert!(Note::parse(&format!("\n{}\u{8}  ", "🌧".repeat(500))).is_ok());
        for long in ["a".repeat(501), "🌧".repeat(501), "x".repeat(100_000)] {
            assert_eq!(Note::parse(&long), Err(Violation::NoteTooLong));
        }
    }

    #[test]
    fn ignorable_characters_match_unicode() {
        let hir = regex_syntax::parse(r"\p{Default_Ignorable_Code_Point}").unwrap();
        let HirKind::Class(Class::Unicode(class)) = hir.kind() else {
            panic!("not a class");
        };
        let is_listed = |c| {
            class
                .ranges()
                .iter()
                .any(|range| (range.start()..=range.end()).contains(&c))
        };
        for c in char::MIN..=char::MAX {
            assert_eq!(is_ignorable(c), is_listed(c), "{c:?}");
        }
    }

    /// Text that is as likely to be unusual as plain.
    fn pasted() -> impl Strategy<Value = String> {
        let odd = proptest::sample::select(vec![
            '\n',
            '\r',
            '\t',
            ' ',
            '\0',
            '\u{8}',
            '\u{b}',
            '\u{c}',
            '\u{85}',
            '\u{a0}',
            '\u{200b}',
            '\u{200d}',
            '\u{2028}',
            '\u{2029}',
            '\u{2800}',
            '\u{fe0f}',
            '\u{feff}',
            '\u{fffc}',
            '\u{e0067}',
        ]);
        let one = prop_oneof![odd, any::<char>(), proptest::char::range('a', 'z')];
        proptest::collection::vec(one, 0..40).prop_map(String::from_iter)
    }

    proptest! {
        #[test]
        fn an_accepted_note_is_normalised(text in prop_oneof![pasted(), "(?s).{0,600}"]) {
            let Ok(read) = Note::parse(&text) else {
                prop_assert!(text.chars().count() > Note::MAX_CHARS);
                return Ok(());
            };
            prop_assert_eq!(read.is_none(), !text.chars().any(|c| is_visible(c) && !is_junk(c)));
            let Some(note) = read else { return Ok(()) };
            let kept = note.as_str();
            prop_assert_eq!(Note::parse(kept).unwrap(), Some(note.clone()));
            prop_assert!(kept.chars().count() <= Note::MAX_CHARS);
            prop_assert!(kept.trim_end() == kept);
            prop_assert!(kept.chars().all(|c| c == '\n' || !is_junk(c)));
            prop_assert!(!kept.contains(SEPARATORS));
            let is_blank = |line: Option<&str>| !line.is_some_and(|line| line.contains(is_visible));
            prop_assert!(!is_blank(kept.split('\n').next()));
            prop_assert!(!is_blank(kept.split('\n').next_back()));
            // No visible character is lost or added.
            let seen = |text: &str| -> String {
                text.chars().filter(|c| is_visible(*c) && !is_junk(*c)).collect()
            };
            prop_assert_eq!(seen(kept), seen(&text));
        }
    }
}
