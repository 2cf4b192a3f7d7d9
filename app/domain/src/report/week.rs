//! The report of a week.

use std::cmp::Reverse;

use super::{DAYS_BEFORE, SignalOfWeek, before};
use crate::{
    Day, Entry, Mood, Week,
    insight::{Carryover, Comparison, Distribution, Mean, TaggedDay},
    moment::Moment,
};

/// The report of a week.
#[derive(Clone, Debug, PartialEq)]
pub struct WeekReport {
    /// The week.
    pub week: Week,
    /// Its entries, oldest first.
    pub entries: Vec<Entry>,
    /// Its days by mood.
    pub distribution: Distribution,
    /// The mean score; none without entries.
    pub mean: Option<Mean>,
    /// The number of days with an entry in the four weeks before.
    pub days_before: usize,
    /// The week beside the four weeks before; none with too few days in either.
    pub comparison: Option<Comparison>,
    /// The most frequent tags with the number of their days, at most [`Self::MAX_TAGS`], the most frequent
    /// first.
    pub tags: Vec<(String, usize)>,
    /// Its moments, the latest first.
    pub moments: Vec<Moment>,
    /// The signals that have values in it.
    pub signals: Vec<SignalOfWeek>,
}

impl WeekReport {
    /// The number of days with an entry that a comparison takes in the week.
    pub const MIN_DAYS: usize = 5;
    /// The number of days with an entry that it takes in the four weeks before: half of them.
    pub const MIN_DAYS_BEFORE: usize = 14;
    /// The maximum number of tags.
    pub const MAX_TAGS: usize = 5;
    /// The number of days to which a week is compared.
    const COMPARED: i64 = 28;

    /// The report of a week with these entries and moments. `known` are days in order, of which the
    /// [`DAYS_BEFORE`] the week count.
    #[must_use]
    pub fn of(
        week: Week,
        entries: Vec<Entry>,
        known: &[TaggedDay],
        moments: Vec<Moment>,
        signals: Vec<SignalOfWeek>,
    ) -> Self {
        let days: Vec<_> = entries.iter().map(TaggedDay::from).collect();
        let earlier = before(known, week.start(), DAYS_BEFORE);
        let all: Vec<_> = earlier.iter().chain(&days).cloned().collect();
        let carryover = Carryover::of(&all);
        let compared = before(earlier, week.start(), Self::COMPARED);
        let is_enough = days.len() >= Self::MIN_DAYS && compared.len() >= Self::MIN_DAYS_BEFORE;
        let comparison = is_enough.then(|| Comparison::of(&days, compared, carryover));
        Self {
            week,
            distribution: Distribution::of(&days),
            mean: Mean::of(&days, carryover),
            days_before: compared.len(),
            comparison: comparison.flatten(),
            tags: frequent(&days),
            entries,
            moments,
            signals,
        }
    }

    /// The seven days, each with its mood if it has an entry.
    #[must_use]
    pub fn days(&self) -> [(Day, Option<Mood>); 7] {
        [0, 1, 2, 3, 4, 5, 6].map(|offset| {
            let day = self.week.start().plus(offset);
            let mut entries = self.entries.iter();
            let entry = entries.find(|entry| entry.day == day);
            (day, entry.map(|entry| entry.mood))
        })
    }
}

/// The most frequent tags with the number of their days; of equally frequent ones the first to occur.
fn frequent(days: &[TaggedDay]) -> Vec<(String, usize)> {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for tag in days.iter().flat_map(|day| &day.tags) {
        match counts.iter_mut().find(|(known, _)| known == tag) {
            Some((_, count)) => *count += 1,
            None => counts.push((tag.clone(), 1)),
        }
    }
    counts.sort_by_key(|(_, count)| Reverse(*count));
    counts.truncate(WeekReport::MAX_TAGS);
    counts
}
