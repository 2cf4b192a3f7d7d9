//! The figures of the response, and their rounding.

use chrono::Weekday;
use serde::{Deserialize, Serialize};

use crate::domain::{
    Mood,
    insight::{self, TagVerdict, TrendVerdict, WeekdayVerdict, When},
};

/// An estimate between the ends of its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The estimate.
    pub estimate: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The number of days of each mood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Score 1.
    pub awful: usize,
    /// Score 2.
    pub bad: usize,
    /// Score 3.
    pub okay: usize,
    /// Score 4.
    pub good: usize,
    /// Score 5.
    pub great: usize,
}

/// The mean score.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MeanScore {
    /// From 1 (awful) to 5 (great).
    pub value: f64,
    /// The 95 % interval; none with too few days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<Estimate>,
    /// The number of independent days that would be as precise.
    pub effective_n: f64,
}

/// The statement that a test supports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
    /// Too few days for a statement; `needed` says how many it takes.
    NotEnoughDays,
    /// Nothing that is distinguishable from chance.
    None,
    /// Moods rise.
    Rising,
    /// Moods fall.
    Falling,
    /// Weekdays differ.
    Differ,
    /// At least one tag goes with better or worse days.
    Found,
}

/// The change over the span.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TrendStats {
    /// The statement.
    pub verdict: Verdict,
    /// The number of days that it takes, if there are too few.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needed: Option<usize>,
    /// Mood steps in 30 days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_30_days: Option<Estimate>,
    /// The test's p-value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p: Option<f64>,
}

/// A weekday.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WeekdayStats {
    /// Its English name, in lower case.
    pub weekday: String,
    /// The number of such days with an entry.
    pub n: usize,
    /// Their mean score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// The mean's 95 % interval; none with too few days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<Estimate>,
}

/// The days of the week beside each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WeekdaysStats {
    /// The statement.
    pub verdict: Verdict,
    /// The number of each weekday that it takes, if there are too few.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needed: Option<usize>,
    /// The weekday with the highest mean, if they differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub highest: Option<String>,
    /// The weekday with the lowest mean, if they differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lowest: Option<String>,
    /// The test's p-value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p: Option<f64>,
    /// From Monday to Sunday.
    pub means: Vec<WeekdayStats>,
}

/// A tag that goes with better or worse days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TagStats {
    /// The tag, without `#`.
    pub tag: String,
    /// `sameDay` or `dayAfter`.
    pub when: TagWhen,
    /// The days with the tag, or after one with it.
    pub n: usize,
    /// The other days.
    pub n_without: usize,
    /// The mean with the tag less the mean without, in mood steps.
    pub difference: Estimate,
    /// The p-value, adjusted for the number of tags.
    pub p: f64,
}

/// The day on which a tag's difference shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TagWhen {
    /// The day of the tag.
    SameDay,
    /// The day after.
    DayAfter,
}

/// Tags beside each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TagsStats {
    /// The statement.
    pub verdict: Verdict,
    /// The number of days with and without a tag that it takes, if there are too few.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needed: Option<usize>,
    /// The number of tags that were compared.
    pub compared: usize,
    /// Those that hold, the largest difference first.
    pub associations: Vec<TagStats>,
}

/// The difference from one day to the next.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SteadinessStats {
    /// Mood steps on average.
    pub difference: f64,
    /// The pairs of adjacent days.
    pub pairs: usize,
}

/// Days with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageStats {
    /// Days with an entry.
    pub written: usize,
    /// All days since the first entry of the span.
    pub days: usize,
}

/// Days in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreakStats {
    /// Up to the end of the span.
    pub current: usize,
    /// The most within the span.
    pub longest: usize,
}

impl From<&insight::Distribution> for Counts {
    fn from(distribution: &insight::Distribution) -> Self {
        let count = |mood| distribution.count(mood);
        Self {
            awful: count(Mood::Awful),
            bad: count(Mood::Bad),
            okay: count(Mood::Okay),
            good: count(Mood::Good),
            great: count(Mood::Great),
        }
    }
}

impl From<insight::Mean> for MeanScore {
    fn from(mean: insight::Mean) -> Self {
        Self {
            value: rounded(mean.value),
            interval: mean.interval.map(Into::into),
            effective_n: rounded(mean.effective_days),
        }
    }
}

impl From<insight::Interval> for Estimate {
    fn from(interval: insight::Interval) -> Self {
        Self {
            estimate: rounded(interval.estimate),
            low: rounded(interval.low),
            high: rounded(interval.high),
        }
    }
}

impl From<&insight::Trend> for TrendStats {
    fn from(trend: &insight::Trend) -> Self {
        let (verdict, needed) = match trend.verdict {
            TrendVerdict::NotEnoughDays { needed } => (Verdict::NotEnoughDays, Some(needed)),
            TrendVerdict::NoTrend => (Verdict::None, None),
            TrendVerdict::Rising => (Verdict::Rising, None),
            TrendVerdict::Falling => (Verdict::Falling, None),
        };
        Self {
            verdict,
            needed,
            per_30_days: trend.slope.map(Into::into),
            p: trend.p.map(rounded),
        }
    }
}

impl From<&insight::WeekdayPattern> for WeekdaysStats {
    fn from(pattern: &insight::WeekdayPattern) -> Self {
        let (verdict, needed, ends) = match pattern.verdict {
            WeekdayVerdict::NotEnoughDays { needed } => {
                (Verdict::NotEnoughDays, Some(needed), None)
            }
            WeekdayVerdict::Same => (Verdict::None, None, None),
            WeekdayVerdict::Differ { highest, lowest } => {
                (Verdict::Differ, None, Some((highest, lowest)))
            }
        };
        Self {
            verdict,
            needed,
            highest: ends.map(|(highest, _)| name(highest).to_owned()),
            lowest: ends.map(|(_, lowest)| name(lowest).to_owned()),
            p: pattern.p.map(rounded),
            means: pattern
                .means
                .iter()
                .map(|of| WeekdayStats {
                    weekday: name(of.weekday).to_owned(),
                    n: of.days,
                    mean: of.mean.map(rounded),
                    interval: of.interval.map(Into::into),
                })
                .collect(),
        }
    }
}

impl From<&insight::TagFindings> for TagsStats {
    fn from(findings: &insight::TagFindings) -> Self {
        let (verdict, needed) = match findings.verdict {
            TagVerdict::NotEnoughDays { needed } => (Verdict::NotEnoughDays, Some(needed)),
            TagVerdict::NoAssociation => (Verdict::None, None),
            TagVerdict::Found => (Verdict::Found, None),
        };
        let associations = findings.associations.iter().map(|of| TagStats {
            tag: of.tag.clone(),
            when: match of.when {
                When::SameDay => TagWhen::SameDay,
                When::DayAfter => TagWhen::DayAfter,
            },
            n: of.days_with,
            n_without: of.days_without,
            difference: of.difference.into(),
            p: rounded(of.p),
        });
        Self {
            verdict,
            needed,
            compared: findings.compared,
            associations: associations.collect(),
        }
    }
}

const fn name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "monday",
        Weekday::Tue => "tuesday",
        Weekday::Wed => "wednesday",
        Weekday::Thu => "thursday",
        Weekday::Fri => "friday",
        Weekday::Sat => "saturday",
        Weekday::Sun => "sunday",
    }
}

/// Four decimals: more would claim a precision that no journal has.
pub(in crate::api) fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4 + 0.0
}
