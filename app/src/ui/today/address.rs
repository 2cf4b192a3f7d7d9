//! Addresses of days: `/` is today, `/?day=YYYY-MM-DD` any other day.

use crate::domain::Day;

/// The address of a day. Today's has no parameter, so that a bookmark of it always
/// opens the current day.
#[must_use]
pub fn of(day: Day, today: Day) -> String {
    if day == today {
        "/".into()
    } else {
        format!("/?day={day}")
    }
}

/// The day that a link leads to, or `None` for any other link.
pub(super) fn day(link: &str, today: Day) -> Option<Day> {
    match link.strip_prefix("/?day=") {
        Some(day) => Day::parse(day).ok(),
        None => (link == "/").then_some(today),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_days_are_recognised_and_no_others() {
        let today = Day::in_utc(1_764_115_200);
        for days_ago in [0, 1, 40] {
            let earlier = today.plus(-days_ago);
            assert_eq!(day(&of(earlier, today), today), Some(earlier));
        }
        for link in [
            "",
            "/settings",
            "/?day=",
            "/?day=tomorrow",
            "/?lang=fr",
            "#main",
        ] {
            assert_eq!(day(link, today), None, "{link}");
        }
    }
}
