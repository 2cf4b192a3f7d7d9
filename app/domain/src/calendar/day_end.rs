//! The hour at which a person's day ends: midnight, or later for a night owl.

use chrono::NaiveDate;

use super::Day;

/// The hour at which a day ends, 0 (midnight) to 6. Until then it is still the day before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayEnd(u8);

impl DayEnd {
    /// All of them, midnight first.
    pub const ALL: [Self; 7] = [
        Self(0),
        Self(1),
        Self(2),
        Self(3),
        Self(4),
        Self(5),
        Self(6),
    ];

    /// From an hour of the clock, 0 to 6.
    #[must_use]
    pub fn from_hour(hour: u32) -> Option<Self> {
        let hour = u8::try_from(hour).ok()?;
        Self::ALL.into_iter().find(|end| end.0 == hour)
    }

    /// The hour of the clock.
    #[must_use]
    pub fn hour(self) -> u32 {
        self.0.into()
    }

    /// The person's day when the clock on their wall shows `date` and `hour`
    /// (0 to 23). The clock decides, not the hours gone by: when summer time
    /// begins or ends, so does the day at the hour that is shown.
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
    fn until_its_end_it_is_still_the_evening_before() {
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
    fn it_ends_by_six_at_the_latest() {
        assert_eq!(DayEnd::from_hour(0), Some(DayEnd::default()));
        assert_eq!(DayEnd::from_hour(6).map(DayEnd::hour), Some(6));
        assert_eq!(DayEnd::from_hour(7), None);
        assert_eq!(DayEnd::from_hour(256), None);
    }
}
