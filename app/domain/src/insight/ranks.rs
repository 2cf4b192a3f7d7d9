//! Rank correlation of two series of days, each of which hangs together.

use super::{Carryover, Interval, chance};
use crate::Day;

/// The share of the range below which two values count as equal: what sums of numbers are rounded by.
const RESOLUTION: f64 = 1e-9;
/// The variance of Fisher's transform of a rank correlation, times the effective days less three
/// (Fieller, Hartley and Pearson 1957).
const RANK_VARIANCE: f64 = 1.06;
/// With fewer effective days there is no standard error.
const MIN_EFFECTIVE: f64 = 4.0;

/// Spearman's rank correlation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct RankCorrelation {
    /// The correlation, from −1 to 1.
    pub value: f64,
    /// The number of independent pairs that would be as precise.
    pub effective: f64,
}

impl RankCorrelation {
    /// The correlation of two series of the same days, in order; none if one of them is constant, or if too
    /// few independent days are left for a standard error. `rounding` is the part of the second one's variance that it owes to being rounded, and `lost`
    /// the number of figures that were estimated from each before.
    pub fn of(one: &[(Day, f64)], other: &[(Day, f64)], rounding: f64, lost: f64) -> Option<Self> {
        let [first, second] = [one, other].map(ranks);
        let value = correlation(&first, &second)?;
        let days = || one.iter().map(|(day, _)| *day);
        // A signal's values may lie so far apart that one day outweighs all others; its ranks do not.
        let ranked: Vec<_> = days().zip(first).collect();
        let carryover =
            Carryover::of_series(&ranked, 0.0).times(Carryover::of_series(other, rounding));
        let n = one.len() as f64;
        let inflation = carryover.variance_of_sum(days().map(|day| (day, 1.0))) / n;
        let effective = (n - lost) / inflation.max(1.0);
        (effective >= MIN_EFFECTIVE).then_some(Self { value, effective })
    }

    /// The p-value of "no correlation".
    pub fn p(self) -> f64 {
        chance::two_sided(self.transform() / self.error(), self.freedom())
    }

    /// The interval that encloses the true correlation with the probability `confidence`.
    pub fn interval(self, confidence: f64) -> Interval {
        let half = self.error() * chance::half_width(confidence, self.freedom());
        Interval {
            estimate: self.value,
            low: (self.transform() - half).tanh(),
            high: (self.transform() + half).tanh(),
        }
    }

    /// Fisher's transform, whose distribution is nearly normal.
    fn transform(self) -> f64 {
        self.value.clamp(RESOLUTION - 1.0, 1.0 - RESOLUTION).atanh()
    }

    /// The standard error of the transform.
    fn error(self) -> f64 {
        (RANK_VARIANCE / (self.effective - 3.0)).sqrt()
    }

    fn freedom(self) -> f64 {
        self.effective - 2.0
    }
}

/// The rank of each value, from 1; equal values have the mean of their ranks.
fn ranks(series: &[(Day, f64)]) -> Vec<f64> {
    let values = || series.iter().map(|(_, value)| *value);
    let (low, high) = (
        values().fold(f64::INFINITY, f64::min),
        values().fold(f64::NEG_INFINITY, f64::max),
    );
    let unit = RESOLUTION * (high - low);
    let rounded = |value: f64| {
        if unit > 0.0 {
            (value / unit).round()
        } else {
            0.0
        }
    };
    let mut order: Vec<_> = values().map(rounded).enumerate().collect();
    order.sort_by(|(_, one), (_, other)| one.total_cmp(other));
    let mut ranks = vec![0.0; order.len()];
    let mut before = 0;
    for equal in order.chunk_by(|(_, one), (_, other)| one == other) {
        let rank = before as f64 + (equal.len() as f64 + 1.0) / 2.0;
        for (at, _) in equal {
            ranks[*at] = rank;
        }
        before += equal.len();
    }
    ranks
}

/// The linear correlation of two lists; none if one of them is constant.
fn correlation(one: &[f64], other: &[f64]) -> Option<f64> {
    let n = one.len() as f64;
    let (mean, other_mean) = (one.iter().sum::<f64>() / n, other.iter().sum::<f64>() / n);
    let (mut between, mut first, mut second) = (0.0, 0.0, 0.0);
    for (a, b) in one.iter().zip(other) {
        let (a, b) = (a - mean, b - other_mean);
        between += a * b;
        first += a * a;
        second += b * b;
    }
    let scatter = (first * second).sqrt();
    (scatter > 0.0).then(|| (between / scatter).clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(values: &[f64]) -> Vec<(Day, f64)> {
        let days = (0..).map(|offset| Day::FIRST.plus(offset));
        days.zip(values.iter().copied()).collect()
    }

    fn near(one: f64, other: f64) {
        assert!((one - other).abs() < 1e-7, "{one}, not {other}");
    }

    #[test]
    fn equal_values_share_the_mean_of_their_ranks() {
        let values = series(&[3.0, 1.0, 3.0, 2.0, 3.0]);
        assert_eq!(ranks(&values), [4.0, 1.0, 4.0, 2.0, 4.0]);
        assert_eq!(ranks(&series(&[7.0, 7.0])), [1.5, 1.5]);
        // What differs by a rounding only is equal.
        assert_eq!(ranks(&series(&[0.1 + 0.2, 0.3, 1.0])), [1.5, 1.5, 3.0]);
        assert_eq!(ranks(&[]), [0.0; 0]);
    }

    /// By hand: the differences of ranks are −1, −1, 1, 0.5, 0.5; with ties, it is the linear
    /// correlation of the ranks.
    #[test]
    fn the_correlation_is_that_of_the_ranks() {
        let (one, other) = (
            series(&[1.0, 20.0, 300.0, 4000.0, 50_000.0]),
            series(&[2.0, 3.0, 1.0, 4.0, 4.0]),
        );
        let of = RankCorrelation::of(&one, &other, 0.0, 0.0).unwrap();
        near(of.value, 6.5 / (10.0_f64 * 9.5).sqrt());
        let mirrored: Vec<_> = one.iter().map(|(day, value)| (*day, -value)).collect();
        let of = RankCorrelation::of(&mirrored, &other, 0.0, 0.0).unwrap();
        near(of.value, -6.5 / (10.0_f64 * 9.5).sqrt());
    }

    #[test]
    fn a_constant_series_has_no_correlation() {
        let (one, other) = (series(&[4.0; 9]), series(&[1.0; 9]));
        let rising: Vec<f64> = (0..9).map(f64::from).collect();
        assert_eq!(RankCorrelation::of(&one, &other, 0.0, 0.0), None);
        assert_eq!(RankCorrelation::of(&one, &series(&rising), 0.0, 0.0), None);
        assert_eq!(RankCorrelation::of(&series(&rising), &one, 0.0, 0.0), None);
    }

    /// By Fisher's transform: `tanh(atanh(0.5) ± qt(0.975, 10) * sqrt(1.06 / 9))`, and
    /// `2 * pt(-atanh(0.5) / sqrt(1.06 / 9), 10)` from `atanh(0.5) = 0.549306`.
    #[test]
    fn the_interval_and_the_test_agree() {
        let of = RankCorrelation {
            value: 0.5,
            effective: 12.0,
        };
        let error = (1.06_f64 / 9.0).sqrt();
        let interval = of.interval(0.95);
        near(interval.low, (0.549_306_144 - 2.228_138_852 * error).tanh());
        near(
            interval.high,
            (0.549_306_144 + 2.228_138_852 * error).tanh(),
        );
        for value in [-0.99, -0.6, -0.3, 0.1, 0.55, 0.6, 0.7] {
            let of = RankCorrelation { value, ..of };
            let interval = of.interval(0.95);
            let leaves_zero_out = interval.low > 0.0 || interval.high < 0.0;
            assert_eq!(leaves_zero_out, of.p() < 0.05, "{value}");
        }
        let perfect = RankCorrelation { value: 1.0, ..of };
        assert!(perfect.p() < 1e-9 && perfect.interval(0.95).low > 0.99);
    }

    #[test]
    fn days_that_hang_together_count_for_fewer() {
        // Both go round in a slow wave, and in a fast one.
        let wave = |period: f64, shift: f64| -> Vec<(Day, f64)> {
            let values =
                (0..120).map(|at| (f64::from(at) * std::f64::consts::TAU / period + shift).sin());
            series(&values.collect::<Vec<_>>())
        };
        let effective = |one: &[(Day, f64)], other: &[(Day, f64)]| {
            RankCorrelation::of(one, other, 0.0, 0.0).unwrap().effective
        };
        let slow = effective(&wave(40.0, 0.0), &wave(40.0, 1.0));
        let fast = effective(&wave(3.0, 0.0), &wave(3.0, 1.0));
        assert!(slow < 20.0, "{slow}");
        assert!(fast > 100.0 && fast <= 120.0, "{fast}");
        let fewer = RankCorrelation::of(&wave(40.0, 0.0), &wave(40.0, 1.0), 0.0, 60.0);
        near(fewer.unwrap().effective, slow / 2.0);
    }
}
