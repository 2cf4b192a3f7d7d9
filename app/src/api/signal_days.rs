//! The values of days of signals, for pages and reports.

use super::{Context, concurrent::concurrent};
use crate::{
    domain::{
        Day,
        signal::{DayValue, Signal},
    },
    error::Error,
    ports::Consistency,
};

/// A signal with its values of days.
#[derive(Clone, Debug, PartialEq)]
pub struct SignalDays {
    /// The signal.
    pub signal: Signal,
    /// The values, in order, one per date.
    pub days: Vec<DayValue>,
}

impl SignalDays {
    /// The value of a day.
    #[must_use]
    pub fn value(&self, day: Day) -> Option<f64> {
        let place = self.days.binary_search_by_key(&day, |of| of.day).ok()?;
        self.days.get(place).map(|of| of.value)
    }

    /// The change from the day before, in percent of its value.
    #[must_use]
    pub fn percent(&self, day: Day) -> Option<f64> {
        let (before, value) = (self.value(day.plus(-1))?, self.value(day)?);
        (before > 0.0).then(|| 100.0 * (value - before) / before)
    }
}

/// The signals that the caller chose, with their values from `first` to `last`, both included.
///
/// # Errors
/// Unavailable.
pub async fn chosen_signal_days(
    context: &Context,
    first: Day,
    last: Day,
) -> Result<Vec<SignalDays>, Error> {
    signal_days(context, context.chosen_signals(), first, last).await
}

/// Signals with their values from `first` to `last`, both included.
///
/// # Errors
/// Unavailable.
pub async fn signal_days(
    context: &Context,
    signals: Vec<Signal>,
    first: Day,
    last: Day,
) -> Result<Vec<SignalDays>, Error> {
    let store = &context.services.stores.signals;
    let reads = signals.into_iter().map(|signal| async {
        let days = store.days(&signal.id, first, last, Consistency::Eventual);
        let days = days.await?;
        Ok::<_, Error>(SignalDays { signal, days })
    });
    concurrent(reads.collect()).await
}
