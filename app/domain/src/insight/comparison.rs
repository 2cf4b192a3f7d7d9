//! Some days beside earlier ones.

use std::cmp::Ordering;

use super::{CONFIDENCE, Carryover, Interval, SIGNIFICANCE, TaggedDay, groups::later_with_earlier};

/// Some days beside earlier ones.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// The later days' mean less that of the earlier ones, in mood steps.
    pub difference: Interval,
    /// The p-value of "no difference".
    pub p: f64,
}

impl Comparison {
    /// Compares two groups of days, each in order, of which the first begins after the second ends.
    /// None if there are not enough days for an error.
    pub(crate) fn of(
        later: &[TaggedDay],
        earlier: &[TaggedDay],
        carryover: Carryover,
    ) -> Option<Self> {
        let difference = later_with_earlier(later, earlier, carryover)?;
        Some(Self {
            difference: difference.interval(CONFIDENCE),
            p: difference.p(),
        })
    }

    /// The later days beside the earlier ones; equal if the difference is not distinguishable from
    /// chance.
    #[must_use]
    pub fn direction(self) -> Ordering {
        if self.p < SIGNIFICANCE {
            self.difference.estimate.total_cmp(&0.0)
        } else {
            Ordering::Equal
        }
    }
}
