//! The Theil–Sen slope for rounded values.
//!
//! The classical estimate is the median of the slopes of all pairs of days. With five moods, so
//! many pairs are equal that it is mostly zero, also where a trend is plain. Here a mood stands for
//! all values that round to it, evenly: a pair of days rises with a probability, not just yes or
//! no. The slope is the one that has to be taken away for pairs to rise and fall equally often,
//! which is the definition of the median of slopes when nothing is rounded.

use super::TaggedDay;
use crate::Mood;

/// The differences of two moods: −4 to 4.
const DIFFERENCES: usize = 2 * Mood::ALL.len() - 1;
/// Up to this many days, every distance is exact.
const EXACT_DAYS: i64 = 366;
/// Of a longer span, distances are rounded to this share.
const BINS: i64 = 183;
/// Halvings of the range of slopes: to a hundred-millionth of a step a day.
const HALVINGS: usize = 30;
/// No slope is steeper: from awful to great, and both rounded, in a day.
const STEEPEST: f64 = 5.0;

/// The pairs of days by their distance in time, and by the difference of their moods.
pub(super) struct Distances {
    /// The distance in days, and the number of pairs by difference.
    pairs: Vec<(f64, [u64; DIFFERENCES])>,
}

impl Distances {
    /// Counts all pairs of days.
    pub fn between(days: &[TaggedDay]) -> Self {
        let (Some(first), Some(last)) = (days.first(), days.last()) else {
            return Self { pairs: Vec::new() };
        };
        let span = last.day.since(first.day) + 1;
        let width = if span <= EXACT_DAYS {
            1
        } else {
            span / BINS + 1
        };
        let bin =
            |day: &TaggedDay| usize::try_from(day.day.since(first.day) / width).unwrap_or_default();
        // Moods by bin, so that a pair of bins is 25 products, for as many pairs of days as there are.
        let bins = bin(last) + 1;
        let mut moods = [(); Mood::ALL.len()].map(|()| vec![0_u64; bins]);
        for day in days {
            moods[day.mood as usize][bin(day)] += 1;
        }
        let mut pairs = Vec::with_capacity(bins);
        pairs.push((width as f64 / 3.0, within_bins(days, bin)));
        for apart in 1..bins {
            let mut counts = [0; DIFFERENCES];
            for (from, earlier) in moods.iter().enumerate() {
                for (to, later) in moods.iter().enumerate() {
                    let products = earlier.iter().zip(&later[apart..]);
                    counts[to + Mood::ALL.len() - 1 - from] +=
                        products.map(|(one, other)| one * other).sum::<u64>();
                }
            }
            pairs.push((apart as f64 * width as f64, counts));
        }
        Self { pairs }
    }

    /// The slope, in steps a day, that has to be taken away for pairs that rise to outnumber those
    /// that fall by `score`.
    pub fn slope_at(&self, score: f64) -> f64 {
        let (mut low, mut high) = (-STEEPEST, STEEPEST);
        for _ in 0..HALVINGS {
            let slope = f64::midpoint(low, high);
            if self.score(slope) > score {
                low = slope;
            } else {
                high = slope;
            }
        }
        f64::midpoint(low, high)
    }

    /// Kendall's score after `slope` is taken away, expected over what was rounded.
    pub fn score(&self, slope: f64) -> f64 {
        let mut score = 0.0;
        for (distance, counts) in &self.pairs {
            let mut rise = -slope * distance - (Mood::ALL.len() - 1) as f64;
            for count in counts {
                let capped = rise.clamp(-1.0, 1.0);
                // The chance to rise less the chance to fall: the difference of two values that are
                // spread evenly over a step has a triangular distribution.
                score += *count as f64 * capped * (2.0 - capped.abs());
                rise += 1.0;
            }
        }
        score
    }
}

/// The pairs of days that share a bin.
fn within_bins(days: &[TaggedDay], bin: impl Fn(&TaggedDay) -> usize) -> [u64; DIFFERENCES] {
    let mut counts = [0; DIFFERENCES];
    for group in days.chunk_by(|one, next| bin(one) == bin(next)) {
        let mut seen = [0; Mood::ALL.len()];
        for day in group {
            let mood = day.mood as usize;
            for (earlier, count) in seen.iter().enumerate() {
                counts[mood + Mood::ALL.len() - 1 - earlier] += count;
            }
            seen[mood] += 1;
        }
    }
    counts
}
