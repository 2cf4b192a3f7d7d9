//! The recovery code, which opens an account without any of its devices.

use std::fmt;

use super::crockford;

/// The number of random symbols.
const RANDOM: usize = 30;
/// The number of symbols.
const LENGTH: usize = RANDOM + 2;
/// The largest prime that two symbols can count to.
const MODULUS: u32 = 1021;

/// A recovery code: 30 random symbols of Crockford's base 32 (150 bits), and two that make the whole,
/// read as a number, a multiple of 1021.
///
/// The modulus is a prime, and the powers of 32 repeat only after 68 places. So one mistyped symbol
/// is always detected, and so are two that changed places; of other mistakes, all but one in 1021.
///
/// Its form for `Debug` hides the code.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode([u8; LENGTH]);

impl RecoveryCode {
    /// The number of random bytes of a code.
    pub const RANDOM_BYTES: usize = RANDOM;

    /// The code of random bytes, of each of which five bits are used.
    #[must_use]
    pub fn new(random: [u8; Self::RANDOM_BYTES]) -> Self {
        let mut symbols = [0; LENGTH];
        for (symbol, byte) in symbols.iter_mut().zip(random) {
            *symbol = byte & 31;
        }
        let check = (MODULUS - remainder(&symbols)) % MODULUS;
        symbols[RANDOM] = low_five_bits(check >> 5);
        symbols[RANDOM + 1] = low_five_bits(check);
        Self(symbols)
    }

    /// Reads a code as a person types it: in any case, with or without hyphens and spaces, and with
    /// letters for the digits that look like them. None if it is mistyped.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let symbols = crockford::parse(text)?;
        (remainder(&symbols) == 0).then_some(Self(symbols))
    }

    /// The symbols, for hashing: 32 values from 0 to 31.
    #[must_use]
    pub const fn symbols(&self) -> &[u8; LENGTH] {
        &self.0
    }
}

/// The remainder of a number in base 32.
fn remainder(symbols: &[u8]) -> u32 {
    symbols.iter().fold(0, |number, symbol| {
        (number * 32 + u32::from(*symbol)) % MODULUS
    })
}

fn low_five_bits(number: u32) -> u8 {
    u8::try_from(number & 31).unwrap_or_default()
}

impl fmt::Display for RecoveryCode {
    /// Eight groups of four, with hyphens between.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crockford::write(&self.0, f)
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecoveryCode").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    fn code() -> impl Strategy<Value = RecoveryCode> {
        any::<[u8; RANDOM]>().prop_map(RecoveryCode::new)
    }

    fn is_valid(symbols: [u8; LENGTH]) -> bool {
        remainder(&symbols) == 0
    }

    proptest! {
        #[test]
        fn a_code_is_read_as_people_type_it(code in code()) {
            let text = code.to_string();
            prop_assert_eq!(text.len(), 39);
            prop_assert_eq!(text.split('-').map(str::len).collect::<Vec<_>>(), [4; 8]);
            for typed in [
                text.clone(),
                text.to_lowercase(),
                text.replace('-', ""),
                text.replace('-', "\u{a0}"),
                text.replace('-', " \u{2013} "),
                format!("  {text}\r\n"),
                text.replace('0', "O"),
                text.replace('0', "o").replace('1', "l"),
                text.replace('1', "I"),
            ] {
                prop_assert_eq!(RecoveryCode::parse(&typed), Some(code.clone()), "{}", typed);
            }
            let shown = format!("{code:?}");
            prop_assert!(!shown.contains(&text[..4]));
        }

        /// Each of the 992 wrong symbols and of the 496 exchanges, at every place.
        #[test]
        fn every_wrong_symbol_and_every_exchange_is_detected(code in code()) {
            let symbols = *code.symbols();
            for at in 0..LENGTH {
                for wrong in (0..32).filter(|wrong| *wrong != symbols[at]) {
                    let mut mistyped = symbols;
                    mistyped[at] = wrong;
                    prop_assert!(!is_valid(mistyped), "{} at {}", wrong, at);
                }
                for other in (at + 1..LENGTH).filter(|other| symbols[*other] != symbols[at]) {
                    let mut mistyped = symbols;
                    mistyped.swap(at, other);
                    prop_assert!(!is_valid(mistyped), "{} and {}", at, other);
                }
            }
        }

        #[test]
        fn a_missing_or_additional_symbol_is_no_code(code in code(), at in 0..39_usize) {
            let text = code.to_string();
            let mut shorter = text.clone();
            if shorter.remove(at) != '-' {
                prop_assert_eq!(RecoveryCode::parse(&shorter), None);
            }
            let mut longer = text;
            longer.insert(at, 'X');
            prop_assert_eq!(RecoveryCode::parse(&longer), None);
        }

        #[test]
        fn no_text_breaks_the_parser(text in ".*") {
            let _ = RecoveryCode::parse(&text);
        }
    }

    #[test]
    fn no_two_places_have_the_same_weight() {
        let weights: HashSet<u32> = (0..LENGTH)
            .map(|place| (0..place).fold(1, |weight, _| weight * 32 % MODULUS))
            .collect();
        assert_eq!(weights.len(), LENGTH);
    }

    #[test]
    fn a_code_has_a_stable_form() {
        let text = "0000-0000-0000-0000-0000-0000-0000-0000";
        assert_eq!(RecoveryCode::new([0; RANDOM]).to_string(), text);
        let random = std::array::from_fn(|at| u8::try_from(at).unwrap());
        let text = "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXTX";
        assert_eq!(RecoveryCode::new(random).to_string(), text);
        for text in ["", "-", "U", "0123", &"u".repeat(32), &"0".repeat(5000)] {
            assert_eq!(RecoveryCode::parse(text), None, "{text}");
        }
    }
}
