//! E-mail addresses.

/// An e-mail address, normalised: in lower case, so that an address has one owner.
///
/// The rule rejects what is certainly none, and leaves the rest to the mail that is sent there, as
/// HTML's own rule does: RFC 5322 allows addresses that no provider gives out, and the domain and
/// local part may be in any script (RFC 6531).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// The maximum length in bytes: a path of 256 with its angle brackets (RFC 5321, section
    /// 4.5.3.1.3).
    pub const MAX_BYTES: usize = 254;
    /// The maximum length of the part before the `@`, in bytes.
    const MAX_LOCAL: usize = 64;

    /// Parses an address; none if it is invalid.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let (local, domain) = text.split_once('@')?;
        let is_valid = text.len() <= Self::MAX_BYTES
            && is_local(local)
            && domain.contains('.')
            && domain.split('.').all(is_label);
        is_valid.then_some(Self(text))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Words with dots between, without quotes (RFC 5322, `dot-atom`).
fn is_local(text: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty()
            && word
                .chars()
                .all(|c| is_letter(c) || "!#$%&'*+-/=?^_`{|}~".contains(c))
    };
    text.len() <= Email::MAX_LOCAL && text.split('.').all(is_word)
}

/// A label of a domain's name (RFC 5890).
fn is_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text.chars().all(|c| is_letter(c) || c == '-')
}

/// ASCII letters and digits, and everything beyond ASCII that can be part of a word.
fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    // Joiners and variation selectors are invisible: two addresses would look the same.
    let is_invisible = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{ffff}');
    !c.is_control() && !c.is_whitespace() && !is_invisible && c != '\u{ff20}' && c != '\u{fe6b}'
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_are_normalised() {
        for (text, address) in [
            ("ada@example.org", "ada@example.org"),
            (
                "  Ada.Lovelace+journal@Example.ORG\n",
                "ada.lovelace+journal@example.org",
            ),
            ("o'neill@sub.example.co.uk", "o'neill@sub.example.co.uk"),
            ("Élise@exemple.fr", "élise@exemple.fr"),
            ("用户@例子.广告", "用户@例子.广告"),
            ("מישהו@דוגמה.קום", "מישהו@דוגמה.קום"),
            ("a@xn--bcher-kva.example", "a@xn--bcher-kva.example"),
        ] {
            assert_eq!(Email::parse(text).unwrap().as_str(), address, "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_addresses() {
        let long_local = format!("{}@example.org", "a".repeat(65));
        let long_label = format!("a@{}.org", "a".repeat(64));
        let long = format!("a@{}org", "abcdefghi.".repeat(26));
        for text in [
            "",
            " ",
            "ada",
            "@",
            "@example.org",
            "ada@",
            "ada@example",
            "ada@@example.org",
            "ada@example@example.org",
            "ada@.org",
            "ada@example..org",
            "ada@example.org.",
            "ada@-example.org",
            "ada@example-.org",
            "ada@exa_mple.org",
            "ada@[127.0.0.1]",
            ".ada@example.org",
            "ada.@example.org",
            "a..da@example.org",
            "a da@example.org",
            "\"ada\"@example.org",
            "Ada <ada@example.org>",
            "ada@example.org, eve@example.org",
            "ada@example.org\r\nBcc: eve@example.org",
            "a\0da@example.org",
            "a\u{200b}da@example.org",
            "ada\u{202e}@example.org",
            "a\u{a0}da@example.org",
            &long_local,
            &long_label,
            &long,
        ] {
            assert_eq!(Email::parse(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_normalised_address_is_stable(text in ".{0,20}@.{0,20}") {
            if let Some(email) = Email::parse(&text) {
                let again = Email::parse(email.as_str());
                prop_assert_eq!(again.as_ref(), Some(&email));
                prop_assert!(!email.as_str().chars().any(char::is_whitespace));
            }
        }
    }
}
