//! Dates in other notations than ISO 8601.

use serde::{Deserialize, Serialize};

use crate::domain::Day;

/// The order of day and month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    /// 31/12/2026.
    Dmy,
    /// 12/31/2026.
    Mdy,
}

impl DateOrder {
    /// The order of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "dmy" => Some(Self::Dmy),
            "mdy" => Some(Self::Mdy),
            _ => None,
        }
    }
}

/// The three numbers of a date, and true if the year comes first.
fn numbers(text: &str) -> Option<([u32; 3], bool)> {
    let date = text.trim().split(['T', ' ', '\u{a0}']).next()?;
    let parts: Vec<&str> = date.trim_end_matches('.').split(['-', '/', '.']).collect();
    let [first, second, third] = parts[..] else {
        return None;
    };
    let number = |part: &str| {
        let is_number = (1..=4).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_digit());
        is_number.then(|| part.parse::<u32>().ok()).flatten()
    };
    let numbers = [number(first)?, number(second)?, number(third)?];
    Some((numbers, first.len() == 4))
}

/// The day of a date, if it is a real one. A year of two digits is in this century.
pub(super) fn parse(text: &str, order: DateOrder) -> Option<Day> {
    let ([first, second, third], is_iso) = numbers(text)?;
    let (year, month, day) = match order {
        _ if is_iso => (first, second, third),
        DateOrder::Dmy => (third, second, first),
        DateOrder::Mdy => (third, first, second),
    };
    let year = if year < 100 { year + 2000 } else { year };
    Day::parse(&format!("{year:04}-{month:02}-{day:02}")).ok()
}

/// The order of a column's dates; none if they have two readings.
pub(super) fn order<'a>(dates: impl Iterator<Item = &'a str>) -> Option<DateOrder> {
    let mut is_ambiguous = false;
    for ([first, second, _], is_iso) in dates.filter_map(numbers) {
        if is_iso {
            continue;
        }
        is_ambiguous = true;
        if first > 12 {
            return Some(DateOrder::Dmy);
        }
        if second > 12 {
            return Some(DateOrder::Mdy);
        }
    }
    // The order of ISO dates does not matter.
    (!is_ambiguous).then_some(DateOrder::Dmy)
}

/// The minute of the day of a time such as `21:05` or `8:30 pm`.
pub(super) fn minute(text: &str) -> Option<u32> {
    let text = text.trim().to_lowercase();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != ':');
    let (clock, suffix) = text.split_at(end.unwrap_or(text.len()));
    let mut parts = clock.split(':');
    let hour: u32 = parts.next()?.parse().ok()?;
    let minute: u32 = parts.next()?.parse().ok()?;
    let letters: String = suffix.chars().filter(char::is_ascii_alphabetic).collect();
    let hour = match letters.as_str() {
        "am" => hour % 12,
        "pm" => hour % 12 + 12,
        _ => hour,
    };
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_their_order() {
        for (text, order, day) in [
            ("2026-11-05", DateOrder::Mdy, "2026-11-05"),
            ("2026/1/5", DateOrder::Dmy, "2026-01-05"),
            ("2026-11-05T21:00:00Z", DateOrder::Dmy, "2026-11-05"),
            ("5.11.2026", DateOrder::Dmy, "2026-11-05"),
            ("05/11/26", DateOrder::Dmy, "2026-11-05"),
            ("05/11/2026 21:00", DateOrder::Mdy, "2026-05-11"),
            ("29/02/2024", DateOrder::Dmy, "2024-02-29"),
        ] {
            assert_eq!(parse(text, order), Day::parse(day).ok(), "{text}");
        }
        for text in [
            "",
            "29/02/2023",
            "31/04/2026",
            "yesterday",
            "1/2",
            "2026-11-05-01",
            "+1/2/2026",
        ] {
            assert_eq!(parse(text, DateOrder::Dmy), None, "{text}");
        }
    }

    #[test]
    fn an_order_is_known_from_one_day_after_the_twelfth() {
        let order = |dates: &[&str]| order(dates.iter().copied());
        assert_eq!(order(&["01/02/2026", "13/02/2026"]), Some(DateOrder::Dmy));
        assert_eq!(order(&["01/02/2026", "02/13/2026"]), Some(DateOrder::Mdy));
        assert_eq!(order(&["2026-01-02", "x"]), Some(DateOrder::Dmy));
        assert_eq!(order(&["01/02/2026", "12/12/2026"]), None);
    }

    #[test]
    fn times_are_minutes() {
        for (text, expected) in [
            ("21:05", Some(21 * 60 + 5)),
            ("8:30 pm", Some(20 * 60 + 30)),
            ("8:30\u{202f}PM", Some(20 * 60 + 30)),
            ("12:00 am", Some(0)),
            ("12:15 p.m.", Some(12 * 60 + 15)),
            ("24:00", None),
            ("", None),
            ("noon", None),
        ] {
            assert_eq!(minute(text), expected, "{text}");
        }
    }
}
