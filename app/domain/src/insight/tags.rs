//! Tags that go with better or worse days.

use std::collections::HashMap;

use super::{
    Carryover, Interval, TaggedDay,
    family::Family,
    groups::{Correlations, Difference, Group},
};
use crate::Day;

/// The day on which the difference shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// The day of the tag.
    SameDay,
    /// The day after.
    DayAfter,
}

/// A tag whose days differ from the others.
#[derive(Clone, Debug, PartialEq)]
pub struct TagAssociation {
    /// The tag, without `#`.
    pub tag: String,
    /// The day on which the difference shows.
    pub when: When,
    /// The days with the tag (or after one with it).
    pub days_with: usize,
    /// The other days.
    pub days_without: usize,
    /// The mean with the tag less the mean without, in mood steps. Its interval is as much wider
    /// than 95 % as the choice among many tags demands, so that it leaves zero out.
    pub difference: Interval,
    /// The p-value, adjusted for the number of comparisons.
    pub p: f64,
}

/// The tags that go with better or worse days. They say nothing about causes.
#[derive(Clone, Debug, PartialEq)]
pub struct TagFindings {
    /// The statement that the figures support.
    pub verdict: TagVerdict,
    /// The associations that hold, the largest difference first.
    pub associations: Vec<TagAssociation>,
    /// The tags that were compared.
    pub compared: usize,
}

/// The statement about tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagVerdict {
    /// No tag has enough days with and without it.
    NotEnoughDays {
        /// The number of days with and without the tag that is needed.
        needed: usize,
    },
    /// No association that is distinguishable from chance.
    NoAssociation,
    /// At least one association.
    Found,
}

impl TagFindings {
    /// With the tag, and without. Fewer days are one holiday or one illness.
    pub const MIN_DAYS: usize = 7;
    /// The tags that are compared, the most frequent first. Each more would make it harder for all
    /// others to hold, and the time is bounded by it.
    pub const MAX_TAGS: usize = 50;

    /// Compares the days with each tag to the days without it, and likewise the days after.
    #[must_use]
    pub fn of(days: &[TaggedDay], carryover: Carryover) -> Self {
        let tags = frequent(days);
        let same_day = Comparison::new(days.iter().enumerate().collect(), carryover);
        let after = days.windows(2).enumerate();
        let after = after.filter(|(_, pair)| pair[1].day.since(pair[0].day) == 1);
        // The mood is the second day's; the tags are those of the first.
        let day_after = Comparison::new(
            after.map(|(tagged, pair)| (tagged, &pair[1])).collect(),
            carryover,
        );
        let mut candidates = Vec::new();
        for (tag, tagged) in &tags {
            for (when, comparison) in [(When::SameDay, &same_day), (When::DayAfter, &day_after)] {
                candidates.extend(comparison.of(tagged).map(|found| Candidate {
                    tag,
                    when,
                    p: found.difference.p(),
                    found,
                }));
            }
        }
        let compared = tags.len();
        if candidates.is_empty() {
            return Self {
                verdict: TagVerdict::NotEnoughDays {
                    needed: Self::MIN_DAYS,
                },
                associations: Vec::new(),
                compared,
            };
        }
        let associations = holding(candidates);
        let verdict = if associations.is_empty() {
            TagVerdict::NoAssociation
        } else {
            TagVerdict::Found
        };
        Self {
            verdict,
            associations,
            compared,
        }
    }
}

/// The tags with enough days with and without, and the positions of the days with them.
fn frequent(days: &[TaggedDay]) -> Vec<(&str, Vec<usize>)> {
    let mut tagged: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, day) in days.iter().enumerate() {
        for tag in &day.tags {
            tagged.entry(tag).or_default().push(at);
        }
    }
    let enough = TagFindings::MIN_DAYS;
    let mut tags: Vec<_> = tagged
        .into_iter()
        .filter(|(_, with)| with.len() >= enough && days.len() - with.len() >= enough)
        .collect();
    tags.sort_by(|(tag, with), (other, other_with)| {
        (other_with.len(), tag).cmp(&(with.len(), other))
    });
    tags.truncate(TagFindings::MAX_TAGS);
    tags
}

/// Days whose moods are compared by the tags of other days, or of themselves.
struct Comparison<'a> {
    /// The day by the position of the day that bears the tags.
    by_tagged: Vec<Option<usize>>,
    days: Vec<&'a TaggedDay>,
    all: Group,
    /// Each day's correlation with all, and its sum.
    with_all: Vec<f64>,
    total: f64,
    carryover: Carryover,
}

struct Found {
    with: usize,
    without: usize,
    difference: Difference,
}

impl<'a> Comparison<'a> {
    fn new(days: Vec<(usize, &'a TaggedDay)>, carryover: Carryover) -> Self {
        let length = days.last().map_or(0, |(tagged, _)| tagged + 1);
        let mut by_tagged = vec![None; length];
        for (at, (tagged, _)) in days.iter().enumerate() {
            by_tagged[*tagged] = Some(at);
        }
        let days: Vec<_> = days.into_iter().map(|(_, day)| day).collect();
        let dates: Vec<Day> = days.iter().map(|day| day.day).collect();
        let with_all = carryover.with_all(&dates);
        Self {
            by_tagged,
            all: Group::of(days.iter().copied()),
            total: with_all.iter().sum(),
            days,
            with_all,
            carryover,
        }
    }

    /// The difference that a tag makes; none with too few days.
    fn of(&self, tagged: &[usize]) -> Option<Found> {
        let with: Vec<usize> = tagged
            .iter()
            .filter_map(|at| self.by_tagged.get(*at).copied().flatten())
            .collect();
        let group = Group::of(with.iter().map(|at| self.days[*at]));
        let others = self.all.without(group);
        if group.days.min(others.days) < TagFindings::MIN_DAYS {
            return None;
        }
        let first = self
            .carryover
            .variance_of_sum(with.iter().map(|at| (self.days[*at].day, 1.0)));
        let between = with.iter().map(|at| self.with_all[*at]).sum::<f64>() - first;
        let correlations = Correlations {
            first,
            second: self.total - first - 2.0 * between,
            between,
        };
        Some(Found {
            with: group.days,
            without: others.days,
            difference: Difference::between(group, others, correlations)?,
        })
    }
}

struct Candidate<'a> {
    tag: &'a str,
    when: When,
    found: Found,
    p: f64,
}

/// The candidates that hold among so many.
fn holding(mut candidates: Vec<Candidate>) -> Vec<TagAssociation> {
    candidates.sort_by(|one, other| one.p.total_cmp(&other.p));
    let family = Family::of(candidates.iter().map(|candidate| candidate.p));
    let mut associations: Vec<_> = candidates
        .into_iter()
        .zip(family.adjusted)
        .take(family.chosen)
        .map(|(candidate, p)| TagAssociation {
            tag: candidate.tag.to_owned(),
            when: candidate.when,
            days_with: candidate.found.with,
            days_without: candidate.found.without,
            difference: candidate.found.difference.interval(family.confidence),
            p,
        })
        .collect();
    associations.sort_by(|one, other| {
        let size = |of: &TagAssociation| of.difference.estimate.abs();
        size(other)
            .total_cmp(&size(one))
            .then_with(|| (&one.tag, one.when).cmp(&(&other.tag, other.when)))
    });
    associations
}
