//! Identifiers that sort by time and can't be guessed.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A UUID of version 7, in its canonical text: the millisecond, then 74 random bits. Texts sort in
/// order of time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SortableId(String);

impl SortableId {
    /// An identifier of a millisecond since the epoch, from random bytes.
    #[must_use]
    pub fn new(millis: i64, random: [u8; 10]) -> Self {
        let mut tail = [0; 16];
        tail[6..].copy_from_slice(&random);
        let random = u128::from_be_bytes(tail);
        // RFC 9562: 48 bits of time, version, 12 random bits, variant, 62 random bits.
        let time = u128::from(millis.unsigned_abs() & 0xffff_ffff_ffff) << 80;
        let high = (random >> 62 & 0xfff) << 64;
        let low = random & 0x3fff_ffff_ffff_ffff;
        let hex = format!("{:032x}", time | 7 << 76 | high | 0b10 << 62 | low);
        let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| &hex[part]);
        Self(parts.join("-"))
    }

    /// Parses the canonical text, in lower case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_valid = text.len() == 36
            && text.bytes().enumerate().all(|(at, byte)| match at {
                8 | 13 | 18 | 23 => byte == b'-',
                14 => byte == b'7',
                19 => matches!(byte, b'8' | b'9' | b'a' | b'b'),
                _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
            });
        is_valid.then(|| Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SortableId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for SortableId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SortableId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a UUID of version 7"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_identifier_has_the_form_of_the_standard() {
        // The example of RFC 9562, appendix A.6.
        let random = [0x03, 0x30, 0xd8, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f];
        let id = SortableId::new(0x017f_22e2_79b0, random);
        assert_eq!(id.as_str(), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
        for text in [
            "",
            "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
            "017F22E2-79B0-7CC3-98C4-DC0C0C07398F",
            "017f22e2-79b0-4cc3-98c4-dc0c0c07398f",
            "017f22e2-79b0-7cc3-18c4-dc0c0c07398f",
            "017f22e279b0-7cc3-98c4-dc0c0c07398ff-",
            "017f22e2-79b0-7cc3-98c4-dc0c0c07398é",
        ] {
            assert_eq!(SortableId::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn identifiers_sort_by_time(
            a in 0_i64..1 << 48, b in 0_i64..1 << 48, random: [u8; 10], other: [u8; 10]
        ) {
            let (x, y) = (SortableId::new(a, random), SortableId::new(b, other));
            prop_assert_eq!(SortableId::parse(x.as_str()), Some(x.clone()));
            prop_assume!(a != b);
            prop_assert_eq!(a < b, x < y);
        }

        #[test]
        fn random_bits_count(millis in 0_i64..1 << 48, random: [u8; 10], bit in 0_usize..74) {
            let mut other = random;
            other[9 - bit / 8] ^= 1 << (bit % 8);
            prop_assert_ne!(SortableId::new(millis, random), SortableId::new(millis, other));
        }
    }
}
