//! The signals beside a day or a week.

use crate::{
    Day, Week,
    signal::{DayValue, Signal, whole},
};

/// A signal's value of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct SignalOfDay {
    /// The signal.
    pub signal: Signal,
    /// The day's value.
    pub value: DayValue,
    /// True once the day is over, for the signal too: until then its value may change.
    pub is_over: bool,
    /// The number of whole days before that have a value, of [`Self::DAYS_BEFORE`].
    pub days_before: usize,
    /// The mean of their values; none with fewer than [`Self::MIN_DAYS`], or beside a day that is not over or
    /// not [`whole`].
    pub usual: Option<f64>,
}

impl SignalOfDay {
    /// The number of days before that the value is compared to.
    pub const DAYS_BEFORE: i64 = 30;
    /// The number of days before that a comparison takes.
    pub const MIN_DAYS: usize = 10;

    /// A signal on `day`; none without a value. `values` are in order, one per day; others than those of
    /// the day and the [`Self::DAYS_BEFORE`] do not count. A day is over before `today`.
    #[must_use]
    pub fn of(signal: &Signal, values: &[DayValue], day: Day, today: Day) -> Option<Self> {
        let value = *values.iter().find(|value| value.day == day)?;
        let distance = |value: &DayValue| day.since(value.day);
        let mut values = values.to_vec();
        values.retain(|of| (0..=Self::DAYS_BEFORE).contains(&distance(of)));
        let mut before = whole(&values);
        let is_whole = before.pop_if(|of| of.day == day).is_some();
        let is_over = day < today;
        Some(Self {
            signal: signal.clone(),
            value,
            is_over,
            days_before: before.len(),
            // The sum of half a day is no day's.
            usual: mean(&before).filter(|_| before.len() >= Self::MIN_DAYS && is_over && is_whole),
        })
    }

    /// The value less the mean of the days before; none with too few of them.
    #[must_use]
    pub fn difference(&self) -> Option<f64> {
        Some(self.value.value - self.usual?)
    }
}

/// A signal's mean of a week.
#[derive(Clone, Debug, PartialEq)]
pub struct SignalOfWeek {
    /// The signal.
    pub signal: Signal,
    /// The number of whole days with a value.
    pub days: usize,
    /// The mean of their values.
    pub mean: f64,
}

impl SignalOfWeek {
    /// A signal in a week; none without values. Values of other days, and of those that are not over before
    /// `today`, do not count.
    #[must_use]
    pub fn of(signal: &Signal, values: &[DayValue], week: Week, today: Day) -> Option<Self> {
        let is_within = |value: &&DayValue| {
            (week.start()..=week.end()).contains(&value.day) && value.day < today
        };
        let values: Vec<_> = values.iter().filter(is_within).copied().collect();
        let values = whole(&values);
        Some(Self {
            signal: signal.clone(),
            days: values.len(),
            mean: mean(&values)?,
        })
    }
}

fn mean(values: &[DayValue]) -> Option<f64> {
    let sum = values.iter().map(|value| value.value).sum::<f64>();
    (!values.is_empty()).then(|| sum / values.len() as f64)
}
