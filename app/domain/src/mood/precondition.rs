//! Preconditions, so that a write never overwrites a newer version unnoticed.

use crate::Violation;

/// The version of a day that a write is based on, and the write's identifier.
///
/// A write with a precondition succeeds only if the day is still at that version. A write without
/// one overwrites any version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Precondition {
    /// The required version; 0 if the day never had an entry.
    pub version: u64,
    /// Identifies a retry of the same write; the store generates one if it is missing.
    pub mutation: Option<MutationId>,
}

impl Precondition {
    /// The largest integer that every JSON parser reads exactly (2⁵³ − 1).
    pub const MAX_VERSION: u64 = (1 << 53) - 1;

    /// Reads a precondition from the version in a header or argument (if both are given, they
    /// must be equal) and the mutation's identifier.
    ///
    /// # Errors
    /// [`Violation::VersionTooLarge`], [`Violation::VersionsDiffer`],
    /// [`Violation::InvalidMutationId`], [`Violation::MutationWithoutVersion`].
    pub fn parse(
        header: Option<u64>,
        argument: Option<u64>,
        mutation: Option<&str>,
    ) -> Result<Option<Self>, Violation> {
        let mutation = mutation.map(MutationId::parse).transpose()?;
        if argument.is_some_and(|version| version > Self::MAX_VERSION) {
            return Err(Violation::VersionTooLarge);
        }
        if let (Some(header), Some(argument)) = (header, argument)
            && header != argument
        {
            return Err(Violation::VersionsDiffer);
        }
        match (header.or(argument), mutation) {
            (Some(version), mutation) => Ok(Some(Self { version, mutation })),
            (None, None) => Ok(None),
            // Without a version, a retry would be applied again.
            (None, Some(_)) => Err(Violation::MutationWithoutVersion),
        }
    }
}

/// The sender's identifier of a write, equal in each retry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MutationId(String);

impl MutationId {
    /// The maximum length, in characters.
    pub const MAX_CHARS: usize = 64;

    /// Parses 1 to 64 of the characters `A`–`Z`, `a`–`z`, `0`–`9`, `_` and `-`.
    ///
    /// # Errors
    /// [`Violation::InvalidMutationId`].
    pub fn parse(text: &str) -> Result<Self, Violation> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if (1..=Self::MAX_CHARS).contains(&text.len()) && text.bytes().all(is_plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Violation::InvalidMutationId)
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn precondition(version: u64, mutation: Option<&str>) -> Precondition {
        Precondition {
            version,
            mutation: mutation.map(|text| MutationId::parse(text).unwrap()),
        }
    }

    #[test]
    fn the_version_is_a_header_or_an_argument() {
        for (header, argument, mutation, read) in [
            (None, None, None, None),
            (Some(3), None, None, Some(precondition(3, None))),
            (
                None,
                Some(0),
                Some("m-1"),
                Some(precondition(0, Some("m-1"))),
            ),
            (
                Some(3),
                Some(3),
                Some("m_1"),
                Some(precondition(3, Some("m_1"))),
            ),
            (
                None,
                Some(Precondition::MAX_VERSION),
                None,
                Some(precondition(Precondition::MAX_VERSION, None)),
            ),
        ] {
            assert_eq!(Precondition::parse(header, argument, mutation), Ok(read));
        }
    }

    #[test]
    fn invalid_preconditions_are_violations() {
        use Violation::{
            InvalidMutationId, MutationWithoutVersion, VersionTooLarge, VersionsDiffer,
        };
        for (header, argument, mutation, violation) in [
            (Some(3), Some(4), None, VersionsDiffer),
            (Some(0), Some(1), Some("m"), VersionsDiffer),
            (
                None,
                Some(Precondition::MAX_VERSION + 1),
                None,
                VersionTooLarge,
            ),
            (None, None, Some("m"), MutationWithoutVersion),
            (None, Some(1), Some(""), InvalidMutationId),
            (Some(1), None, Some("a b"), InvalidMutationId),
        ] {
            assert_eq!(
                Precondition::parse(header, argument, mutation),
                Err(violation),
                "{header:?} {argument:?} {mutation:?}"
            );
        }
    }

    #[test]
    fn an_identifier_has_safe_characters_and_a_maximum_length() {
        for good in ["a", "-", "_", "9", "0f8fad5b-d9cb-469f-a165-70867728950e"] {
            assert_eq!(MutationId::parse(good).unwrap().as_str(), good);
        }
        assert!(MutationId::parse(&"x".repeat(64)).is_ok());
        for bad in ["", " ", "a b", "é", "a\n", "a.b", "{}", "\0"] {
            assert!(MutationId::parse(bad).is_err(), "{bad:?}");
        }
        assert!(MutationId::parse(&"x".repeat(65)).is_err());
    }

    proptest! {
        #[test]
        fn accepted_identifiers_are_kept_unchanged(text in "[A-Za-z0-9_-]{0,70}") {
            let fits = (1..=MutationId::MAX_CHARS).contains(&text.len());
            prop_assert_eq!(MutationId::parse(&text).is_ok(), fits);
            if let Ok(id) = MutationId::parse(&text) {
                prop_assert_eq!(id.as_str(), text);
            }
        }
    }
}
