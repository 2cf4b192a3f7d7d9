//! Identifiers of moments.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A UUID of version 7 (RFC 9562) in its usual form: sortable by the time at which it was made, and not to be
/// guessed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MomentId(String);

/// The places of the hyphens.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];

impl MomentId {
    /// An identifier made at `millis`, in milliseconds since the epoch.
    #[must_use]
    pub fn new(millis: i64, random: [u8; 10]) -> Self {
        let [a, b, rest @ ..] = random;
        let time = millis & 0xffff_ffff_ffff;
        let version = 0x7000 | (u16::from_be_bytes([a, b]) & 0x0fff);
        let [variant, c, rest @ ..] = rest;
        let variant = u16::from_be_bytes([0x80 | (variant & 0x3f), c]);
        let node = rest
            .iter()
            .fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
        let (high, low) = (time >> 16, time & 0xffff);
        Self(format!(
            "{high:08x}-{low:04x}-{version:04x}-{variant:04x}-{node:012x}"
        ))
    }

    /// Parses an identifier in lower case; none if it is no UUID of version 7.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_valid = text.len() == 36
            && text.bytes().enumerate().all(|(at, byte)| match at {
                at if HYPHENS.contains(&at) => byte == b'-',
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

impl fmt::Display for MomentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for MomentId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for MomentId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a UUID of version 7"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_example_of_the_standard_is_an_identifier() {
        // RFC 9562, appendix A.6.
        let random = [0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f];
        let id = MomentId::new(0x017f_22e2_79b0, random);
        assert_eq!(id.as_str(), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
    }

    #[test]
    fn other_text_is_no_identifier() {
        for text in [
            "",
            "7",
            "017F22E2-79B0-7CC3-98C4-DC0C0C07398F",
            "017f22e2-79b0-4cc3-98c4-dc0c0c07398f",
            "017f22e2-79b0-7cc3-18c4-dc0c0c07398f",
            "017f22e279b07cc398c4dc0c0c07398f",
            "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
            "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
            "017f22e2-79b0-7cc3-98c4-dc0c0c07398f ",
            "017f22e2_79b0-7cc3-98c4-dc0c0c07398f",
            "017f22e2-79b0-7cc3-98c4-dc0c0c0739é",
        ] {
            assert_eq!(MomentId::parse(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn identifiers_sort_by_time(
            a in 0_i64..1 << 48, b in 0_i64..1 << 48, x: [u8; 10], y: [u8; 10],
        ) {
            let (first, second) = (MomentId::new(a, x), MomentId::new(b, y));
            prop_assert_eq!(MomentId::parse(first.as_str()), Some(first.clone()));
            if a != b {
                prop_assert_eq!(a < b, first < second);
            }
        }
    }
}
