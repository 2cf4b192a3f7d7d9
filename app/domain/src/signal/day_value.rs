//! The value of a day.

use super::Sample;
use crate::Day;

/// The rule by which a day's value is made from its samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayRule {
    /// Their mean.
    Mean,
    /// The lowest.
    Min,
    /// The highest.
    Max,
    /// The latest.
    Last,
    /// Their sum.
    Sum,
}

impl DayRule {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Mean, Self::Min, Self::Max, Self::Last, Self::Sum];

    /// Its name in configuration and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::Min => "min",
            Self::Max => "max",
            Self::Last => "last",
            Self::Sum => "sum",
        }
    }

    /// The rule of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == name)
    }

    /// The day's value from its samples, in order of time; none without samples, or if it is no
    /// [`Sample`]'s value.
    #[must_use]
    pub fn value(self, samples: &[Sample]) -> Option<f64> {
        let values = || samples.iter().map(|sample| sample.value);
        let value = match self {
            Self::Mean if samples.is_empty() => None,
            Self::Mean => Some(values().sum::<f64>() / samples.len() as f64),
            Self::Min => values().reduce(f64::min),
            Self::Max => values().reduce(f64::max),
            Self::Last => values().next_back(),
            Self::Sum if samples.is_empty() => None,
            Self::Sum => Some(values().sum()),
        };
        Some(Sample::new(0, value?)?.value)
    }
}

/// A signal's value of a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DayValue {
    /// The day, in the signal's zone.
    pub day: Day,
    /// The value, by the signal's [`DayRule`].
    pub value: f64,
    /// The number of samples behind it.
    pub samples: u32,
}

/// The days that are whole: those with at least half as many samples as the day in the middle has (the
/// median). A source that was silent for hours, or whose first answer begins at noon, gives the sum or the
/// mean of a part of a day, which is not compared with that of others.
#[must_use]
pub fn whole(values: &[DayValue]) -> Vec<DayValue> {
    let mut samples: Vec<_> = values.iter().map(|of| of.samples).collect();
    samples.sort_unstable();
    let median = samples.get(samples.len() / 2).copied().unwrap_or_default();
    let is_whole = |of: &&DayValue| of.samples.saturating_mul(2) >= median;
    values.iter().filter(is_whole).copied().collect()
}

/// The change from each day to the next: the later value less the earlier one, on the later day. A day
/// without the day before it has none. `values` are in order, one per day.
#[must_use]
pub fn changes(values: &[DayValue]) -> Vec<DayValue> {
    let pairs = values.windows(2).filter_map(|pair| match pair {
        [before, after] if after.day.since(before.day) == 1 => Some(DayValue {
            value: after.value - before.value,
            ..*after
        }),
        _ => None,
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn samples(values: &[f64]) -> Vec<Sample> {
        (0..)
            .zip(values)
            .map(|(at, &value)| Sample { at, value })
            .collect()
    }

    #[test]
    fn a_rule_has_one_name() {
        for rule in DayRule::ALL {
            assert_eq!(DayRule::parse(rule.as_str()), Some(rule));
        }
        assert_eq!(DayRule::parse("median"), None);
    }

    #[test]
    fn each_rule_makes_a_day_of_its_samples() {
        let day = samples(&[2.0, -1.0, 5.0, 4.0]);
        let values = DayRule::ALL.map(|rule| rule.value(&day).unwrap());
        assert_eq!(values, [2.5, -1.0, 5.0, 4.0, 10.0]);
        assert!(DayRule::ALL.iter().all(|rule| rule.value(&[]).is_none()));
        // Each may be stored, their sum not.
        assert_eq!(DayRule::Sum.value(&samples(&[9e14, 9e14])), None);
    }

    #[test]
    fn a_change_needs_the_day_before() {
        let day = |text, value| DayValue {
            day: Day::parse(text).unwrap(),
            value,
            samples: 3,
        };
        let values = [
            day("2026-11-20", 5.0),
            day("2026-11-21", 7.0),
            day("2026-11-23", 1.0),
            day("2026-11-24", 0.5),
        ];
        let expected = [day("2026-11-21", 2.0), day("2026-11-24", -0.5)];
        assert_eq!(changes(&values), expected);
        assert_eq!(changes(&values[..1]), []);
        assert_eq!(changes(&[]), []);
    }

    #[test]
    fn a_day_with_less_than_half_of_the_samples_is_not_whole() {
        let first = Day::parse("2026-11-01").unwrap();
        let days = |samples: &[u32]| -> Vec<DayValue> {
            let days = (0..).map(|offset| first.plus(offset)).zip(samples);
            days.map(|(day, &samples)| DayValue {
                day,
                value: 1.0,
                samples,
            })
            .collect()
        };
        let kept = |of: &[u32]| -> Vec<u32> {
            let kept = whole(&days(of));
            kept.iter().map(|of| of.samples).collect()
        };
        assert_eq!(kept(&[10, 24, 24, 12, 24, 11, 24]), [24, 24, 12, 24, 24]);
        // A signal of one value a day, and a first day.
        assert_eq!(kept(&[1, 1, 1]), [1, 1, 1]);
        assert_eq!(kept(&[3]), [3]);
        assert!(kept(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn a_mean_is_between_the_lowest_and_the_highest(
            values in prop::collection::vec(-1e6..1e6, 1..300),
        ) {
            let day = samples(&values);
            let [mean, min, max, last, _] = DayRule::ALL.map(|rule| rule.value(&day).unwrap());
            prop_assert!(min - 1e-6 <= mean && mean <= max + 1e-6);
            prop_assert!(min <= last && last <= max);
        }
    }
}
