//! Numbers as text.

use crate::domain::Lang;

/// A number with `digits` decimals, and its thousands in groups: "3.4", "3,4"; "68,123.45",
/// "68 123,45" with a narrow no-break space.
#[must_use]
pub fn decimal(lang: Lang, value: f64, digits: usize) -> String {
    // Rounded first, so that there is no "-0.0".
    let scale = 10_f64.powi(i32::try_from(digits).unwrap_or(0));
    let rounded = (value * scale).round() / scale + 0.0;
    let text = format!("{:.digits$}", rounded.abs());
    let sign = if rounded < 0.0 { "\u{2212}" } else { "" };
    let mark = match lang {
        Lang::En => '.',
        Lang::Fr => ',',
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text.as_str(), ""));
    let whole = count(lang, whole);
    if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}{mark}{fraction}")
    }
}

/// The same with its sign: "+0.4", "−0,4"; zero has none.
#[must_use]
pub fn signed(lang: Lang, value: f64, digits: usize) -> String {
    let text = decimal(lang, value, digits);
    let is_zero = text.chars().all(|c| matches!(c, '0' | '.' | ','));
    if value > 0.0 && !is_zero {
        format!("+{text}")
    } else {
        text
    }
}

/// An interval: "3.1 to 3.7", "de 3,1 à 3,7".
#[must_use]
pub fn interval(lang: Lang, low: f64, high: f64, digits: usize) -> String {
    let [low, high] = [low, high].map(|value| decimal(lang, value, digits));
    match lang {
        Lang::En => format!("{low} to {high}"),
        Lang::Fr => format!("de {low} à {high}"),
    }
}

/// A whole number in groups of three: "3,650", "3 650" with a narrow no-break space.
#[must_use]
pub fn count(lang: Lang, number: impl ToString) -> String {
    let digits = number.to_string();
    let separator = match lang {
        Lang::En => ',',
        Lang::Fr => '\u{202f}',
    };
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// A share as a percentage: "42%", "42 %" with a no-break space.
#[must_use]
pub fn percent(lang: Lang, part: usize, whole: usize) -> String {
    let percent = (100 * part + whole / 2).checked_div(whole).unwrap_or(0);
    match lang {
        Lang::En => format!("{percent}%"),
        Lang::Fr => format!("{percent}\u{a0}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_in_the_language() {
        assert_eq!(decimal(Lang::En, 3.449, 1), "3.4");
        assert_eq!(decimal(Lang::Fr, 3.45, 2), "3,45");
        assert_eq!(decimal(Lang::En, -0.04, 1), "0.0");
        assert_eq!(decimal(Lang::Fr, -0.5, 1), "\u{2212}0,5");
        assert_eq!(decimal(Lang::En, 68_123.45, 2), "68,123.45");
        assert_eq!(
            decimal(Lang::Fr, -1_234_567.8, 1),
            "\u{2212}1\u{202f}234\u{202f}567,8"
        );
        assert_eq!(decimal(Lang::En, 1234.0, 0), "1,234");
        assert_eq!(signed(Lang::En, 0.42, 1), "+0.4");
        assert_eq!(signed(Lang::En, 0.01, 1), "0.0");
        assert_eq!(signed(Lang::Fr, -0.42, 1), "\u{2212}0,4");
        assert_eq!(interval(Lang::Fr, 3.0, 4.0, 1), "de 3,0 à 4,0");
        assert_eq!(count(Lang::En, 3650), "3,650");
        assert_eq!(count(Lang::En, 365), "365");
        assert_eq!(count(Lang::Fr, 1_000_u64), "1\u{202f}000");
        assert_eq!(count(Lang::Fr, 1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(percent(Lang::En, 1, 3), "33%");
        assert_eq!(percent(Lang::Fr, 2, 3), "67\u{a0}%");
        assert_eq!(percent(Lang::En, 0, 0), "0%");
    }
}
