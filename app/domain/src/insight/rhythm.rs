//! The calendar's part of a series: its seasons and its weeks.
//!
//! Two series that both follow the seasons, or the days of the week, go together without having to do
//! with each other. Less this part, they do not.

use chrono::Datelike;

use crate::Day;

/// The days to each side of a day that its slow part is drawn through.
const REACH: f64 = 30.0;
const WEEK: usize = 7;

/// A series less its slow part, and less the mean of each weekday.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Detrended {
    /// The rest.
    pub series: Vec<(Day, f64)>,
    /// The number of figures that were estimated, by which the days count for fewer.
    pub lost: f64,
}

impl Detrended {
    /// The rest of `series`, which is in order.
    pub fn of(series: &[(Day, f64)]) -> Self {
        let first = series.first().map_or(Day::FIRST, |(day, _)| *day);
        let points: Vec<_> = series
            .iter()
            .map(|(day, value)| (day.since(first) as f64, *value))
            .collect();
        let (mut from, mut to) = (0, 0);
        let mut lost = 0.0;
        let mut rest = Vec::with_capacity(series.len());
        for ((day, value), (time, _)) in series.iter().zip(&points) {
            while points[from].0 < time - REACH {
                from += 1;
            }
            while to < points.len() && points[to].0 <= time + REACH {
                to += 1;
            }
            let (line, share) = line_at(*time, &points[from..to]);
            lost += share;
            rest.push((*day, value - line));
        }
        lost += less_weekdays(&mut rest);
        Self { series: rest, lost }
    }
}

/// The straight line through `points` (least squares) at the time of one of them, and the share that
/// this point itself has in it.
fn line_at(at: f64, points: &[(f64, f64)]) -> (f64, f64) {
    let (mut time, mut square, mut sum, mut product) = (0.0, 0.0, 0.0, 0.0);
    for (other, value) in points {
        let t = other - at;
        time += t;
        square += t * t;
        sum += value;
        product += t * value;
    }
    let n = points.len() as f64;
    let determinant = n * square - time * time;
    if determinant > 0.0 {
        (
            (square * sum - time * product) / determinant,
            square / determinant,
        )
    } else {
        (sum / n, 1.0 / n)
    }
}

/// Takes each weekday's mean away, and returns the number of figures that were estimated.
fn less_weekdays(rest: &mut [(Day, f64)]) -> f64 {
    let weekday = |day: Day| day.date().weekday().num_days_from_monday() as usize;
    let (mut counts, mut sums) = ([0.0; WEEK], [0.0; WEEK]);
    for (day, value) in rest.iter() {
        counts[weekday(*day)] += 1.0;
        sums[weekday(*day)] += value;
    }
    for (day, value) in rest {
        *value -= sums[weekday(*day)] / counts[weekday(*day)];
    }
    let weekdays = counts.iter().filter(|count| **count > 0.0).count();
    // Their mean is the line's already.
    weekdays.saturating_sub(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(length: i64, value: impl Fn(i64) -> f64) -> Vec<(Day, f64)> {
        (0..length)
            .map(|at| (Day::FIRST.plus(at), value(at)))
            .collect()
    }

    fn largest(of: &Detrended) -> f64 {
        let values = of.series.iter().map(|(_, value)| value.abs());
        values.fold(0.0, f64::max)
    }

    #[test]
    fn a_line_and_a_week_leave_nothing() {
        let of = Detrended::of(&series(90, |at| 3.0 + 0.1 * at as f64));
        assert!(largest(&of) < 1e-9, "{}", largest(&of));
        // Only in the first and the last month, where a window cuts weeks on one side.
        let of = Detrended::of(&series(700, |at| (at % 7) as f64));
        assert!(largest(&of) < 0.6, "{}", largest(&of));
        let middle = &of.series[30..670];
        assert!(middle.iter().all(|(_, value)| value.abs() < 0.1));
    }

    #[test]
    fn a_season_leaves_a_twentieth_and_a_day_stays() {
        let season = |at: i64| (at as f64 * std::f64::consts::TAU / 365.25).sin();
        let of = Detrended::of(&series(1000, season));
        assert!(largest(&of) < 0.2, "{}", largest(&of));
        let middle = &of.series[30..970];
        assert!(middle.iter().all(|(_, value)| value.abs() < 0.06));
        let of = Detrended::of(&series(1000, |at| if at == 500 { 1.0 } else { 0.0 }));
        assert!(of.series[500].1 > 0.9);
    }

    #[test]
    fn the_figures_that_were_estimated_are_counted() {
        // A figure for each two months (9), more where a window has one side only (2.5), and weekdays (6).
        let of = Detrended::of(&series(610, |_| 1.0));
        assert!((17.0..18.0).contains(&of.lost), "{}", of.lost);
        // In a month, one line.
        let of = Detrended::of(&series(30, |_| 1.0));
        assert!((of.lost - 8.0).abs() < 1e-9, "{}", of.lost);
        // Days further apart are lines of their own: nothing is left.
        let apart: Vec<_> = (0..30).map(|at| (Day::FIRST.plus(40 * at), 2.0)).collect();
        let of = Detrended::of(&apart);
        assert!(of.lost >= 30.0 && largest(&of) < 1e-9);
        assert_eq!(Detrended::of(&[]).series, []);
    }
}
