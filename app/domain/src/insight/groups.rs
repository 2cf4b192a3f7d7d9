//! The difference between two groups of days that hang together.

use super::{Carryover, Interval, ROUNDING_VARIANCE, TaggedDay, chance, score};

/// A group's scores.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Group {
    pub days: usize,
    sum: f64,
    squares: f64,
}

impl Group {
    pub fn of<'a>(days: impl Iterator<Item = &'a TaggedDay>) -> Self {
        let mut group = Self::default();
        for day in days {
            group.days += 1;
            group.sum += score(day);
            group.squares += score(day).powi(2);
        }
        group
    }

    /// The days of this group that are not in `part`.
    pub fn without(self, part: Self) -> Self {
        Self {
            days: self.days - part.days,
            sum: self.sum - part.sum,
            squares: self.squares - part.squares,
        }
    }

    fn n(self) -> f64 {
        self.days as f64
    }

    pub fn mean(self) -> Option<f64> {
        (self.days > 0).then(|| self.sum / self.n())
    }

    /// The sum of squared distances to the mean.
    fn scatter(self) -> f64 {
        self.squares - self.sum * self.sum / self.n().max(1.0)
    }
}

/// Sums of the correlations of days: within each group, and between the two.
#[derive(Clone, Copy, Debug)]
pub(super) struct Correlations {
    pub first: f64,
    pub second: f64,
    pub between: f64,
}

/// The difference of two means, with its standard error.
#[derive(Clone, Copy, Debug)]
pub(super) struct Difference {
    estimate: f64,
    error: f64,
    freedom: f64,
}

impl Difference {
    /// The mean of `first` less that of `second`; none if there are not enough days for an error.
    pub fn between(first: Group, second: Group, correlations: Correlations) -> Option<Self> {
        let estimate = first.mean()? - second.mean()?;
        let (n, m) = (first.n(), second.n());
        let Correlations {
            first: within_first,
            second: within_second,
            between,
        } = correlations;
        let lost = within_first / n + within_second / m;
        if n + m <= lost {
            return None;
        }
        let variance = (first.scatter() + second.scatter()) / (n + m - lost);
        let correlated = within_first / (n * n) + within_second / (m * m) - 2.0 * between / (n * m);
        // Groups that take turns would be compared more precisely than independent days. The
        // correlation is an estimate, so nothing is built on that.
        let spread = correlated.max(1.0 / n + 1.0 / m);
        let all = within_first + within_second + 2.0 * between;
        Some(Self {
            estimate,
            error: (variance.max(ROUNDING_VARIANCE) * spread).sqrt(),
            freedom: (n + m).powi(2) / all - 2.0,
        })
    }

    /// The p-value of "no difference".
    pub fn p(self) -> f64 {
        chance::two_sided(self.estimate / self.error, self.freedom)
    }

    /// The interval that encloses the true difference with the probability `confidence`.
    pub fn interval(self, confidence: f64) -> Interval {
        let half = self.error * chance::half_width(confidence, self.freedom);
        Interval {
            estimate: self.estimate,
            low: self.estimate - half,
            high: self.estimate + half,
        }
    }
}

/// Compares two groups, of which each is in order, and the first begins after the second ends.
pub(super) fn later_with_earlier(
    later: &[TaggedDay],
    earlier: &[TaggedDay],
    carryover: Carryover,
) -> Option<Difference> {
    let sum = |days: &mut dyn Iterator<Item = &TaggedDay>| {
        carryover.variance_of_sum(days.map(|day| (day.day, 1.0)))
    };
    let (first, second) = (sum(&mut later.iter()), sum(&mut earlier.iter()));
    let all = sum(&mut earlier.iter().chain(later));
    Difference::between(
        Group::of(later.iter()),
        Group::of(earlier.iter()),
        Correlations {
            first,
            second,
            between: (all - first - second) / 2.0,
        },
    )
}
