//! The short code that links another device.

use std::fmt;

use super::crockford;

const LENGTH: usize = 8;

/// A code that opens the account on another device: eight random symbols of Crockford's base 32
/// (40 bits). It is short because it lives for minutes and works once.
///
/// Its form for `Debug` hides the code.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkCode([u8; LENGTH]);

impl LinkCode {
    /// The number of random bytes of a code.
    pub const RANDOM_BYTES: usize = LENGTH;

    /// The lifetime, in seconds.
    pub const LIFETIME: i64 = 300;

    /// The code of random bytes, of each of which five bits are used.
    #[must_use]
    pub fn new(random: [u8; Self::RANDOM_BYTES]) -> Self {
        Self(random.map(|byte| byte & 31))
    }

    /// Reads a code as a person types it, like [`RecoveryCode::parse`](super::RecoveryCode::parse).
    /// None if it is mistyped.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        crockford::parse(text).map(Self)
    }

    /// The symbols, for hashing: 8 values from 0 to 31.
    #[must_use]
    pub const fn symbols(&self) -> &[u8; LENGTH] {
        &self.0
    }
}

impl fmt::Display for LinkCode {
    /// Two groups of four, with a hyphen between.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crockford::write(&self.0, f)
    }
}

impl fmt::Debug for LinkCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LinkCode").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_code_is_read_as_people_type_it(random: [u8; LENGTH]) {
            let code = LinkCode::new(random);
            let text = code.to_string();
            for typed in [text.clone(), text.to_lowercase(), text.replace('-', " "), text.replace('0', "o")] {
                prop_assert_eq!(LinkCode::parse(&typed), Some(code.clone()), "{}", typed);
            }
            prop_assert_eq!(LinkCode::parse(&text[1..]), None);
            prop_assert_eq!(LinkCode::parse(&format!("{text}0")), None);
            let shown = format!("{code:?}");
            prop_assert!(!shown.contains(&text[..4]));
        }
    }
}
