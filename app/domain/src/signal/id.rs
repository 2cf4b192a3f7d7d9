//! Identifiers of signals.

use std::fmt;

/// The identifier of a signal: 1 to [`SignalId::MAX_CHARS`] lowercase letters, digits and hyphens, of which
/// the first is a letter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SignalId(String);

/// No identifier contains it, and a cookie may. Alone it is no identifier at all: an empty cookie would be
/// none, and the person had not chosen.
const SEPARATOR: &str = ".";

impl SignalId {
    /// The most characters.
    pub const MAX_CHARS: usize = 32;
    /// The most that a person may choose: their names fit a cookie.
    pub const MAX_CHOSEN: usize = 32;
    /// The most that are shown to a person who did not choose: the operator's first ones.
    pub const SHOWN_FIRST: usize = 5;
    /// Names of metrics of the journal itself, which no signal may have.
    pub const RESERVED: [&str; 5] = ["mood", "note", "tags", "moments", "comments"];

    /// Parses an identifier.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_allowed =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let is_id = text.len() <= Self::MAX_CHARS
            && text.starts_with(|first: char| first.is_ascii_lowercase())
            && text.bytes().all(is_allowed)
            && !Self::RESERVED.contains(&text);
        is_id.then(|| Self(text.to_owned()))
    }

    /// Several identifiers as one text.
    #[must_use]
    pub fn join(ids: &[Self]) -> String {
        if ids.is_empty() {
            return SEPARATOR.to_owned();
        }
        let names: Vec<_> = ids.iter().map(Self::as_str).collect();
        names.join(SEPARATOR)
    }

    /// The identifiers of a text made by [`Self::join`]; none if one of them is malformed, or if there
    /// are more than [`Self::MAX_CHOSEN`].
    #[must_use]
    pub fn split(text: &str) -> Option<Vec<Self>> {
        if text.is_empty() || text == SEPARATOR {
            return Some(Vec::new());
        }
        let ids: Vec<_> = text
            .split(SEPARATOR)
            .map(Self::parse)
            .collect::<Option<_>>()?;
        (ids.len() <= Self::MAX_CHOSEN).then_some(ids)
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SignalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_is_a_word_in_lower_case_that_no_metric_has() {
        for text in ["bitcoin", "paris-bikes", "a", "pm10", &"a".repeat(32)] {
            assert_eq!(SignalId::parse(text).unwrap().as_str(), text);
        }
        let long = "a".repeat(33);
        for text in [
            "", "1a", "-a", "Bitcoin", "a b", "a#days", "é", "mood", "comments", &long,
        ] {
            assert_eq!(SignalId::parse(text), None, "{text}");
        }
    }

    #[test]
    fn several_identifiers_are_one_text() {
        for names in [&[] as &[&str], &["bitcoin"], &["paris-bikes", "a", "pm10"]] {
            let ids: Vec<_> = names
                .iter()
                .map(|name| SignalId::parse(name).unwrap())
                .collect();
            assert_eq!(SignalId::split(&SignalId::join(&ids)), Some(ids));
        }
        let many = vec!["a"; 33].join(".");
        assert_eq!(SignalId::split(""), Some(Vec::new()));
        for text in ["..", "a.", "a,b", "a b", "a.mood", &many] {
            assert_eq!(SignalId::split(text), None, "{text}");
        }
        assert!(SignalId::split(&many[2..]).is_some());
    }
}
