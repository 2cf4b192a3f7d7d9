//! The difference from one day to the next.

use super::{TaggedDay, score};

/// The mean absolute successive difference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Steadiness {
    /// Mood steps from one day to the next, on average.
    pub difference: f64,
    /// The pairs of adjacent days.
    pub pairs: usize,
}

impl Steadiness {
    /// With fewer pairs, one unusual day makes a third of the figure.
    pub const MIN_PAIRS: usize = 7;

    /// Compares adjacent days; none with fewer than [`Self::MIN_PAIRS`] pairs.
    #[must_use]
    pub fn of(days: &[TaggedDay]) -> Option<Self> {
        let (mut sum, mut pairs) = (0.0, 0);
        for pair in days.windows(2) {
            if let [one, next] = pair
                && next.day.since(one.day) == 1
            {
                sum += (score(next) - score(one)).abs();
                pairs += 1;
            }
        }
        (pairs >= Self::MIN_PAIRS).then(|| Self {
            difference: sum / pairs as f64,
            pairs,
        })
    }
}
