//! Tags: the words of a note that begin with `#`.

use std::ops::Range;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::Note;
use crate::Violation;

/// A tag without its sign, folded: lower case, composed (NFC).
///
/// It consists of letters, digits, `_` and `-`, with the marks and joiners that belong to them. It
/// begins with a letter, a digit or `_`, and does not end with `-`, which is punctuation there. At
/// least one character is a letter: `#1` is a rank or a number in ordinary prose. Emoji end a tag.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(String);

impl Tag {
    /// Parses a tag as typed, with or without its sign. None if the text is no tag.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let word = text.strip_prefix(is_sign).unwrap_or(text);
        let is_tag = word.chars().count() < Note::MAX_CHARS
            && word_len(word) == word.len()
            && is_tag_word(word);
        is_tag.then(|| Self::folded(word))
    }

    /// The text, without the sign.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn folded(word: &str) -> Self {
        let composed: String = word.nfc().collect();
        Self(composed.to_lowercase().nfc().collect())
    }
}

impl Note {
    /// The note's tags, each once, in the order of their first occurrence.
    #[must_use]
    pub fn tags(&self) -> Vec<Tag> {
        let mut tags = Vec::new();
        for (_, tag) in self.tag_ranges() {
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        tags
    }

    /// Every occurrence of a tag, sign included: its bytes in the text, and the tag.
    #[must_use]
    pub fn tag_ranges(&self) -> Vec<(Range<usize>, Tag)> {
        let text = self.as_str();
        let found = text.char_indices().filter_map(|(at, c)| {
            if !is_sign(c) || !may_follow(&text[..at]) {
                return None;
            }
            let start = at + c.len_utf8();
            let end = start + word_len(&text[start..]);
            let word = &text[start..end];
            is_tag_word(word).then(|| (at..end, Tag::folded(word)))
        });
        found.collect()
    }

    /// The note with the tag `to` in the place of `from`. Everything else is unchanged. None if the
    /// note does not have the tag.
    ///
    /// # Errors
    /// [`Violation::NoteTooLong`].
    pub fn retagged(&self, from: &Tag, to: &Tag) -> Result<Option<Self>, Violation> {
        let text = self.as_str();
        let mut retagged = String::with_capacity(text.len());
        let mut copied = 0;
        for (range, tag) in self.tag_ranges() {
            if tag == *from {
                // The sign stays, in its width.
                let word = text[range.clone()].trim_start_matches(is_sign);
                retagged.push_str(&text[copied..range.end - word.len()]);
                retagged.push_str(to.as_str());
                copied = range.end;
            }
        }
        if copied == 0 {
            return Ok(None);
        }
        retagged.push_str(&text[copied..]);
        Self::parse(&retagged)
    }
}

/// The number sign, or its full-width form of Chinese and Japanese keyboards.
const fn is_sign(c: char) -> bool {
    matches!(c, '#' | '＃')
}

/// True if a tag can begin after this text: neither inside a word nor in an address, whose fragment
/// begins with the same sign.
fn may_follow(text: &str) -> bool {
    let is_inner = |c: char| is_word(c) || is_sign(c) || matches!(c, '/' | '&' | '?' | '=' | '%');
    let unbroken = text.rsplit(char::is_whitespace).next();
    !text.ends_with(is_inner) && !unbroken.is_some_and(|text| text.contains("://"))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || is_combining_mark(c)
}

/// The length of the word at the start of the text, in bytes. Hyphens and joiners belong to it if more
/// of the word follows.
fn word_len(text: &str) -> usize {
    let mut len = 0;
    for (at, c) in text.char_indices() {
        if is_word(c) {
            len = at + c.len_utf8();
        } else if !matches!(c, '-' | '\u{200c}' | '\u{200d}') {
            break;
        }
    }
    len
}

fn is_tag_word(word: &str) -> bool {
    let is_letter = |c: char| c.is_alphabetic() && !is_combining_mark(c);
    let begins_well = |c: char| is_letter(c) || c.is_numeric() || c == '_';
    word.starts_with(begins_well) && word.contains(is_letter)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn note(text: &str) -> Note {
        Note::parse(text).unwrap().unwrap()
    }

    fn tag(text: &str) -> Tag {
        Tag::parse(text).unwrap()
    }

    fn tags(text: &str) -> Vec<String> {
        let tags = note(text).tags();
        tags.iter().map(|tag| tag.as_str().to_owned()).collect()
    }

    #[test]
    fn a_word_after_the_sign_is_a_tag() {
        for (text, expected) in [
            ("#work", vec!["work"]),
            ("a walk #outdoor with #Ada", vec!["outdoor", "ada"]),
            (
                "(#work) «#travail», \"#a\" '#b'",
                vec!["work", "travail", "a", "b"],
            ),
            (
                "#work.\n#home, #self-care; #to_do!",
                vec!["work", "home", "self-care", "to_do"],
            ),
            ("#Work #work #WORK", vec!["work"]),
            ("#été #ÉTÉ #e\u{301}te\u{301}", vec!["été"]),
            ("#2026-goals #4x4", vec!["2026-goals", "4x4"]),
            ("#_private", vec!["_private"]),
            ("#работа #仕事 ＃散歩", vec!["работа", "仕事", "散歩"]),
            ("#שלום #عمل", vec!["שלום", "عمل"]),
            ("#हिन्दी", vec!["हिन्दी"]),
            // The joiner belongs to the word.
            ("#می\u{200c}خواهم", vec!["می\u{200c}خواهم"]),
            ("#ΟΔΟΣ #οδος", vec!["οδος"]),
            ("#fun🎉 🎉#party", vec!["fun", "party"]),
            // Punctuation at the end is not part of it.
            ("#work- #home-- and", vec!["work", "home"]),
            ("-#a", vec!["a"]),
        ] {
            assert_eq!(tags(text), expected, "{text:?}");
        }
    }

    #[test]
    fn other_signs_are_no_tags() {
        for text in [
            "#",
            "a # b",
            "# heading",
            "##heading",
            "we were #1, in room #12",
            "#2026 #_ #__ #-a #--",
            "C#sharp",
            "F#m e\u{301}#a 9#a _#a",
            "example.org/#x example.org#x",
            "https://example.org/wiki/Mood_(psychology)#History",
            "(https://example.org/a-#b)",
            "/#x ?#x a=#x &#x",
            "&#39;",
            "#\u{301}a",
            "#\u{fe0f}\u{20e3}",
            "#🎉",
            "#\u{200d}a",
        ] {
            assert_eq!(tags(text), Vec::<String>::new(), "{text:?}");
        }
    }

    #[test]
    fn a_tag_is_typed_with_or_without_its_sign() {
        for text in ["Work", "#work", " ＃WORK "] {
            assert_eq!(Tag::parse(text), Some(tag("work")), "{text:?}");
        }
        let long = "a".repeat(500);
        for text in [
            "", " ", "#", "##a", "a b", "a#b", "1", "-a", "a-", "a!", &long,
        ] {
            assert_eq!(Tag::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_note_is_retagged_and_otherwise_unchanged() {
        for (text, from, to, expected) in [
            ("#work, hard", "work", "job", Some("#job, hard")),
            (
                "  #Work #WORK- #working",
                "work",
                "job",
                Some("  #job #job- #working"),
            ),
            (
                "＃仕事 👩\u{200d}🚀",
                "仕事",
                "work",
                Some("＃work 👩\u{200d}🚀"),
            ),
            (
                "#e\u{301}te\u{301} et mer",
                "été",
                "hiver",
                Some("#hiver et mer"),
            ),
            ("#Work and #home", "work", "home", Some("#home and #home")),
            ("no tag: work", "work", "job", None),
            ("#workday", "work", "job", None),
        ] {
            let retagged = note(text).retagged(&tag(from), &tag(to)).unwrap();
            assert_eq!(retagged.as_ref().map(Note::as_str), expected, "{text:?}");
        }
    }

    #[test]
    fn a_note_that_would_be_too_long_is_not_retagged() {
        let full = note(&format!("#a {}", "x".repeat(497)));
        assert_eq!(
            full.retagged(&tag("a"), &tag("ab")),
            Err(Violation::NoteTooLong)
        );
        assert!(full.retagged(&tag("a"), &tag("b")).unwrap().is_some());
    }

    /// Text with many signs, words and their combinations.
    fn text() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            proptest::sample::select(vec![
                "#",
                "＃",
                "#a",
                "#A",
                "#b",
                "-",
                "_",
                " ",
                "\n",
                "/",
                "://",
                "e\u{301}",
                "é",
                "É",
                "ς",
                "Σ",
                "ß",
                "İ",
                "ش",
                "\u{200d}",
                "\u{200c}",
                "\u{200f}",
                "🎉",
                "👩\u{200d}🚀",
                "1",
                ".",
                "\u{fe0f}",
            ])
            .prop_map(str::to_owned),
            any::<char>().prop_map(String::from),
        ];
        proptest::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn a_found_tag_is_parsed_to_itself(text in text()) {
            let Some(note) = Note::parse(&text).unwrap() else { return Ok(()) };
            let mut end = 0;
            for (range, tag) in note.tag_ranges() {
                prop_assert!(range.start >= end);
                end = range.end;
                let occurrence = &note.as_str()[range];
                prop_assert_eq!(Tag::parse(occurrence), Some(tag.clone()));
                prop_assert_eq!(Tag::parse(tag.as_str()), Some(tag));
            }
        }

        #[test]
        fn composed_and_decomposed_notes_have_the_same_tags(text in text()) {
            let read = |text: String| Note::parse(&text).unwrap().map_or_else(Vec::new, |it| it.tags());
            prop_assert_eq!(read(text.nfc().collect()), read(text.nfd().collect()));
        }

        #[test]
        fn a_retagged_note_has_the_other_tag(text in text(), to in "[a-c]{1,3}|[à-ö]-x") {
            let Some(note) = Note::parse(&text).unwrap() else { return Ok(()) };
            let (before, to) = (note.tags(), tag(&to));
            for from in before.iter().filter(|from| **from != to) {
                let after = note.retagged(from, &to).unwrap().unwrap();
                let mut expected = Vec::new();
                for tag in &before {
                    let tag = if tag == from { &to } else { tag };
                    if !expected.contains(tag) {
                        expected.push(tag.clone());
                    }
                }
                prop_assert_eq!(after.tags(), expected);
                prop_assert_eq!(after.retagged(from, &to).unwrap(), None);
                if !before.contains(&to) {
                    // There and back again, except for the spelling of the tag.
                    let back = after.retagged(&to, from).unwrap().unwrap();
                    prop_assert_eq!(back.tags(), before.clone());
                    let signs = |note: &Note| note.as_str().matches(is_sign).count();
                    prop_assert_eq!(signs(&back), signs(&note));
                }
            }
        }
    }
}
