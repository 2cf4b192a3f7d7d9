//! Crockford's base 32 (<https://www.crockford.com/base32.html>): letters and digits that people
//! read, type and say without confusing them.

use std::fmt;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The symbols of a text, as values from 0 to 31. Ignores case, spaces and dashes, and accepts the
/// letters that look like digits: O for 0, I and L for 1.
///
/// None if the text has other characters, or not exactly `N` symbols.
pub(super) fn parse<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut symbols = [0; N];
    let mut length = 0;
    for character in text.chars() {
        // The dashes that word processors make of a hyphen count as well.
        if character.is_whitespace() || matches!(character, '-' | '\u{2010}'..='\u{2015}') {
            continue;
        }
        *symbols.get_mut(length)? = value(character)?;
        length += 1;
    }
    (length == N).then_some(symbols)
}

fn value(character: char) -> Option<u8> {
    let digit = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let at = ALPHABET
        .iter()
        .position(|symbol| char::from(*symbol) == digit)?;
    u8::try_from(at).ok()
}

/// Writes symbols in groups of four, with hyphens between.
pub(super) fn write(symbols: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (at, symbol) in symbols.iter().enumerate() {
        if at > 0 && at % 4 == 0 {
            f.write_str("-")?;
        }
        let symbol = ALPHABET[usize::from(symbol & 31)];
        f.write_str(char::from(symbol).encode_utf8(&mut [0; 4]))?;
    }
    Ok(())
}
