//! `Retry-After` (RFC 9110, section 10.2.3).

use chrono::DateTime;

/// The seconds from `now` until the time of the header, which is a number of seconds or an HTTP date; 0 for a
/// time in the past, none for any other text.
pub(super) fn seconds(header: &str, now: i64) -> Option<i64> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number that is too large is a long time.
        return Some(header.parse().unwrap_or(i64::MAX));
    }
    let date = DateTime::parse_from_rfc2822(header).ok()?;
    Some(date.timestamp().saturating_sub(now).max(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_seconds_or_a_date() {
        let now = 1_795_000_000;
        for (header, expected) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("99999999999999999999", Some(i64::MAX)),
            ("Wed, 18 Nov 2026 11:08:20 GMT", Some(1_795_000_100 - now)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(0)),
            ("-5", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(seconds(header, now), expected, "{header}");
        }
    }
}
