//! The change over a span.

use super::{Carryover, Interval, TaggedDay, chance, slope::Distances};
use crate::Mood;

/// A trend: the Theil–Sen slope for rounded values, and the Mann–Kendall test corrected for
/// autocorrelation. The interval leaves zero out exactly when a trend is found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// The statement that the figures support.
    pub verdict: TrendVerdict,
    /// Mood steps in 30 days; none with too few days.
    pub slope: Option<Interval>,
    /// The test's p-value; none with too few days.
    pub p: Option<f64>,
    /// The days.
    pub days: usize,
}

/// The statement about a trend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrendVerdict {
    /// Too few days.
    NotEnoughDays {
        /// The number of days with an entry that is needed.
        needed: usize,
    },
    /// No trend that is distinguishable from chance.
    NoTrend,
    /// Moods rise.
    Rising,
    /// Moods fall.
    Falling,
}

/// The standard errors that a trend has to exceed. The normal law has 1.96; but the carryover is
/// itself an estimate, which makes chance findings a little more frequent than the law says.
const ERRORS: f64 = 2.05;
/// A slope is given for this many days.
const SLOPE_DAYS: f64 = 30.0;

impl Trend {
    /// With fewer days, the carryover is a guess, and any trend would be a rough one.
    pub const MIN_DAYS: usize = 20;

    /// The trend of `days`.
    #[must_use]
    pub fn of(days: &[TaggedDay], carryover: Carryover) -> Self {
        let n = days.len();
        if n < Self::MIN_DAYS {
            return Self {
                verdict: TrendVerdict::NotEnoughDays {
                    needed: Self::MIN_DAYS,
                },
                slope: None,
                p: None,
                days: n,
            };
        }
        let MannKendall { score, variance } = MannKendall::of(days);
        let inflation = inflation(days, carryover);
        let error = (variance * inflation).sqrt();
        // Less 1: the correction for continuity, as the score moves in steps of two.
        let distance = (score.abs() - 1.0).max(0.0);
        let p = if error > 0.0 {
            chance::beyond(distance / error)
        } else {
            1.0
        };
        let verdict = if distance <= ERRORS * error {
            TrendVerdict::NoTrend
        } else if score > 0.0 {
            TrendVerdict::Rising
        } else {
            TrendVerdict::Falling
        };
        let distances = Distances::between(days);
        let margin = 1.0 + ERRORS * error;
        let slope = Interval {
            estimate: SLOPE_DAYS * distances.slope_at(0.0),
            low: SLOPE_DAYS * distances.slope_at(margin),
            high: SLOPE_DAYS * distances.slope_at(-margin),
        };
        Self {
            verdict,
            slope: Some(slope),
            p: Some(p),
            days: n,
        }
    }
}

/// Kendall's score: pairs of days that rise less pairs that fall; and its variance if days were
/// independent, corrected for ties.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct MannKendall {
    pub score: f64,
    pub variance: f64,
}

impl MannKendall {
    pub fn of(days: &[TaggedDay]) -> Self {
        let mut seen = [0_i64; Mood::ALL.len()];
        let mut score = 0;
        for day in days {
            let mood = day.mood as usize;
            score += seen[..mood].iter().sum::<i64>() - seen[mood + 1..].iter().sum::<i64>();
            seen[mood] += 1;
        }
        let term = |count: f64| count * (count - 1.0) * (2.0 * count + 5.0);
        let ties: f64 = seen.iter().map(|count| term(*count as f64)).sum();
        Self {
            score: score as f64,
            variance: (term(days.len() as f64) - ties) / 18.0,
        }
    }
}

/// The factor by which autocorrelation widens the variance of the score: that of a sum of days
/// weighted by their order, which the score is in the limit (Hamed and Rao 1998), over calendar
/// distances. At least 1.
pub(super) fn inflation(days: &[TaggedDay], carryover: Carryover) -> f64 {
    let n = days.len() as f64;
    let centre = (n - 1.0) / 2.0;
    let weights = (0..)
        .zip(days)
        .map(|(at, day)| (day.day, f64::from(at) - centre));
    let independent = n * (n * n - 1.0) / 12.0;
    (carryover.variance_of_sum(weights) / independent).max(1.0)
}
