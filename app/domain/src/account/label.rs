//! Names that people give: to themselves, and to what is theirs.

/// One line of text in any script, of 1 to `MAX` characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label<const MAX: usize>(String);

/// The name of an API key.
pub type KeyName = Label<60>;
/// The name of a way to sign in.
pub type WayName = Label<60>;
/// The name of a person.
pub type PersonName = Label<100>;

impl<const MAX: usize> Label<MAX> {
    /// The maximum length, in characters.
    pub const MAX_CHARS: usize = MAX;

    /// Parses a name, without the white space around it. None if it is empty, longer than `MAX`
    /// characters, or has a control character or a line break.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
        let is_valid = !text.is_empty() && text.chars().count() <= MAX && !text.contains(breaks);
        is_valid.then(|| Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> From<Label<MAX>> for String {
    fn from(label: Label<MAX>) -> Self {
        label.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_be_in_any_script() {
        let longest = "é".repeat(100);
        for (text, name) in [
            ("Ada", "Ada"),
            (" Ada Lovelace ", "Ada Lovelace"),
            ("مريم", "مريم"),
            ("👩‍🚀🪐", "👩‍🚀🪐"),
            ("李小龙", "李小龙"),
            (&longest, &longest),
        ] {
            assert_eq!(PersonName::parse(text).unwrap().as_str(), name);
        }
    }

    #[test]
    fn a_name_is_one_line_and_not_too_long() {
        let long = "é".repeat(101);
        for text in [
            "",
            " \t",
            "a\nb",
            "a\0b",
            "a\u{85}b",
            "a\u{2028}b",
            "\u{7f}",
            &long,
            &"x".repeat(300),
        ] {
            assert_eq!(PersonName::parse(text), None, "{text:?}");
        }
        assert_eq!(KeyName::parse(&"x".repeat(61)), None);
        assert!(KeyName::parse(&"x".repeat(60)).is_some());
    }
}
