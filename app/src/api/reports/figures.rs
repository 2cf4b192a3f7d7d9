//! Reports on the wire.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::{
    api::stats::{Counts, Estimate, MeanScore, rounded},
    domain::{
        Day, Lang, Mood,
        insight::Comparison,
        moment::{Moment, MomentId},
        report::{DayReport, SignalOfDay, SignalOfWeek, Usual, WeekReport},
    },
};

/// The report of a day or of a week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Report {
    /// Of a day.
    Day(DayFigures),
    /// Of a week.
    Week(WeekFigures),
}

/// The report of a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DayFigures {
    /// The day.
    pub date: Day,
    /// Its mood; none without an entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mood: Option<Mood>,
    /// The mood's score, 1 to 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<u8>,
    /// The length of the note in characters; none without a note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note_length: Option<usize>,
    /// The tags of the note, without `#`.
    pub tags: Vec<String>,
    /// The moments, the latest first.
    pub moments: Vec<MomentName>,
    /// The number of comments on the day.
    pub comments: usize,
    /// The day beside the 90 days before.
    pub usual: UsualFigures,
    /// The day beside those of the same weekday.
    pub usual_weekday: UsualFigures,
    /// The signals that have a value of the day.
    pub signals: Vec<DayValueFigures>,
}

/// The title of a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MomentName {
    /// The moment.
    pub id: MomentId,
    /// Its day.
    pub day: Day,
    /// Its title.
    pub title: String,
}

/// The statement of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ReportVerdict {
    /// Too few days for a statement.
    NotEnoughDays,
    /// Nothing that stands out.
    Same,
    /// Brighter.
    Higher,
    /// Heavier.
    Lower,
}

/// A day beside the usual.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct UsualFigures {
    /// The number of days before that have an entry.
    pub n: usize,
    /// The number of days that it takes, if there are too few.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needed: Option<usize>,
    /// The mean score of these days with its interval; none with too few days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Estimate>,
    /// The day's score less the mean; none without a mood, or with too few days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<f64>,
    /// The statement; none about a day without a mood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<ReportVerdict>,
}

/// A signal's value of a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DayValueFigures {
    /// The signal.
    pub id: String,
    /// Its name in the caller's language.
    pub name: String,
    /// The unit; empty for a plain number.
    pub unit: String,
    /// The value.
    pub value: f64,
    /// The value less the mean of the 30 days before; none if fewer than ten of them have a value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<f64>,
    /// The number of days before that have a value.
    pub n: usize,
}

/// The report of a week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WeekFigures {
    /// The first day.
    pub start: Day,
    /// The last day.
    pub end: Day,
    /// The seven days.
    pub days: Vec<WeekDay>,
    /// The number of days with an entry.
    pub n: usize,
    /// Days by mood.
    pub counts: Counts,
    /// The mean score; none without entries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<MeanScore>,
    /// The week beside the four weeks before.
    pub change: WeekChangeFigures,
    /// The most frequent tags, at most five, the most frequent first.
    pub tags: Vec<TagCount>,
    /// The moments, the latest first.
    pub moments: Vec<MomentName>,
    /// The signals that have values in the week.
    pub signals: Vec<WeekValueFigures>,
}

/// A day of a week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekDay {
    /// The day.
    pub date: Day,
    /// Its mood; none without an entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mood: Option<Mood>,
}

/// A week beside the four weeks before.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WeekChangeFigures {
    /// The number of days with an entry in the four weeks before.
    pub n: usize,
    /// The statement.
    pub verdict: ReportVerdict,
    /// The week's mean less that of the four weeks, in mood steps; none with too few days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<Estimate>,
    /// The test's p-value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p: Option<f64>,
}

/// A tag of a week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagCount {
    /// The tag, without `#`.
    pub tag: String,
    /// The number of its days.
    pub n: usize,
}

/// A signal's mean of a week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WeekValueFigures {
    /// The signal.
    pub id: String,
    /// Its name in the caller's language.
    pub name: String,
    /// The unit; empty for a plain number.
    pub unit: String,
    /// The mean of its values of days.
    pub mean: f64,
    /// The number of days with a value.
    pub n: usize,
}

impl DayFigures {
    pub(super) fn new(report: &DayReport, lang: Lang) -> Self {
        let mood = report.entry.as_ref().map(|entry| entry.mood);
        let tags = report.tags().into_iter();
        let signals = report.signals.iter();
        Self {
            date: report.day,
            mood,
            score: mood.map(Mood::score),
            note_length: report.note_length(),
            tags: tags.map(|tag| tag.as_str().to_owned()).collect(),
            moments: report.moments.iter().map(MomentName::from).collect(),
            comments: report.comments,
            usual: UsualFigures::new(&report.usual.all, mood),
            usual_weekday: UsualFigures::new(&report.usual.weekday, mood),
            signals: signals.map(|of| DayValueFigures::new(of, lang)).collect(),
        }
    }
}

impl From<&Moment> for MomentName {
    fn from(moment: &Moment) -> Self {
        Self {
            id: moment.id.clone(),
            day: moment.day,
            title: moment.title.as_str().to_owned(),
        }
    }
}

impl From<Ordering> for ReportVerdict {
    fn from(ordering: Ordering) -> Self {
        match ordering {
            Ordering::Less => Self::Lower,
            Ordering::Equal => Self::Same,
            Ordering::Greater => Self::Higher,
        }
    }
}

impl UsualFigures {
    fn new(usual: &Usual, mood: Option<Mood>) -> Self {
        let is_enough = usual.level.is_some();
        let verdict = |mood| {
            let compared = usual.compare(mood).map(ReportVerdict::from);
            compared.unwrap_or(ReportVerdict::NotEnoughDays)
        };
        Self {
            n: usual.days,
            needed: (!is_enough).then_some(usual.needed),
            level: usual.level.map(Into::into),
            difference: mood.and_then(|mood| usual.difference(mood)).map(rounded),
            verdict: mood.map(verdict),
        }
    }
}

impl DayValueFigures {
    fn new(of: &SignalOfDay, lang: Lang) -> Self {
        Self {
            id: of.signal.id.to_string(),
            name: of.signal.name(lang).to_owned(),
            unit: of.signal.unit.clone(),
            value: of.value.value,
            difference: of.difference(),
            n: of.days_before,
        }
    }
}

impl WeekFigures {
    pub(super) fn new(report: &WeekReport, lang: Lang) -> Self {
        let days = report.days().map(|(date, mood)| WeekDay { date, mood });
        let tags = report.tags.iter().map(|(tag, n)| TagCount {
            tag: tag.clone(),
            n: *n,
        });
        let signals = report.signals.iter();
        Self {
            start: report.week.start(),
            end: report.week.end(),
            days: days.to_vec(),
            n: report.entries.len(),
            counts: (&report.distribution).into(),
            mean: report.mean.map(Into::into),
            change: WeekChangeFigures::new(report.days_before, report.comparison),
            tags: tags.collect(),
            moments: report.moments.iter().map(MomentName::from).collect(),
            signals: signals.map(|of| WeekValueFigures::new(of, lang)).collect(),
        }
    }
}

impl WeekChangeFigures {
    fn new(n: usize, comparison: Option<Comparison>) -> Self {
        let verdict = comparison.map(|of| of.direction().into());
        Self {
            n,
            verdict: verdict.unwrap_or(ReportVerdict::NotEnoughDays),
            difference: comparison.map(|of| of.difference.into()),
            p: comparison.map(|of| rounded(of.p)),
        }
    }
}

impl WeekValueFigures {
    fn new(of: &SignalOfWeek, lang: Lang) -> Self {
        Self {
            id: of.signal.id.to_string(),
            name: of.signal.name(lang).to_owned(),
            unit: of.signal.unit.clone(),
            mean: of.mean,
            n: of.days,
        }
    }
}
