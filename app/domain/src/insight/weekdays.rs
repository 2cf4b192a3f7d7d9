//! The days of the week beside each other.

use chrono::{Datelike, Weekday};

use super::{Carryover, Interval, Mean, SIGNIFICANCE, TaggedDay, chance, score};
use crate::{Day, Mood};

const WEEK: usize = 7;
const WEEKDAYS: [Weekday; WEEK] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// A weekday's mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeekdayMean {
    /// The weekday.
    pub weekday: Weekday,
    /// The number of such days with an entry.
    pub days: usize,
    /// Their mean score; none without days.
    pub mean: Option<f64>,
    /// The mean's 95 % interval; none with fewer than [`Mean::MIN_INTERVAL_DAYS`] such days.
    pub interval: Option<Interval>,
}

/// The days of the week beside each other.
#[derive(Clone, Debug, PartialEq)]
pub struct WeekdayPattern {
    /// The statement that the figures support.
    pub verdict: WeekdayVerdict,
    /// From Monday to Sunday.
    pub means: [WeekdayMean; WEEK],
    /// The p-value of "all weekdays are the same"; none with too few days.
    pub p: Option<f64>,
}

/// The statement about weekdays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeekdayVerdict {
    /// Too few days of at least one weekday.
    NotEnoughDays {
        /// The number of each weekday that is needed.
        needed: usize,
    },
    /// No difference that is distinguishable from chance.
    Same,
    /// Weekdays differ.
    Differ {
        /// The weekday with the highest mean.
        highest: Weekday,
        /// The weekday with the lowest mean.
        lowest: Weekday,
    },
}

impl WeekdayPattern {
    /// The means in the order of a week that begins on `first`.
    #[must_use]
    pub fn beginning(&self, first: Weekday) -> [WeekdayMean; 7] {
        let mut means = self.means;
        means.rotate_left(first.num_days_from_monday() as usize);
        means
    }

    /// Of each weekday. With five or more in each group, the test's chi-squared law is good enough
    /// (Kruskal and Wallis 1952).
    pub const MIN_DAYS: usize = 5;

    /// Compares the weekdays of `days`.
    #[must_use]
    pub fn of(days: &[TaggedDay], carryover: Carryover) -> Self {
        let means = WEEKDAYS.map(|weekday| {
            let such = days.iter().filter(|day| day.day.weekday() == weekday);
            let scores: Vec<_> = such.map(|day| (day.day, score(day))).collect();
            let mean = Mean::of_scores(&scores, carryover);
            WeekdayMean {
                weekday,
                days: scores.len(),
                mean: mean.map(|mean| mean.value),
                interval: mean.and_then(|mean| mean.interval),
            }
        });
        let p = means
            .iter()
            .all(|mean| mean.days >= Self::MIN_DAYS)
            .then(|| {
                // Weekdays take turns, so that a carryover makes them easier to compare. It is an
                // estimate: the difference has to hold without it, too.
                let square =
                    kruskal_wallis(days, carryover).min(kruskal_wallis(days, Carryover::NONE));
                chance::exceeds(square, (WEEK - 1) as f64)
            });
        let verdict = match p {
            None => WeekdayVerdict::NotEnoughDays {
                needed: Self::MIN_DAYS,
            },
            Some(p) if p < SIGNIFICANCE => differ(&means),
            Some(_) => WeekdayVerdict::Same,
        };
        Self { verdict, means, p }
    }
}

/// The extremes; the first in the week of several that are equal.
fn differ(means: &[WeekdayMean; WEEK]) -> WeekdayVerdict {
    let (mut highest, mut lowest) = (means[0], means[0]);
    for weekday in means {
        if weekday.mean > highest.mean {
            highest = *weekday;
        }
        if weekday.mean < lowest.mean {
            lowest = *weekday;
        }
    }
    WeekdayVerdict::Differ {
        highest: highest.weekday,
        lowest: lowest.weekday,
    }
}

/// The statistic of Kruskal and Wallis for weekdays, corrected for ties and for correlated days:
/// the squared distance of the weekdays' mean ranks from each other, by the covariances that
/// correlated days give them. Without correlation it is the classical one.
pub(super) fn kruskal_wallis(days: &[TaggedDay], carryover: Carryover) -> f64 {
    let n = days.len() as f64;
    let ranks = ranks(days);
    let centre = (n + 1.0) / 2.0;
    let (mut counts, mut means) = ([0.0; WEEK], [0.0; WEEK]);
    let mut scatter = 0.0;
    for day in days {
        let (weekday, rank) = (weekday(day.day), ranks[day.mood as usize] - centre);
        counts[weekday] += 1.0;
        means[weekday] += rank;
        scatter += rank * rank;
    }
    for (mean, count) in means.iter_mut().zip(counts) {
        *mean /= count;
    }
    let mut covariance = correlations(days, carryover);
    let lost = covariance.iter().flatten().sum::<f64>() / n;
    let variance = scatter / (n - lost);
    if variance <= 0.0 {
        return 0.0;
    }
    for (one, row) in covariance.iter_mut().enumerate() {
        for (other, value) in row.iter_mut().enumerate() {
            *value *= variance / (counts[one] * counts[other]);
        }
    }
    let by_means = solve(covariance, means);
    let by_ones = solve(covariance, [1.0; WEEK]);
    let dot = |one: &[f64; WEEK], other: &[f64; WEEK]| -> f64 {
        one.iter().zip(other).map(|(a, b)| a * b).sum()
    };
    let ones = [1.0; WEEK];
    dot(&means, &by_means) - dot(&ones, &by_means).powi(2) / dot(&ones, &by_ones)
}

/// The sums of the correlations of each weekday's days with another's.
fn correlations(days: &[TaggedDay], carryover: Carryover) -> [[f64; WEEK]; WEEK] {
    let mut sums = [[0.0; WEEK]; WEEK];
    let days = days.iter().map(|day| (day.day, weekday(day.day)));
    carryover.with_earlier(days, |this, earlier: &[f64; WEEK]| {
        sums[this][this] += 1.0;
        for (other, correlation) in earlier.iter().enumerate() {
            sums[this][other] += correlation;
            sums[other][this] += correlation;
        }
    });
    sums
}

/// The mean rank of each mood's days.
fn ranks(days: &[TaggedDay]) -> [f64; Mood::ALL.len()] {
    let mut counts = [0.0; Mood::ALL.len()];
    for day in days {
        counts[day.mood as usize] += 1.0;
    }
    let mut before = 0.0;
    counts.map(|count| {
        let rank = before + (count + 1.0) / 2.0;
        before += count;
        rank
    })
}

fn weekday(day: Day) -> usize {
    day.date().weekday().num_days_from_monday() as usize
}

/// Solves a system of equations with a positive definite matrix, by elimination.
fn solve(mut matrix: [[f64; WEEK]; WEEK], mut values: [f64; WEEK]) -> [f64; WEEK] {
    for pivot in 0..WEEK {
        let (pivot_row, pivot_value) = (matrix[pivot], values[pivot]);
        for (row, value) in matrix.iter_mut().zip(&mut values).skip(pivot + 1) {
            let factor = row[pivot] / pivot_row[pivot];
            for (cell, above) in row.iter_mut().zip(pivot_row) {
                *cell -= factor * above;
            }
            *value -= factor * pivot_value;
        }
    }
    for pivot in (0..WEEK).rev() {
        let known: f64 = (pivot + 1..WEEK)
            .map(|column| matrix[pivot][column] * values[column])
            .sum();
        values[pivot] = (values[pivot] - known) / matrix[pivot][pivot];
    }
    values
}
