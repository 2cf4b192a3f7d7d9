//! The hour at which a person's day ends: midnight, or later for a night owl.

use chrono::NaiveDate;

use super::Day;

/// The hour at which a day ends, 0 (midnight) to 6. Until then it is still the day before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayEnd(u8);

impl DayEnd {
    /// All seven, midnight first.
    pub const ALL: [Self; 7] = [
        Self(0),
        Self(1),
        Self(2),
        Self(3),
        Self(4),
        Self(5),
        Self(6),
    ];

    /// The day's end at an hour of the clock, 0 to 6.
    #[must_use]
    pub fn from_hour(hour: u32) -> Option<Self> {
        let hour = u8::try_from(hour).ok()?;
        Self::ALL.into_iter().find(|end| end.0 == hour)
    }

    /// As an hour of the clock, 0 to 6.
    #[must_use]
    pub fn hour(self) -> u32 {
        self.0.into()
    }

    /// The person's day when their clock shows `date` and `hour` (0 to 23). The clock decides, not
    /// the elapsed hours: on a clock change, too, the day ends when the clock shows the hour.
    #[must_use]
    pub fn day(self, date: NaiveDate, hour: u32) -> Option<Day> {
        let day = Day::from_date(date)?;
        Some(if hour < self.hour() {
            day.plus(-1)
        } else {
            day
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn until_its_end_it_is_still_the_previous_day() {
        let date = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        let day = |end, hour| {
            let end = DayEnd::from_hour(end).unwrap();
            end.day(date, hour).unwrap().to_string()
        };
        assert_eq!(day(0, 0), "2026-11-21");
        assert_eq!(day(4, 3), "2026-11-20");
        assert_eq!(day(4, 4), "2026-11-21");
        assert_eq!(day(6, 5), "2026-11-20");
        assert_eq!(day(6, 23), "2026-11-21");
    }

    #[test]
    fn a_day_ends_at_six_at_the_latest() {
        assert_eq!(DayEnd::from_hour(0), Some(DayEnd::default()));
        assert_eq!(DayEnd::from_hour(6).map(DayEnd::hour), Some(6));
        assert_eq!(DayEnd::from_hour(7), None);
        assert_eq!(DayEnd::from_hour(256), None);
    }
}
