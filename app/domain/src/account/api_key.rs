//! The text of an API key.

use std::fmt;

/// The start of every key, by which scanners of secrets recognise one.
const PREFIX: &str = "humeur_";
/// RFC 4648's base 32, in lower case.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// The number of characters that encode the random bytes.
const RANDOM_CHARS: usize = 32;
/// The number of characters of the checksum.
const CHECK_CHARS: usize = 6;

/// An API key as its owner sends it: `humeur_`, 160 random bits in base 32, and 30 bits of a
/// checksum.
///
/// Scanners of secrets find one with `\bhumeur_[a-z2-7]{38}\b`, and so do we: the checksum rejects a
/// mistyped or made-up key before anything is read. A guess at 160 bits is hopeless, so a key is
/// stored as its plain SHA-256: a slow hash protects secrets that people choose, and would cost
/// every call its time.
///
/// Its form for `Debug` hides the key.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKeyText(String);

impl ApiKeyText {
    /// The number of random bytes of a key.
    pub const RANDOM_BYTES: usize = 20;

    /// The key of random bytes.
    #[must_use]
    pub fn new(random: &[u8; Self::RANDOM_BYTES]) -> Self {
        let mut text = PREFIX.to_owned();
        // Five bytes are eight characters.
        for group in random.chunks_exact(5) {
            let bits = group
                .iter()
                .fold(0, |bits, byte| bits << 8 | u64::from(*byte));
            push_bits(&mut text, bits, 8);
        }
        let check = u64::from(crc32(text.as_bytes()));
        push_bits(&mut text, check, CHECK_CHARS);
        Self(text)
    }

    /// Parses a key; none if its form or its checksum is wrong.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let encoded = text.strip_prefix(PREFIX)?;
        let is_encoded = encoded.len() == RANDOM_CHARS + CHECK_CHARS
            && encoded.bytes().all(|byte| ALPHABET.contains(&byte));
        let (start, check) = text.split_at_checked(PREFIX.len() + RANDOM_CHARS)?;
        let mut expected = String::new();
        push_bits(
            &mut expected,
            u64::from(crc32(start.as_bytes())),
            CHECK_CHARS,
        );
        (is_encoded && check == expected).then(|| Self(text.to_owned()))
    }

    /// The key. Keep it secret.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiKeyText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKeyText").finish_non_exhaustive()
    }
}

/// Appends the last `5 * chars` bits.
fn push_bits(text: &mut String, bits: u64, chars: usize) {
    for at in (0..chars).rev() {
        let digit = bits >> (5 * at) & 31;
        let letter = usize::try_from(digit)
            .ok()
            .and_then(|digit| ALPHABET.get(digit));
        text.extend(letter.map(|letter| char::from(*letter)));
    }
}

/// CRC-32 (ISO 3309), bit by bit: a key has 39 bytes to check.
fn crc32(bytes: &[u8]) -> u32 {
    let checked = bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            let polynomial = if sum & 1 == 1 { 0xedb8_8320 } else { 0 };
            sum >> 1 ^ polynomial
        })
    });
    !checked
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_checksum_is_the_standard_one() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn the_format_does_not_change() {
        let key = ApiKeyText::new(&[0; 20]);
        assert_eq!(
            key.as_str(),
            "humeur_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaahygpqs"
        );
        assert_eq!(ApiKeyText::parse(key.as_str()), Some(key));
    }

    #[test]
    fn other_texts_are_no_keys() {
        let key = ApiKeyText::new(&[7; 20]);
        let text = key.as_str();
        for other in [
            "",
            "x",
            "humeur_",
            "humeur_é",
            &text[1..],
            &text[..44],
            &format!("{text}a"),
            &format!(" {text}"),
            &text.to_uppercase(),
            &"é".repeat(23),
        ] {
            assert_eq!(ApiKeyText::parse(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn a_key_has_its_form_and_one_wrong_character_is_noticed(
            random: [u8; 20],
            at in 7_usize..45,
            letter in 0_usize..32,
        ) {
            let key = ApiKeyText::new(&random);
            let text = key.as_str();
            prop_assert_eq!(text.len(), 45);
            prop_assert!(text[7..].bytes().all(|byte| ALPHABET.contains(&byte)));
            prop_assert_eq!(ApiKeyText::parse(text), Some(key.clone()));
            let mut wrong = text.as_bytes().to_vec();
            wrong[at] = ALPHABET[letter];
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assert_eq!(ApiKeyText::parse(&wrong).is_some(), wrong == text);
            let shown = format!("{key:?}");
            prop_assert!(!shown.contains(&text[7..]));
        }
    }
}
