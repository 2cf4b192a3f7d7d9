//! Correlation of a day with the next, and its effect on sums over days.

use super::{TaggedDay, score};
use crate::Day;

/// The correlation of a day's mood with the next day's, beyond a trend.
///
/// Days further apart are taken to correlate by its powers (a first-order autoregression), so that
/// gaps of any length count as what they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Carryover {
    /// From 0 to [`Self::MAX`].
    pub value: f64,
    /// The pairs of adjacent days that it is measured on.
    pub pairs: usize,
}

impl Carryover {
    /// The value that is assumed before the journal has shown its own: diaries of daily moods lie
    /// between 0.2 and 0.4.
    pub const ASSUMED: f64 = 0.3;
    /// The weight of the assumption, in pairs of days: about as many as it takes to measure a
    /// correlation to ±0.2.
    pub const ASSUMED_PAIRS: usize = 20;
    /// Above this, no number of days would be enough for a statement.
    pub const MAX: f64 = 0.9;

    /// Measures the correlation on adjacent days, about a straight line.
    ///
    /// The estimate is corrected for its bias, and not let below its average with the assumption:
    /// too low a value makes chance look like a finding, too high a value only delays one.
    #[must_use]
    pub fn of(days: &[TaggedDay]) -> Self {
        let residuals = about_line(days);
        let variance = residuals.iter().map(|(_, e)| e * e).sum::<f64>() / days.len().max(1) as f64;
        let (mut product, mut pairs) = (0.0, 0_usize);
        for pair in residuals.windows(2) {
            if let [(one, e), (next, f)] = pair
                && next.since(*one) == 1
            {
                product += e * f;
                pairs += 1;
            }
        }
        let n = pairs as f64;
        // Of a line's residuals, the correlation is too low by (2 + 4r)/n on average.
        let measured = if variance > 0.0 && n > 4.0 {
            (product / variance + 2.0) / (n - 4.0)
        } else {
            0.0
        };
        let weight = Self::ASSUMED_PAIRS as f64;
        let averaged = (n * measured + weight * Self::ASSUMED) / (n + weight);
        Self {
            value: measured.max(averaged).clamp(0.0, Self::MAX),
            pairs,
        }
    }

    /// The correlation of two days, `apart` days from each other.
    pub(super) fn over(self, apart: i64) -> f64 {
        match apart {
            1 => self.value,
            _ => self.value.powi(i32::try_from(apart).unwrap_or(i32::MAX)),
        }
    }

    /// The variance of a weighted sum of days of variance 1, in order.
    pub(super) fn variance_of_sum(self, weights: impl Iterator<Item = (Day, f64)>) -> f64 {
        let (mut variance, mut carried) = (0.0, 0.0);
        let mut previous = None;
        for (day, weight) in weights {
            if let Some(previous) = previous {
                carried *= self.over(day.since(previous));
            }
            variance += weight * (weight + 2.0 * carried);
            carried += weight;
            previous = Some(day);
        }
        variance
    }

    /// The covariance of each of `days` with the sum of all of them, if each has variance 1.
    pub(super) fn with_all(self, days: &[Day]) -> Vec<f64> {
        let mut covariances = vec![1.0; days.len()];
        let mut carried = 0.0;
        for (at, pair) in days.windows(2).enumerate() {
            carried = (carried + 1.0) * self.over(pair[1].since(pair[0]));
            covariances[at + 1] += carried;
        }
        carried = 0.0;
        for (at, pair) in days.windows(2).enumerate().rev() {
            carried = (carried + 1.0) * self.over(pair[1].since(pair[0]));
            covariances[at] += carried;
        }
        covariances
    }
}

/// The days' scores less a straight line through them (least squares).
fn about_line(days: &[TaggedDay]) -> Vec<(Day, f64)> {
    let Some(first) = days.first().map(|day| day.day) else {
        return Vec::new();
    };
    let n = days.len() as f64;
    let time = |day: &TaggedDay| day.day.since(first) as f64;
    let mean_time = days.iter().map(time).sum::<f64>() / n;
    let mean = days.iter().map(score).sum::<f64>() / n;
    let (mut across, mut along) = (0.0, 0.0);
    for day in days {
        let t = time(day) - mean_time;
        across += t * (score(day) - mean);
        along += t * t;
    }
    let slope = if along > 0.0 { across / along } else { 0.0 };
    days.iter()
        .map(|day| {
            let line = mean + slope * (time(day) - mean_time);
            (day.day, score(day) - line)
        })
        .collect()
}
