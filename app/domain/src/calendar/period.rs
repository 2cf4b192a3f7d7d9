//! Periods of the calendar: a year, a month, a day.

use std::fmt;

use chrono::{Datelike, NaiveDate, Weekday};

use super::Day;

/// A year from 1 to 9999, written `YYYY`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Year(i32);

impl Year {
    /// The year of a day.
    #[must_use]
    pub fn of(day: Day) -> Self {
        Self(day.date().year())
    }

    fn new(year: i32) -> Option<Self> {
        (1..=9999).contains(&year).then_some(Self(year))
    }

    /// Its number.
    #[must_use]
    pub const fn number(self) -> i32 {
        self.0
    }

    /// Its twelve months, January first.
    pub fn months(self) -> impl Iterator<Item = Month> {
        (1..=12).filter_map(move |month| Month::new(self, month))
    }

    /// The year before; none before the first.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        Self::new(self.0 - 1)
    }

    /// The year after; none after the last.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::new(self.0 + 1)
    }
}

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

/// A month, written `YYYY-MM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    first: Day,
}

impl Month {
    /// The month of a day.
    #[must_use]
    pub fn of(day: Day) -> Self {
        Self {
            first: day.plus(1 - i64::from(day.date().day())),
        }
    }

    /// The month of a year by its number, 1 to 12.
    #[must_use]
    pub fn new(year: Year, month: u32) -> Option<Self> {
        let first = Day::from_date(NaiveDate::from_ymd_opt(year.0, month, 1)?)?;
        Some(Self { first })
    }

    /// Its year.
    #[must_use]
    pub fn year(self) -> Year {
        Year::of(self.first)
    }

    /// Its number, 1 to 12.
    #[must_use]
    pub fn number(self) -> u32 {
        self.first.date().month()
    }

    /// Its first day.
    #[must_use]
    pub const fn first(self) -> Day {
        self.first
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> Day {
        self.day(31)
            .or_else(|| self.day(30))
            .or_else(|| self.day(29))
            .or_else(|| self.day(28))
            .unwrap_or(self.first)
    }

    /// The day of a number; none if the month is shorter.
    #[must_use]
    pub fn day(self, number: u32) -> Option<Day> {
        self.first.date().with_day(number).and_then(Day::from_date)
    }

    /// The month before; none before the calendar's first.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        let before = Self::of(self.first.plus(-1));
        (before < self).then_some(before)
    }

    /// The month after; none after the calendar's last.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        let after = Self::of(self.last().plus(1));
        (after > self).then_some(after)
    }

    /// Its weeks, with none in place of the days of other months.
    #[must_use]
    pub fn weeks(self, first: Weekday) -> Vec<[Option<Day>; 7]> {
        let mut weeks = Vec::with_capacity(6);
        let mut week = [None; 7];
        for day in (1..=31).filter_map(|number| self.day(number)) {
            let place = day.weekday().days_since(first) as usize;
            week[place] = Some(day);
            if place == 6 || day == self.last() {
                weeks.push(std::mem::take(&mut week));
            }
        }
        weeks
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}", self.year(), self.number())
    }
}

/// A period of the calendar, as in its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// `YYYY`.
    Year(Year),
    /// `YYYY-MM`.
    Month(Month),
    /// `YYYY-MM-DD`.
    Day(Day),
}

impl Period {
    /// Parses a real year, month or day in exactly one of its three forms.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        // The missing parts are those of a day that every month has.
        let filled = match text.len() {
            4 => format!("{text}-01-01"),
            7 => format!("{text}-01"),
            _ => text.to_owned(),
        };
        let day = Day::parse(&filled).ok()?;
        Some(match text.len() {
            4 => Self::Year(Year::of(day)),
            7 => Self::Month(Month::of(day)),
            _ => Self::Day(day),
        })
    }

    /// Its first day.
    #[must_use]
    pub fn first(self) -> Day {
        match self {
            Self::Year(year) => Month::new(year, 1).map_or(Day::FIRST, Month::first),
            Self::Month(month) => month.first(),
            Self::Day(day) => day,
        }
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> Day {
        match self {
            Self::Year(year) => Month::new(year, 12).map_or(Day::LAST, Month::last),
            Self::Month(month) => month.last(),
            Self::Day(day) => day,
        }
    }

    /// The period of the same length before; none before the calendar's first day.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        match self {
            Self::Year(year) => year.previous().map(Self::Year),
            Self::Month(month) => month.previous().map(Self::Month),
            Self::Day(day) => (day > Day::FIRST).then(|| Self::Day(day.plus(-1))),
        }
    }

    /// The period of the same length after; none after the calendar's last day.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        match self {
            Self::Year(year) => year.next().map(Self::Year),
            Self::Month(month) => month.next().map(Self::Month),
            Self::Day(day) => (day < Day::LAST).then(|| Self::Day(day.plus(1))),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => year.fmt(f),
            Self::Month(month) => month.fmt(f),
            Self::Day(day) => day.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Week;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn month(text: &str) -> Month {
        match Period::parse(text) {
            Some(Period::Month(month)) => month,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn only_real_periods_in_an_exact_form_are_parsed() {
        for text in [
            "2026",
            "0001",
            "9999",
            "2026-11",
            "0001-01",
            "9999-12",
            "2024-02-29",
            "2026-11-26",
        ] {
            assert_eq!(Period::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "",
            "0",
            "0000",
            "10000",
            "026",
            "+026",
            "-026",
            "2026-",
            "2026-1",
            "2026-00",
            "2026-13",
            "2026-11-",
            "2026-11-1",
            "2026-02-29",
            "2026-11-31",
            "2026-11-26 ",
            "2026/11",
            "202611",
            "20é6",
            "٢٠٢٦",
            "november",
            "../..",
        ] {
            assert_eq!(Period::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn february_has_the_days_of_its_year() {
        for (text, days) in [
            ("2024-02", 29),
            ("2026-02", 28),
            ("1900-02", 28),
            ("2000-02", 29),
        ] {
            let month = month(text);
            assert_eq!(month.last().since(month.first()) + 1, days, "{text}");
        }
    }

    #[test]
    fn the_calendar_has_two_ends() {
        let text = |period: Option<Period>| period.map(|period| period.to_string());
        for (first, second) in [
            ("0001", "0002"),
            ("0001-01", "0001-02"),
            ("0001-01-01", "0001-01-02"),
        ] {
            let period = Period::parse(first).unwrap();
            assert_eq!(period.previous(), None);
            assert_eq!(text(period.next()).as_deref(), Some(second));
        }
        for (last, before) in [
            ("9999", "9998"),
            ("9999-12", "9999-11"),
            ("9999-12-31", "9999-12-30"),
        ] {
            let period = Period::parse(last).unwrap();
            assert_eq!(period.next(), None);
            assert_eq!(text(period.previous()).as_deref(), Some(before));
        }
    }

    #[test]
    fn weeks_begin_as_the_person_likes() {
        let january = month("2027-01");
        // Friday 1 January 2027 is in week 53 of 2026 by ISO 8601.
        let first = january.weeks(Weekday::Mon)[0];
        assert_eq!(first[..4], [None; 4]);
        assert_eq!(first[4], Some(day("2027-01-01")));
        assert_eq!(
            january.weeks(Weekday::Sun)[0][5],
            Some(day("2027-01-01")),
            "Sunday first"
        );
        assert_eq!(month("2026-02").weeks(Weekday::Sun).len(), 4);
        assert_eq!(month("2026-08").weeks(Weekday::Mon).len(), 6);
    }

    proptest! {
        #[test]
        fn a_period_is_parsed_from_its_text_and_touches_its_neighbours(
            offset in -700_000_i64..2_900_000,
        ) {
            let day = day("1970-01-01").plus(offset);
            for period in [
                Period::Year(Year::of(day)),
                Period::Month(Month::of(day)),
                Period::Day(day),
            ] {
                prop_assert_eq!(Period::parse(&period.to_string()), Some(period));
                prop_assert!((period.first()..=period.last()).contains(&day));
                if let Some(next) = period.next() {
                    prop_assert_eq!(period.last().plus(1), next.first());
                    prop_assert_eq!(next.previous(), Some(period));
                }
            }
        }

        #[test]
        fn a_months_weeks_hold_each_of_its_days_once(
            offset in -700_000_i64..2_900_000, first in 0_u8..7,
        ) {
            let first = Weekday::try_from(first).unwrap();
            let month = Month::of(day("1970-01-01").plus(offset));
            let weeks = month.weeks(first);
            let days: Vec<Day> = weeks.iter().flatten().filter_map(|day| *day).collect();
            prop_assert_eq!(days.first(), Some(&month.first()));
            prop_assert_eq!(days.last(), Some(&month.last()));
            for pair in days.windows(2) {
                prop_assert_eq!(pair[1].since(pair[0]), 1);
            }
            for week in &weeks {
                prop_assert!(week.iter().any(Option::is_some));
                for (place, day) in week.iter().enumerate() {
                    let start = day.map(|day| Week::containing(day, first).start());
                    prop_assert!(start.is_none_or(|start| day.unwrap().since(start) == place as i64));
                }
            }
        }

        #[test]
        fn a_year_is_its_months(year in 1_i32..=9999) {
            let year = Year::new(year).unwrap();
            let months: Vec<Month> = year.months().collect();
            prop_assert_eq!(months.len(), 12);
            prop_assert!(months.iter().all(|month| month.year() == year));
            let days: i64 = months.iter().map(|month| month.last().since(month.first()) + 1).sum();
            let whole = Period::Year(year);
            prop_assert_eq!(whole.last().since(whole.first()) + 1, days);
            prop_assert!(days == 365 || days == 366);
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in "\\PC{0,12}") {
            if let Some(period) = Period::parse(&text) {
                prop_assert_eq!(period.to_string(), text);
            }
        }
    }
}
