//! Correlation of a day with the next, and its effect on sums over days.

use super::{ROUNDING_VARIANCE, TaggedDay, score};
use crate::Day;

/// The correlation of a day's mood with the next day's, beyond a trend.
///
/// Days further apart correlate by the law of a first-order autoregression, of which each value is
/// rounded to a mood: gaps of any length count as what they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Carryover {
    /// The correlation of moods, from 0 to [`Self::MAX`].
    pub value: f64,
    /// The pairs of adjacent days that it is measured on.
    pub pairs: usize,
    /// The share of the moods' variance that is not rounding.
    beneath: f64,
}

impl Carryover {
    /// The value that is assumed before the journal has shown its own: the lower end of what
    /// studies of daily moods find (0.2 to 0.4), as a higher value of its own prevails.
    pub const ASSUMED: f64 = 0.2;
    /// The weight of the assumption, in pairs of days: about as many as it takes to measure a
    /// correlation to ±0.2.
    pub const ASSUMED_PAIRS: usize = 20;
    /// Above this, no number of days would be enough for a statement.
    pub const MAX: f64 = 0.9;
    /// Moods that hardly vary would be only rounding.
    const MIN_BENEATH: f64 = 0.5;

    /// Days that do not hang together.
    pub(super) const NONE: Self = Self {
        value: 0.0,
        pairs: 0,
        beneath: 1.0,
    };

    /// Measures the correlation on adjacent days, about a straight line.
    ///
    /// The estimate is corrected for its bias, and not let below its average with the assumption:
    /// too low a value makes chance look like a finding, too high a value only delays one.
    #[must_use]
    pub fn of(days: &[TaggedDay]) -> Self {
        let scores: Vec<_> = days.iter().map(|day| (day.day, score(day))).collect();
        Self::of_series(&scores, ROUNDING_VARIANCE)
    }

    /// The same for any values of days, in order. `rounding` is the part of their variance that they
    /// owe to being rounded.
    pub(super) fn of_series(series: &[(Day, f64)], rounding: f64) -> Self {
        let residuals = about_line(series);
        let squares = residuals.iter().map(|(_, e)| e * e).sum::<f64>();
        let variance = squares / series.len().max(1) as f64;
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
            beneath: (1.0 - rounding / variance).max(Self::MIN_BENEATH),
        }
    }

    /// The carryover of the products of two independent series: their correlations multiply.
    pub(super) fn times(self, other: Self) -> Self {
        let beneath = self.beneath * other.beneath;
        Self {
            value: self.daily() * other.daily() * beneath,
            pairs: self.pairs.min(other.pairs),
            beneath,
        }
    }

    /// The factor by which two days correlate less for each day between them.
    fn daily(self) -> f64 {
        (self.value / self.beneath).min(Self::MAX)
    }

    /// The factor by which two days correlate less for being `apart` days from each other.
    fn fading(self, apart: i64) -> f64 {
        let daily = self.daily();
        match apart {
            1 => daily,
            _ => daily.powi(i32::try_from(apart).unwrap_or(i32::MAX)),
        }
    }

    /// The variance of a weighted sum of days of variance 1, in order.
    pub(super) fn variance_of_sum(self, weights: impl Iterator<Item = (Day, f64)>) -> f64 {
        let (mut variance, mut carried) = (0.0, 0.0);
        let mut previous = None;
        for (day, weight) in weights {
            if let Some(previous) = previous {
                carried *= self.fading(day.since(previous));
            }
            variance += weight * (weight + 2.0 * self.beneath * carried);
            carried += weight;
            previous = Some(day);
        }
        variance
    }

    /// Calls `each` for each of `days`, which are in order, with its group and the sums of its
    /// correlations with the earlier days of each group.
    pub(super) fn with_earlier<const GROUPS: usize>(
        self,
        days: impl Iterator<Item = (Day, usize)>,
        mut each: impl FnMut(usize, &[f64; GROUPS]),
    ) {
        let mut carried = [0.0; GROUPS];
        let mut previous = None;
        for (day, group) in days {
            if let Some(previous) = previous {
                let fading = self.fading(day.since(previous));
                carried.iter_mut().for_each(|sum| *sum *= fading);
            }
            each(group, &carried.map(|sum| self.beneath * sum));
            carried[group] += 1.0;
            previous = Some(day);
        }
    }

    /// The correlation of each of `days` with all of them, summed.
    pub(super) fn with_all(self, days: &[Day]) -> Vec<f64> {
        let mut sums = vec![1.0; days.len()];
        let mut carried = 0.0;
        for (at, pair) in days.windows(2).enumerate() {
            carried = (carried + 1.0) * self.fading(pair[1].since(pair[0]));
            sums[at + 1] += self.beneath * carried;
        }
        carried = 0.0;
        for (at, pair) in days.windows(2).enumerate().rev() {
            carried = (carried + 1.0) * self.fading(pair[1].since(pair[0]));
            sums[at] += self.beneath * carried;
        }
        sums
    }
}

/// The values less a straight line through them (least squares).
fn about_line(series: &[(Day, f64)]) -> Vec<(Day, f64)> {
    let Some(first) = series.first().map(|(day, _)| *day) else {
        return Vec::new();
    };
    let n = series.len() as f64;
    let time = |day: Day| day.since(first) as f64;
    let mean_time = series.iter().map(|(day, _)| time(*day)).sum::<f64>() / n;
    let mean = series.iter().map(|(_, value)| value).sum::<f64>() / n;
    let (mut across, mut along) = (0.0, 0.0);
    for (day, value) in series {
        let t = time(*day) - mean_time;
        across += t * (value - mean);
        along += t * t;
    }
    let slope = if along > 0.0 { across / along } else { 0.0 };
    series
        .iter()
        .map(|(day, value)| {
            let line = mean + slope * (time(*day) - mean_time);
            (*day, value - line)
        })
        .collect()
}
