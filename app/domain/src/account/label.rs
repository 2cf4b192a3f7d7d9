//! Names that people give to things of theirs.

use crate::Violation;

/// The name of a passkey or another way to sign in: one line of 1 to 60 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label(String);

impl Label {
    /// The maximum length, in characters.
    pub const MAX_CHARS: usize = 60;

    /// A name, without the white space around it.
    ///
    /// # Errors
    /// `InvalidName` if it is empty, too long, or contains a control character.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        let text = text.trim();
        let is_valid = (1..=Self::MAX_CHARS).contains(&text.chars().count())
            && !text.chars().any(char::is_control);
        if is_valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(Violation::InvalidName)
        }
    }

    /// The text.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_of_up_to_60_characters_in_any_script() {
        for (text, name) in [
            ("Work phone", "Work phone"),
            ("  Laptop ", "Laptop"),
            ("هاتفي", "هاتفي"),
            ("🔑", "🔑"),
            (&"é".repeat(60), &"é".repeat(60)),
        ] {
            assert_eq!(Label::parse(text).map(Label::into_string), Ok(name.to_owned()));
        }
        for text in ["", " \t", "a\nb", "a\u{0}b", &"é".repeat(61)] {
            assert_eq!(Label::parse(text), Err(Violation::InvalidName), "{text:?}");
        }
    }
}
