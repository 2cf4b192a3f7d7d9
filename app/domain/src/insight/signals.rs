//! Signals that go with better or worse days.

use std::collections::HashMap;

use super::{
    Interval, ROUNDING_VARIANCE, TaggedDay, When, family::Family, ranks::RankCorrelation,
    rhythm::Detrended,
};
use crate::{
    Day, Mood,
    signal::{DayValue, SignalId, changes, whole},
};

/// The figure of a signal that moods are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// The value of a day.
    Value,
    /// The change since the day before.
    Change,
}

/// A day's mood beside a signal's figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SignalPoint {
    /// The day of the mood.
    pub day: Day,
    /// The signal's figure, of this day or of the day before.
    pub value: f64,
    /// The mood.
    pub mood: Mood,
}

/// A signal that moods go with.
#[derive(Clone, Debug, PartialEq)]
pub struct SignalAssociation {
    /// The signal.
    pub signal: SignalId,
    /// The figure.
    pub measure: Measure,
    /// The day on which it shows.
    pub when: When,
    /// The rank correlation. Its interval is as much wider than 95 % as the choice among many
    /// comparisons demands, so that it leaves zero out.
    pub correlation: Interval,
    /// The same once seasons and weekdays are taken away from both.
    pub detrended: Interval,
    /// The number of independent days that would be as precise, for the less precise of the two.
    pub effective_days: f64,
    /// The larger p-value of the two, adjusted for the number of comparisons.
    pub p: f64,
    /// The days, in order.
    pub points: Vec<SignalPoint>,
}

/// Days of which the figures are next to each other, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct SignalGroup {
    /// The lowest figure.
    pub low: f64,
    /// The highest figure.
    pub high: f64,
    /// The days by mood, from awful to great.
    pub moods: [usize; Mood::ALL.len()],
}

impl SignalAssociation {
    /// The most groups.
    const MAX_GROUPS: usize = 8;

    /// The days in groups of about the same size, from the lowest figures to the highest. Equal figures
    /// are in one group.
    #[must_use]
    pub fn groups(&self) -> Vec<SignalGroup> {
        let mut points = self.points.clone();
        points.sort_by(|one, other| one.value.total_cmp(&other.value));
        let size = points.len().div_ceil(Self::MAX_GROUPS);
        let mut groups: Vec<SignalGroup> = Vec::new();
        let mut room = 0;
        for point in points {
            let continues = groups.last().is_some_and(|of| of.high == point.value);
            if room == 0 && !continues {
                groups.push(SignalGroup {
                    low: point.value,
                    high: point.value,
                    moods: [0; Mood::ALL.len()],
                });
                room = size;
            }
            if let Some(group) = groups.last_mut() {
                group.high = point.value;
                group.moods[point.mood as usize] += 1;
            }
            room = room.saturating_sub(1);
        }
        groups
    }
}

/// The signals that go with better or worse days. They say nothing about causes.
#[derive(Clone, Debug, PartialEq)]
pub struct SignalFindings {
    /// The statement that the figures support.
    pub verdict: SignalVerdict,
    /// The associations that hold, the strongest first.
    pub associations: Vec<SignalAssociation>,
    /// The comparisons that were made.
    pub compared: usize,
}

/// The statement about signals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignalVerdict {
    /// No signal has enough days with a mood.
    NotEnoughDays {
        /// The most days that one has.
        days: usize,
        /// The number that is needed.
        needed: usize,
    },
    /// No association that is distinguishable from chance.
    NoAssociation,
    /// At least one association.
    Found,
}

impl SignalFindings {
    /// Paired days. With fewer, neither the carryover of both series nor their seasons are known.
    pub const MIN_DAYS: usize = 30;
    /// Of these, the days with another mood than the most frequent one, and those with another figure. With
    /// fewer, two or three days that meet by chance would decide, and the test's law does not hold.
    pub const MIN_OTHERS: usize = 10;

    /// Compares the moods of `days` with the values of each signal and their changes, on the same day
    /// and on the day after. Days and values are in order, one per date. Only [`whole`] days count.
    #[must_use]
    pub fn of(days: &[TaggedDay], signals: &[(SignalId, Vec<DayValue>)]) -> Self {
        let mut candidates = Vec::new();
        let mut most_days = 0;
        for (signal, values) in signals {
            let values = whole(values);
            let changes = changes(&values);
            for (measure, figures) in [(Measure::Value, &values), (Measure::Change, &changes)] {
                for when in [When::SameDay, When::DayAfter] {
                    let points = paired(days, figures, when);
                    most_days = most_days.max(points.len());
                    candidates.extend(Candidate::of(signal, measure, when, points));
                }
            }
        }
        let compared = candidates.len();
        let associations = holding(candidates);
        let verdict = if most_days < Self::MIN_DAYS {
            SignalVerdict::NotEnoughDays {
                days: most_days,
                needed: Self::MIN_DAYS,
            }
        } else if associations.is_empty() {
            SignalVerdict::NoAssociation
        } else {
            SignalVerdict::Found
        };
        Self {
            verdict,
            associations,
            compared,
        }
    }
}

/// The days with both a mood and a figure.
fn paired(days: &[TaggedDay], figures: &[DayValue], when: When) -> Vec<SignalPoint> {
    let delay = match when {
        When::SameDay => 0,
        When::DayAfter => 1,
    };
    let mut figures = figures.iter().peekable();
    let mut points = Vec::new();
    for TaggedDay { day, mood, .. } in days {
        let before = |figure: &DayValue| day.since(figure.day);
        while figures.next_if(|of| before(of) > delay).is_some() {}
        if let Some(figure) = figures.next_if(|of| before(of) == delay) {
            points.push(SignalPoint {
                day: *day,
                value: figure.value,
                mood: *mood,
            });
        }
    }
    points
}

/// A comparison.
struct Candidate<'a> {
    signal: &'a SignalId,
    measure: Measure,
    when: When,
    points: Vec<SignalPoint>,
    correlation: RankCorrelation,
    detrended: RankCorrelation,
}

impl<'a> Candidate<'a> {
    /// None with too few days, or if too few of them vary.
    fn of(
        signal: &'a SignalId,
        measure: Measure,
        when: When,
        points: Vec<SignalPoint>,
    ) -> Option<Self> {
        if points.len() < SignalFindings::MIN_DAYS {
            return None;
        }
        let moods = points.iter().map(|of| u64::from(of.mood.score()));
        let others = others(points.iter().map(|of| of.value.to_bits())).min(others(moods));
        if others < SignalFindings::MIN_OTHERS {
            return None;
        }
        let values: Vec<_> = points.iter().map(|of| (of.day, of.value)).collect();
        let scores = points.iter().map(|of| (of.day, f64::from(of.mood.score())));
        let scores: Vec<_> = scores.collect();
        let correlation = RankCorrelation::of(&values, &scores, ROUNDING_VARIANCE, 0.0)?;
        let [values, scores] = [values, scores].map(|series| Detrended::of(&series));
        let detrended = RankCorrelation::of(
            &values.series,
            &scores.series,
            ROUNDING_VARIANCE,
            values.lost,
        )?;
        Some(Self {
            signal,
            measure,
            when,
            points,
            correlation,
            detrended,
        })
    }

    /// The p-value of "not both": the larger one, as either may be chance.
    fn p(&self) -> f64 {
        if self.correlation.value * self.detrended.value > 0.0 {
            self.correlation.p().max(self.detrended.p())
        } else {
            1.0
        }
    }
}

/// The number of figures that are not the most frequent one.
fn others(figures: impl Iterator<Item = u64>) -> usize {
    let mut counts: HashMap<u64, usize> = HashMap::new();
    for figure in figures {
        *counts.entry(figure).or_default() += 1;
    }
    counts.values().sum::<usize>() - counts.values().max().copied().unwrap_or_default()
}

/// The candidates that hold among so many.
fn holding(candidates: Vec<Candidate>) -> Vec<SignalAssociation> {
    let mut candidates: Vec<_> = candidates.into_iter().map(|of| (of.p(), of)).collect();
    candidates.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    let family = Family::of(candidates.iter().map(|(p, _)| *p));
    let mut associations: Vec<_> = candidates
        .into_iter()
        .zip(family.adjusted)
        .take(family.chosen)
        .map(|((_, of), p)| SignalAssociation {
            signal: of.signal.clone(),
            measure: of.measure,
            when: of.when,
            correlation: of.correlation.interval(family.confidence),
            detrended: of.detrended.interval(family.confidence),
            effective_days: of.correlation.effective.min(of.detrended.effective),
            p,
            points: of.points,
        })
        .collect();
    associations.sort_by(|one, other| {
        let size = |of: &SignalAssociation| of.detrended.estimate.abs();
        let name = |of: &SignalAssociation| (of.signal.clone(), of.measure, of.when);
        size(other)
            .total_cmp(&size(one))
            .then_with(|| name(one).cmp(&name(other)))
    });
    associations
}
