//! Days and dates as text.

use chrono::Datelike;

use crate::domain::{Day, Lang, Locale, Week};

const WEEKDAYS_EN: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
const WEEKDAYS_FR: [&str; 7] = [
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const MONTHS_FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

const SHORT_MONTHS_EN: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const SHORT_MONTHS_FR: [&str; 12] = [
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
    "déc.",
];

/// "Friday".
#[must_use]
pub fn weekday(lang: Lang, day: Day) -> &'static str {
    let names = match lang {
        Lang::En => WEEKDAYS_EN,
        Lang::Fr => WEEKDAYS_FR,
    };
    names[day.weekday().num_days_from_monday() as usize]
}

/// "Fri".
#[must_use]
pub fn weekday_short(lang: Lang, day: Day) -> &'static str {
    // The first three letters are the abbreviation in both languages, and ASCII.
    &weekday(lang, day)[..3]
}

/// The time on a clock: "21:05", "9:05 PM", "21 h 05".
#[must_use]
pub fn clock_time(locale: Locale, hour: u32, minute: u32) -> String {
    match locale.lang {
        Lang::En if locale.twelve_hours => {
            let half = if hour < 12 { "AM" } else { "PM" };
            format!("{}:{minute:02}\u{a0}{half}", (hour + 11) % 12 + 1)
        }
        Lang::En => format!("{hour:02}:{minute:02}"),
        Lang::Fr => format!("{hour}\u{a0}h\u{a0}{minute:02}"),
    }
}

/// "November".
#[must_use]
pub fn month(lang: Lang, day: Day) -> &'static str {
    let names = match lang {
        Lang::En => MONTHS_EN,
        Lang::Fr => MONTHS_FR,
    };
    names[day.date().month0() as usize]
}

/// "Nov", "nov.".
#[must_use]
pub fn month_short(lang: Lang, day: Day) -> &'static str {
    let names = match lang {
        Lang::En => SHORT_MONTHS_EN,
        Lang::Fr => SHORT_MONTHS_FR,
    };
    names[day.date().month0() as usize]
}

/// "20 Nov", "Nov 20", "20 nov.".
#[must_use]
pub fn day_and_month_short(locale: Locale, day: Day) -> String {
    let (number, month) = (number(locale.lang, day), month_short(locale.lang, day));
    if locale.month_first {
        format!("{month} {number}")
    } else {
        format!("{number} {month}")
    }
}

/// "November 2026".
#[must_use]
pub fn month_and_year(lang: Lang, day: Day) -> String {
    format!("{} {}", month(lang, day), day.date().year())
}

/// "20"; in French "1er" for the first.
fn number(lang: Lang, day: Day) -> String {
    match (lang, day.date().day()) {
        (Lang::Fr, 1) => "1er".into(),
        (_, number) => number.to_string(),
    }
}

/// "Friday 20", "dimanche 1er".
#[must_use]
pub fn weekday_and_number(lang: Lang, day: Day) -> String {
    format!("{} {}", weekday(lang, day), number(lang, day))
}

/// "20 November", "November 20", "20 novembre".
#[must_use]
pub fn day_and_month(locale: Locale, day: Day) -> String {
    let (number, month) = (number(locale.lang, day), month(locale.lang, day));
    if locale.month_first {
        format!("{month} {number}")
    } else {
        format!("{number} {month}")
    }
}

/// "Friday 20 November", "Friday, November 20"; with the year if it is not that of `today`.
#[must_use]
pub fn full(locale: Locale, day: Day, today: Day) -> String {
    let comma = if locale.month_first { "," } else { "" };
    let mut text = format!(
        "{}{comma} {}",
        weekday(locale.lang, day),
        day_and_month(locale, day)
    );
    if day.date().year() != today.date().year() {
        text.push_str(&format!("{comma} {}", day.date().year()));
    }
    text
}

/// "20 November 2026", "November 20, 2026", "20 novembre 2026".
#[must_use]
pub fn with_year(locale: Locale, day: Day) -> String {
    let comma = if locale.month_first { "," } else { "" };
    format!(
        "{}{comma} {}",
        day_and_month(locale, day),
        day.date().year()
    )
}

/// "16 – 22 November", "30 November – 6 December".
#[must_use]
pub fn week_range(locale: Locale, week: Week) -> String {
    range(locale, week.start(), week.end())
}

/// Two days at most a year apart: "16 – 22 November", "30 November – 6 December".
#[must_use]
pub fn range(locale: Locale, start: Day, end: Day) -> String {
    if start.date().month() != end.date().month() {
        return format!(
            "{} – {}",
            day_and_month(locale, start),
            day_and_month(locale, end)
        );
    }
    let (first, last) = (number(locale.lang, start), number(locale.lang, end));
    let month = month(locale.lang, start);
    if locale.month_first {
        format!("{month} {first} – {last}")
    } else {
        format!("{first} – {last} {month}")
    }
}

#[cfg(test)]
mod tests {
    use chrono::Weekday;

    use super::*;

    const US: Locale = Locale {
        lang: Lang::En,
        week_begins: 6,
        month_first: true,
        twelve_hours: true,
    };
    const GB: Locale = Locale {
        lang: Lang::En,
        week_begins: 0,
        month_first: false,
        twelve_hours: false,
    };
    const FR: Locale = Locale {
        lang: Lang::Fr,
        week_begins: 0,
        month_first: false,
        twelve_hours: false,
    };

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn a_day_has_the_regions_format() {
        let today = day("2026-11-20");
        assert_eq!(full(US, today, today), "Friday, November 20");
        assert_eq!(full(GB, today, today), "Friday 20 November");
        assert_eq!(full(FR, today, today), "vendredi 20 novembre");
        assert_eq!(full(FR, day("2026-11-01"), today), "dimanche 1er novembre");
        assert_eq!(
            full(US, day("2025-12-31"), today),
            "Wednesday, December 31, 2025"
        );
        assert_eq!(
            full(GB, day("2025-12-31"), today),
            "Wednesday 31 December 2025"
        );
        assert_eq!(weekday_short(Lang::Fr, today), "ven");
    }

    #[test]
    fn a_month_and_a_time_have_the_languages_form() {
        assert_eq!(month_and_year(Lang::En, day("2026-11-20")), "November 2026");
        assert_eq!(month_and_year(Lang::Fr, day("2026-02-01")), "février 2026");
        assert_eq!(month_short(Lang::Fr, day("2026-07-14")), "juil.");
        for (locale, hour, minute, text) in [
            (US, 0, 5, "12:05\u{a0}AM"),
            (US, 12, 0, "12:00\u{a0}PM"),
            (US, 21, 5, "9:05\u{a0}PM"),
            (GB, 9, 5, "09:05"),
            (FR, 9, 5, "9\u{a0}h\u{a0}05"),
        ] {
            assert_eq!(clock_time(locale, hour, minute), text);
        }
    }

    #[test]
    fn a_week_has_the_regions_format() {
        let november = Week::containing(day("2026-11-20"), Weekday::Mon);
        assert_eq!(week_range(US, november), "November 16 – 22");
        assert_eq!(week_range(GB, november), "16 – 22 November");
        let turn = Week::containing(day("2026-12-01"), Weekday::Mon);
        assert_eq!(week_range(FR, turn), "30 novembre – 6 décembre");
    }
}
