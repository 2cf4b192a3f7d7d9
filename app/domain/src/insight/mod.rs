//! Insight: true statements about a journal, each with the number of days behind it.
//!
//! All of it is computed here, verdicts included, so that a page only chooses words. Formulas,
//! sources, limits and simulated error rates are in `docs/insight.md`.
//!
//! Three rules hold for every measure:
//!
//! - A day without an entry is a gap. It is never filled in, and two days are adjacent only if the
//!   calendar says so.
//! - Days hang together: a good day is often followed by another. Every interval and every test
//!   takes that into account, by the journal's own [`Carryover`].
//! - A verdict that would rest on too few days is "not enough days", with the number that is needed.

mod carryover;
mod chance;
mod comparison;
mod distribution;
mod family;
mod groups;
mod help;
mod mean;
mod months;
mod presence;
mod ranks;
mod rhythm;
mod signals;
mod slope;
mod steadiness;
mod tags;
#[cfg(test)]
mod tests;
mod trend;
mod weekdays;

pub use carryover::Carryover;
pub use comparison::Comparison;
pub use distribution::Distribution;
pub use help::many_awful_days;
pub use mean::Mean;
pub use months::{MonthChange, MonthComparison, MonthMean};
pub use presence::{Coverage, Streak};
pub use signals::{
    Measure, SignalAssociation, SignalFindings, SignalGroup, SignalPoint, SignalVerdict,
};
pub use steadiness::Steadiness;
pub use tags::{TagAssociation, TagFindings, TagVerdict, When};
pub use trend::{Trend, TrendVerdict};
pub use weekdays::{WeekdayMean, WeekdayPattern, WeekdayVerdict};

use crate::{Day, Entry, Mood, Note};

/// The share of chance findings that a test may make where there is no effect.
pub const SIGNIFICANCE: f64 = 0.05;

/// The share of intervals that enclose the true value.
const CONFIDENCE: f64 = 1.0 - SIGNIFICANCE;

/// The variance of what a whole mood step rounds away: moods that are all the same still stand for
/// days that differ, so that no estimate is more certain than this allows.
const ROUNDING_VARIANCE: f64 = 1.0 / 12.0;

/// A day of the journal, with the tags of its note: folded, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaggedDay {
    /// The day, in the person's time zone.
    pub day: Day,
    /// The day's mood.
    pub mood: Mood,
    /// The tags, without `#`.
    pub tags: Vec<String>,
}

impl From<&Entry> for TaggedDay {
    fn from(entry: &Entry) -> Self {
        let tags = entry.note.as_ref().map(Note::tags).unwrap_or_default();
        Self {
            day: entry.day,
            mood: entry.mood,
            tags: tags.iter().map(|tag| tag.as_str().to_owned()).collect(),
        }
    }
}

/// An estimate between the ends of its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The estimate.
    pub estimate: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The statistics of a span of days.
#[derive(Clone, Debug, PartialEq)]
pub struct Insight {
    /// Days by mood, and the median.
    pub distribution: Distribution,
    /// The mean score with its interval; none without days.
    pub mean: Option<Mean>,
    /// Correlation of a day with the next.
    pub carryover: Carryover,
    /// The change over the span.
    pub trend: Trend,
    /// The days of the week beside each other.
    pub weekdays: WeekdayPattern,
    /// Tags that go with better or worse days.
    pub tags: TagFindings,
    /// The difference from one day to the next; none if there are too few adjacent days.
    pub steadiness: Option<Steadiness>,
    /// Days with an entry, of all days of the span.
    pub coverage: Coverage,
    /// Days in a row.
    pub streak: Streak,
    /// The month of today beside the one before.
    pub months: MonthComparison,
    /// True if a gentle pointer to help is due: see [`many_awful_days`].
    pub many_awful_days: bool,
}

impl Insight {
    /// The statistics from `start` to `end`, as of `today`.
    ///
    /// `days` are in order, one per date. They may begin before `start`: months, streaks and the
    /// carryover are those of all days, so that a short span does not cut them. For the months,
    /// they must begin at [`MonthComparison::first_day`] or before.
    #[must_use]
    pub fn of(days: &[TaggedDay], start: Day, end: Day, today: Day) -> Self {
        let known = within(days, Day::FIRST, today);
        let span = within(known, start, end);
        let carryover = Carryover::of(known);
        Self {
            distribution: Distribution::of(span),
            mean: Mean::of(span, carryover),
            carryover,
            trend: Trend::of(span, carryover),
            weekdays: WeekdayPattern::of(span, carryover),
            tags: TagFindings::of(span, carryover),
            steadiness: Steadiness::of(span),
            coverage: Coverage::of(span, start, end.min(today)),
            streak: Streak::of(known, today),
            months: MonthComparison::of(known, today, carryover),
            many_awful_days: many_awful_days(known, today),
        }
    }
}

/// The days from `start` to `end`, both included.
fn within(days: &[TaggedDay], start: Day, end: Day) -> &[TaggedDay] {
    let from = days.partition_point(|day| day.day < start);
    let to = days.partition_point(|day| day.day <= end);
    days.get(from..to).unwrap_or_default()
}

/// The score of a day's mood.
fn score(day: &TaggedDay) -> f64 {
    f64::from(day.mood.score())
}
