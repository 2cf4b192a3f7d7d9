//! Tests that are made together, of which the best would always look special.

use super::SIGNIFICANCE;

/// A family of tests: Benjamini and Hochberg's procedure (1995).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Family {
    /// The p-values adjusted for the number of tests, in the same order.
    pub adjusted: Vec<f64>,
    /// The number of tests that hold, which are the first.
    pub chosen: usize,
    /// The confidence of the intervals that fit this choice (Benjamini and Yekutieli 2005).
    pub confidence: f64,
}

impl Family {
    /// The family with these p-values, in ascending order.
    pub fn of(sorted: impl ExactSizeIterator<Item = f64>) -> Self {
        let all = sorted.len() as f64;
        let mut adjusted: Vec<f64> = (1..)
            .zip(sorted)
            .map(|(rank, p)| p * all / f64::from(rank))
            .collect();
        let mut least = 1.0_f64;
        for p in adjusted.iter_mut().rev() {
            least = least.min(*p);
            *p = least;
        }
        let chosen = adjusted.iter().take_while(|p| **p < SIGNIFICANCE).count();
        Self {
            adjusted,
            chosen,
            confidence: 1.0 - SIGNIFICANCE * chosen as f64 / all.max(1.0),
        }
    }
}
