//! Identifiers of signals.

use std::fmt;

/// The identifier of a signal: 1 to [`SignalId::MAX_CHARS`] lowercase letters, digits and hyphens, of which
/// the first is a letter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SignalId(String);

impl SignalId {
    /// The most characters.
    pub const MAX_CHARS: usize = 32;
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
}
