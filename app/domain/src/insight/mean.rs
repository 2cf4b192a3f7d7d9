//! The mean mood.

use super::{CONFIDENCE, Carryover, Interval, ROUNDING_VARIANCE, TaggedDay, chance, score};
use crate::Day;

/// A mean score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// The mean, from 1 (awful) to 5 (great).
    pub value: f64,
    /// The days.
    pub days: usize,
    /// The mean with its 95 % interval; none with fewer than [`Self::MIN_INTERVAL_DAYS`].
    pub interval: Option<Interval>,
    /// The number of independent days that would be as precise.
    pub effective_days: f64,
}

impl Mean {
    /// An interval from fewer days than a week would be half the scale, and leave weekdays out.
    pub const MIN_INTERVAL_DAYS: usize = 7;

    /// The mean of `days`; none without days.
    #[must_use]
    pub fn of(days: &[TaggedDay], carryover: Carryover) -> Option<Self> {
        let scores: Vec<_> = days.iter().map(|day| (day.day, score(day))).collect();
        Self::of_scores(&scores, carryover)
    }

    /// The mean of the scores of days.
    pub(super) fn of_scores(days: &[(Day, f64)], carryover: Carryover) -> Option<Self> {
        if days.is_empty() {
            return None;
        }
        let n = days.len() as f64;
        let value = days.iter().map(|(_, score)| score).sum::<f64>() / n;
        // The factor by which correlation widens the variance of the mean.
        let inflation = carryover.variance_of_sum(days.iter().map(|(day, _)| (*day, 1.0))) / n;
        let squares: f64 = days.iter().map(|(_, score)| (score - value).powi(2)).sum();
        let effective_days = n / inflation;
        let interval = (days.len() >= Self::MIN_INTERVAL_DAYS && n > inflation).then(|| {
            let variance = (squares / (n - inflation)).max(ROUNDING_VARIANCE);
            let error = (variance / effective_days).sqrt();
            let half = error * chance::half_width(CONFIDENCE, effective_days - 1.0);
            Interval {
                estimate: value,
                low: (value - half).max(1.0),
                high: (value + half).min(5.0),
            }
        });
        Some(Self {
            value,
            days: days.len(),
            interval,
            effective_days,
        })
    }
}
