//! Search in notes and moments: accents, case and compatibility forms make no difference.

use std::ops::Range;

use unicode_normalization::{
    UnicodeNormalization,
    char::{canonical_combining_class, is_combining_mark},
};
use unicode_segmentation::UnicodeSegmentation;

use super::note::is_ignorable;

/// Marks above this combining class are accents, vowel points and tones. Those below change the letter:
/// a nukta, a virama, the voicing of kana; vowel signs have class 0.
const LAST_PART_OF_LETTER: u8 = 9;

/// The words and phrases that a text must contain, all of them, folded.
///
/// A word may be part of a longer one, because inflected forms and languages without spaces have no
/// better boundary. Words in quotation marks are a phrase, in which any white space counts as one
/// space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms(Vec<Vec<char>>);

impl Terms {
    /// The maximum length of a search, in characters.
    pub const MAX_CHARS: usize = 100;

    /// Parses a search as typed. None if it is too long, or nothing in it can be searched for, such as
    /// an accent alone.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.chars().count() > Self::MAX_CHARS {
            return None;
        }
        let is_quote = |c: char| matches!(c, '"' | '“' | '”' | '„' | '«' | '»');
        let mut terms = Vec::new();
        for (at, part) in text.split(is_quote).enumerate() {
            // Every second part is in quotation marks.
            if at % 2 == 1 {
                terms.push(folded(part.trim()));
            } else {
                terms.extend(part.split_whitespace().map(folded));
            }
        }
        terms.retain(|term| !term.is_empty());
        (!terms.is_empty()).then_some(Self(terms))
    }

    /// The places of a text that match, in order and without overlap, in bytes. None if a term is
    /// missing. A range never divides what is read as one character.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Vec<Range<usize>>> {
        let text = Folded::of(text);
        let mut found = Vec::new();
        for term in &self.0 {
            let places = text.places(term);
            if places.is_empty() {
                return None;
            }
            found.extend(places);
        }
        found.sort_unstable_by_key(|range| (range.start, range.end));
        let mut merged: Vec<Range<usize>> = Vec::new();
        for range in found {
            match merged.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => merged.push(range),
            }
        }
        Some(merged)
    }
}

/// A folded text, with the place in the original of each of its characters.
struct Folded {
    chars: Vec<char>,
    places: Vec<Range<usize>>,
}

impl Folded {
    fn of(text: &str) -> Self {
        let mut folded = Self {
            chars: Vec::with_capacity(text.len()),
            places: Vec::with_capacity(text.len()),
        };
        for (at, cluster) in text.grapheme_indices(true) {
            for c in fold(cluster) {
                let is_repeated_space = c == ' ' && folded.chars.last() == Some(&' ');
                if !is_repeated_space {
                    folded.chars.push(c);
                    folded.places.push(at..at + cluster.len());
                }
            }
        }
        folded
    }

    fn places(&self, term: &[char]) -> Vec<Range<usize>> {
        let starts = self.chars.windows(term.len()).enumerate();
        let matching = starts.filter(|(_, window)| *window == term);
        let last = term.len() - 1;
        let place = |at: usize| self.places[at].start..self.places[at + last].end;
        matching.map(|(at, _)| place(at)).collect()
    }
}

fn folded(text: &str) -> Vec<char> {
    Folded::of(text).chars
}

/// The base letters of a cluster, in lower case.
fn fold(cluster: &str) -> impl Iterator<Item = char> {
    cluster
        .nfkd()
        .flat_map(char::to_lowercase)
        .nfkd()
        .filter(|c| !is_dropped(*c))
        // A letter with what belongs to it is one character again, so that its base does not match.
        .nfc()
        .flat_map(|c| {
            spelled(c)
                .chars()
                .chain((spelled(c).is_empty()).then_some(c))
        })
}

fn is_dropped(c: char) -> bool {
    let is_accent = is_combining_mark(c) && canonical_combining_class(c) > LAST_PART_OF_LETTER;
    is_accent || is_ignorable(c)
}

/// Letters that no decomposition divides, as they are typed without them; a space for every kind of
/// white space. Empty for all others.
const fn spelled(c: char) -> &'static str {
    match c {
        'œ' => "oe",
        'æ' => "ae",
        'ß' => "ss",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'þ' => "th",
        'ı' => "i",
        'ς' => "σ",
        '’' | '‘' => "'",
        '\n' | '\u{1680}' | '\u{2028}' | '\u{2029}' => " ",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Note;

    fn note(text: &str) -> Note {
        Note::parse(text).unwrap().unwrap()
    }

    /// The parts of the note that a search marks.
    fn marked<'a>(search: &str, text: &'a Note) -> Option<Vec<&'a str>> {
        let found = Terms::parse(search).unwrap().find(text.as_str())?;
        Some(
            found
                .into_iter()
                .map(|range| &text.as_str()[range])
                .collect(),
        )
    }

    #[test]
    fn accents_case_and_forms_make_no_difference() {
        for (search, text, expected) in [
            ("ete", "L’été dernier, ÉTÉ", vec!["été", "ÉTÉ"]),
            ("été", "un ete", vec!["ete"]),
            ("e\u{301}te\u{301}", "été", vec!["été"]),
            ("cafe", "cafe\u{301}!", vec!["cafe\u{301}"]),
            ("coeur", "mon cœur", vec!["cœur"]),
            ("œuvre", "OEUVRE", vec!["OEUVRE"]),
            ("strasse", "Straße", vec!["Straße"]),
            (
                "istanbul",
                "İstanbul ISTANBUL",
                vec!["İstanbul", "ISTANBUL"],
            ),
            ("οδος", "ΟΔΟΣ", vec!["ΟΔΟΣ"]),
            ("fi", "ﬁn", vec!["ﬁ"]),
            ("l'ete", "l’été", vec!["l’été"]),
            ("walk", "ｗａｌｋ", vec!["ｗａｌｋ"]),
            ("שלום", "שָׁלוֹם", vec!["שָׁלוֹם"]),
            ("محمد", "مُحَمَّد", vec!["مُحَمَّد"]),
            ("散歩", "今日は散歩です", vec!["散歩"]),
            ("soft", "so\u{ad}ft", vec!["so\u{ad}ft"]),
        ] {
            assert_eq!(marked(search, &note(text)), Some(expected), "{search:?}");
        }
    }

    #[test]
    fn letters_that_differ_stay_different() {
        for (search, text) in [
            ("か", "が"),
            ("하", "한국"),
            ("का", "कि"),
            ("walk", "wal k"),
            ("walk", "wa\nlk"),
        ] {
            assert_eq!(marked(search, &note(text)), None, "{search:?}");
        }
    }

    #[test]
    fn all_words_must_occur_and_a_phrase_in_one_piece() {
        for (search, text, expected) in [
            ("walk rain", "rain on the walk", Some(vec!["rain", "walk"])),
            ("walk sun", "rain on the walk", None),
            ("work", "homework", Some(vec!["work"])),
            ("\"on the\"", "rain on\n the walk", Some(vec!["on\n the"])),
            ("\"on the\"", "the rain on", None),
            (
                "«the walk» rain",
                "Rain, the walk",
                Some(vec!["Rain", "the walk"]),
            ),
            ("\"the walk", "the walk", Some(vec!["the walk"])),
            ("an ana", "banana", Some(vec!["anana"])),
            ("#work", "#Work", Some(vec!["#Work"])),
        ] {
            assert_eq!(marked(search, &note(text)), expected, "{search:?}");
        }
    }

    #[test]
    fn a_mark_never_divides_a_character() {
        for (search, text, expected) in [
            ("👍", "👍🏽!", vec!["👍🏽"]),
            ("👩", "x 👩\u{200d}🚀", vec!["👩\u{200d}🚀"]),
            ("🇫", "🇫🇷", vec!["🇫🇷"]),
        ] {
            assert_eq!(marked(search, &note(text)), Some(expected), "{search:?}");
        }
    }

    #[test]
    fn a_search_has_something_to_find_and_a_maximum_length() {
        for text in ["", "  ", "\"\"", "« »", "\u{301}", "\u{200b}\u{fe0f}"] {
            assert_eq!(Terms::parse(text), None, "{text:?}");
        }
        assert!(Terms::parse(&"é".repeat(100)).is_some());
        assert_eq!(Terms::parse(&"a".repeat(101)), None);
    }

    proptest! {
        #[test]
        fn every_part_of_a_note_finds_itself(text in "(?s).{1,60}", from in 0..60_usize, len in 1..30_usize) {
            let Some(note) = Note::parse(&text).unwrap() else { return Ok(()) };
            let clusters: Vec<_> = note.as_str().graphemes(true).collect();
            let from = from.min(clusters.len() - 1);
            let part = clusters[from..clusters.len().min(from + len)].concat();
            for search in [part.clone(), part.nfd().collect(), part.nfc().collect()] {
                let Some(terms) = Terms::parse(&search) else { continue };
                let found = terms.find(note.as_str());
                prop_assert!(found.is_some(), "{search:?}");
                let mut end = None;
                for range in found.unwrap() {
                    prop_assert!(range.start < range.end && end.is_none_or(|end| range.start > end));
                    end = Some(range.end);
                    let bounds: Vec<_> = note
                        .as_str()
                        .grapheme_indices(true)
                        .map(|(at, _)| at)
                        .chain([note.as_str().len()])
                        .collect();
                    prop_assert!(bounds.contains(&range.start) && bounds.contains(&range.end));
                }
            }
        }

        #[test]
        fn folding_is_idempotent(text in "(?s).{0,60}") {
            let once: String = folded(&text).into_iter().collect();
            let twice: String = folded(&once).into_iter().collect();
            prop_assert_eq!(once, twice);
        }
    }
}
