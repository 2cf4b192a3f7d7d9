//! What a write is based on, so that it never undoes a newer one unseen.

use crate::error::Error;

/// The version of a day that somebody had before them when they changed it, and the name of the
/// change.
///
/// A write that has one is carried out only while the day is still at that version; a write that
/// has none is carried out whatever stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// The day's version then; 0 when nothing was ever there.
    pub version: u64,
    /// By which a repeated write is known; the store makes one up where there is none.
    pub mutation: Option<MutationId>,
}

impl Base {
    /// The largest whole number that every reader of JSON has exactly.
    pub const MAX_VERSION: u64 = (1 << 53) - 1;

    /// Reads a base from what came along: the version in a header, or as an argument, or both
    /// saying the same, and the name of the change.
    ///
    /// # Errors
    /// Invalid, field `baseVersion` or `mutationId`.
    pub fn parse(
        header: Option<u64>,
        argument: Option<u64>,
        mutation: Option<&str>,
    ) -> Result<Option<Self>, Error> {
        let mutation = mutation.map(MutationId::parse).transpose()?;
        if argument.is_some_and(|version| version > Self::MAX_VERSION) {
            let message = "baseVersion must be at most 9007199254740991";
            return Err(Error::invalid("baseVersion", message));
        }
        if let (Some(header), Some(argument)) = (header, argument)
            && header != argument
        {
            let message = "baseVersion and the header name two different versions";
            return Err(Error::invalid("baseVersion", message));
        }
        match (header.or(argument), mutation) {
            (Some(version), mutation) => Ok(Some(Self { version, mutation })),
            (None, None) => Ok(None),
            // Without a base the same write would be carried out again, by whatever name.
            (None, Some(_)) => Err(Error::invalid(
                "mutationId",
                "mutationId needs a baseVersion, or a header that says the same",
            )),
        }
    }
}

/// The name of one change, made up by whoever sends it: sent again, it is still the same change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MutationId(String);

impl MutationId {
    /// The longest one, in characters.
    pub const MAX_CHARS: usize = 64;

    /// Reads 1 to 64 of the letters `A`–`Z` and `a`–`z`, the digits, `_` and `-`.
    ///
    /// # Errors
    /// Invalid, field `mutationId`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if (1..=Self::MAX_CHARS).contains(&text.len()) && text.bytes().all(is_plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Error::invalid(
                "mutationId",
                "mutationId must be 1 to 64 letters, digits, hyphens and underscores",
            ))
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

    fn base(version: u64, mutation: Option<&str>) -> Base {
        Base {
            version,
            mutation: mutation.map(|text| MutationId::parse(text).unwrap()),
        }
    }

    #[test]
    fn a_base_comes_by_header_or_as_an_argument() {
        for (header, argument, mutation, read) in [
            (None, None, None, None),
            (Some(3), None, None, Some(base(3, None))),
            (None, Some(0), Some("m-1"), Some(base(0, Some("m-1")))),
            (Some(3), Some(3), Some("m_1"), Some(base(3, Some("m_1")))),
            (
                None,
                Some(Base::MAX_VERSION),
                None,
                Some(base(Base::MAX_VERSION, None)),
            ),
        ] {
            assert_eq!(Base::parse(header, argument, mutation), Ok(read));
        }
    }

    #[test]
    fn what_makes_no_base_is_refused_by_name() {
        for (header, argument, mutation, field) in [
            (Some(3), Some(4), None, "baseVersion"),
            (Some(0), Some(1), Some("m"), "baseVersion"),
            (None, Some(Base::MAX_VERSION + 1), None, "baseVersion"),
            (None, None, Some("m"), "mutationId"),
            (None, Some(1), Some(""), "mutationId"),
            (Some(1), None, Some("a b"), "mutationId"),
        ] {
            let error = Base::parse(header, argument, mutation).unwrap_err();
            assert_eq!(
                (error.kind.status(), error.field.as_deref()),
                (422, Some(field)),
                "{header:?} {argument:?} {mutation:?}"
            );
        }
    }

    #[test]
    fn a_name_is_plain_and_short() {
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
        fn whatever_is_accepted_is_kept_as_it_is(text in "[A-Za-z0-9_-]{0,70}") {
            let fits = (1..=MutationId::MAX_CHARS).contains(&text.len());
            prop_assert_eq!(MutationId::parse(&text).is_ok(), fits);
            if let Ok(id) = MutationId::parse(&text) {
                prop_assert_eq!(id.as_str(), text);
            }
        }
    }
}
