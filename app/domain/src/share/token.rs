//! The secret of a share's link.

use std::fmt;

/// RFC 4648's base 64 for addresses.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The token of a share's link: 256 random bits in base 64, 43 characters that need no escape in an
/// address.
///
/// A guess is hopeless, so the token is stored as its plain SHA-256. Its form for `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct ShareToken(String);

impl ShareToken {
    /// The number of random bytes of a token.
    pub const RANDOM_BYTES: usize = 32;
    /// The number of characters of a token.
    const CHARS: usize = 43;

    /// The token of random bytes.
    #[must_use]
    pub fn new(random: &[u8; Self::RANDOM_BYTES]) -> Self {
        let mut text = String::with_capacity(Self::CHARS);
        // Three bytes are four characters; the last two bytes are three.
        for group in random.chunks(3) {
            let bits = group
                .iter()
                .fold(0, |bits, byte| bits << 8 | usize::from(*byte));
            let bits = bits << (8 * (3 - group.len()));
            for place in 0..=group.len() {
                let symbol = bits >> (18 - 6 * place) & 63;
                text.push(char::from(ALPHABET[symbol]));
            }
        }
        Self(text)
    }

    /// Parses a token; none if it was cut, or has a character that no token has.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_token = text.len() == Self::CHARS && text.bytes().all(|c| ALPHABET.contains(&c));
        is_token.then(|| Self(text.to_owned()))
    }

    /// The token. Keep it secret.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ShareToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShareToken").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_token_is_base_64() {
        let mut bytes = [0; 32];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::try_from(at * 8 + 3).unwrap();
        }
        // By Python's `base64.urlsafe_b64encode`.
        let expected = "AwsTGyMrMztDS1NbY2tze4OLk5ujq7O7w8vT2-Pr8_s";
        assert_eq!(ShareToken::new(&[0; 32]).as_str(), "A".repeat(43));
        let token = ShareToken::new(&bytes);
        assert_eq!(token.as_str(), expected);
        assert!(!format!("{token:?}").contains("Aws"));
    }

    proptest! {
        #[test]
        fn a_token_round_trips_and_different_bytes_differ(one: [u8; 32], other: [u8; 32]) {
            let token = ShareToken::new(&one);
            prop_assert_eq!(ShareToken::parse(token.as_str()), Some(token.clone()));
            prop_assert_eq!(token == ShareToken::new(&other), one == other);
        }

        #[test]
        fn a_cut_or_garbled_token_is_none(one: [u8; 32], at in 0_usize..43, odd in "[^A-Za-z0-9_-]") {
            let token = ShareToken::new(&one);
            let text = token.as_str();
            prop_assert_eq!(ShareToken::parse(&text[..at]), None);
            prop_assert_eq!(ShareToken::parse(&format!("{text}A")), None);
            let garbled = format!("{}{odd}{}", &text[..at], &text[at + 1..]);
            prop_assert_eq!(ShareToken::parse(&garbled), None);
        }
    }
}
