//! A journal as points of a curve: days, weeks or months, by the length of the span.

use chrono::{Datelike, Weekday};

use crate::domain::{Day, Mood, Week};

/// The days that a point stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// One day: its mood.
    Day,
    /// A week: its mean.
    Week,
    /// A month: its mean.
    Month,
}

/// A point of a curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The first day of the point that is in the span.
    pub start: Day,
    /// The last one.
    pub end: Day,
    /// The mean score of its entries.
    pub mean: f64,
    /// The number of its entries, at least one.
    pub n: usize,
}

/// A curve's points, oldest first. Days, weeks and months without an entry have none.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The first day of the span.
    pub start: Day,
    /// The last day of the span.
    pub end: Day,
    /// The days of a point.
    pub step: Step,
    /// The points.
    pub points: Vec<Point>,
}

impl Series {
    /// The longest span whose days are drawn one by one.
    const MAX_DAYS: i64 = 120;
    /// The longest span that is drawn by weeks.
    const MAX_DAYS_OF_WEEKS: i64 = 2 * 366;

    /// The series of the days from `start` to `end`, which are in order. Weeks begin on `first`.
    #[must_use]
    pub fn of(
        moods: impl IntoIterator<Item = (Day, Mood)>,
        start: Day,
        end: Day,
        first: Weekday,
    ) -> Self {
        let days = end.since(start) + 1;
        let step = if days <= Self::MAX_DAYS {
            Step::Day
        } else if days <= Self::MAX_DAYS_OF_WEEKS {
            Step::Week
        } else {
            Step::Month
        };
        let mut points: Vec<(Point, u32)> = Vec::new();
        let inside = moods
            .into_iter()
            .filter(|(day, _)| (start..=end).contains(day));
        for (day, mood) in inside {
            let score = u32::from(mood.score());
            match points.last_mut() {
                Some((point, sum)) if day <= point.end => {
                    *sum += score;
                    point.n += 1;
                }
                _ => {
                    let (from, to) = step.around(day, first);
                    let point = Point {
                        start: from.max(start),
                        end: to.min(end),
                        mean: 0.0,
                        n: 1,
                    };
                    points.push((point, score));
                }
            }
        }
        let points = points.into_iter().map(|(point, sum)| Point {
            mean: f64::from(sum) / point.n as f64,
            ..point
        });
        Self {
            start,
            end,
            step,
            points: points.collect(),
        }
    }

    /// The number of days of the span.
    pub(super) fn days(&self) -> i64 {
        self.end.since(self.start) + 1
    }
}

impl Step {
    /// The first and the last day of the step that contains `day`.
    fn around(self, day: Day, first: Weekday) -> (Day, Day) {
        match self {
            Self::Day => (day, day),
            Self::Week => {
                let week = Week::containing(day, first);
                (week.start(), week.end())
            }
            Self::Month => {
                let start = day.plus(-i64::from(day.date().day0()));
                (
                    start,
                    start.plus(i64::from(day.date().num_days_in_month()) - 1),
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::tests::day;

    #[test]
    fn a_short_span_has_its_days_and_keeps_the_gaps() {
        let entries = [
            (day("2026-11-01"), Mood::Good),
            (day("2026-11-02"), Mood::Bad),
            (day("2026-11-20"), Mood::Great),
            (day("2026-12-01"), Mood::Awful),
        ];
        let series = Series::of(entries, day("2026-11-01"), day("2026-11-30"), Weekday::Mon);
        assert_eq!(series.step, Step::Day);
        let points: Vec<_> = series
            .points
            .iter()
            .map(|p| (p.start, p.mean, p.n))
            .collect();
        assert_eq!(
            points,
            [
                (day("2026-11-01"), 4.0, 1),
                (day("2026-11-02"), 2.0, 1),
                (day("2026-11-20"), 5.0, 1)
            ]
        );
    }

    #[test]
    fn a_year_is_drawn_by_weeks_and_ten_years_by_months() {
        let entries = [
            (day("2024-02-28"), Mood::Good),
            (day("2024-02-29"), Mood::Bad),
            (day("2024-03-01"), Mood::Great),
            (day("2024-12-30"), Mood::Okay),
        ];
        let year = Series::of(entries, day("2024-01-01"), day("2024-12-31"), Weekday::Mon);
        assert_eq!(year.step, Step::Week);
        let weeks: Vec<_> = year.points.iter().map(|p| (p.start, p.end, p.n)).collect();
        assert_eq!(
            weeks,
            [
                (day("2024-02-26"), day("2024-03-03"), 3),
                // The week goes on in the next year; the span does not.
                (day("2024-12-30"), day("2024-12-31"), 1)
            ]
        );
        let decade = Series::of(entries, day("2015-01-01"), day("2024-12-31"), Weekday::Mon);
        assert_eq!(decade.step, Step::Month);
        let months: Vec<_> = decade
            .points
            .iter()
            .map(|p| (p.start, p.end, p.mean))
            .collect();
        assert_eq!(
            months,
            [
                (day("2024-02-01"), day("2024-02-29"), 3.0),
                (day("2024-03-01"), day("2024-03-31"), 5.0),
                (day("2024-12-01"), day("2024-12-31"), 3.0)
            ]
        );
    }

    #[test]
    fn an_empty_journal_has_no_points() {
        let series = Series::of([], day("2026-11-01"), day("2026-11-01"), Weekday::Mon);
        assert!(series.points.is_empty());
        assert_eq!(series.days(), 1);
    }
}
