//! One draft a day, from the rows of a file.
//!
//! Several entries of a day become one: the mean of their moods, rounded half up, and their notes in
//! order of time, each on lines of its own, the same text once.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use super::{
    Feeling, File, MAX_NAME, MAX_QUESTIONS, Meaning, Options, PlannedComment, PlannedMoment,
    Reason, Refused, Row,
};
use crate::domain::{Day, Draft, Mood, Note, Retention, Times, Violation};

/// A day to import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlannedDay {
    /// The day.
    pub day: Day,
    /// Its mood.
    pub mood: Mood,
    /// Its note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
    /// The time of its first save, if the file is ours and both times can be true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<i64>,
    /// The time of its last change in the file, if that has times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written_at: Option<i64>,
}

impl PlannedDay {
    /// The day as a draft.
    #[must_use]
    pub fn draft(&self) -> Draft {
        Draft {
            day: self.day,
            mood: self.mood,
            note: self.note.clone(),
        }
    }

    /// The times that the entry keeps, if it is new to the journal.
    #[must_use]
    pub fn times(&self) -> Option<Times> {
        let (created_at, updated_at) = self.created_at.zip(self.written_at)?;
        Some(Times {
            created_at,
            updated_at,
        })
    }
}

/// A mood's name, and the number of rows with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownMood {
    /// The name.
    pub value: String,
    /// The number of rows.
    pub count: usize,
}

/// The import of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The days, in order.
    pub days: Vec<PlannedDay>,
    /// The moments.
    pub moments: Vec<PlannedMoment>,
    /// The comments.
    pub comments: Vec<PlannedComment>,
    /// The refused lines, in order.
    pub refused: Vec<Refused>,
    /// The moods that the person must explain, the most frequent first.
    pub unknown: Vec<UnknownMood>,
}

/// The days of a file at `now` (seconds since the epoch), for a journal that keeps them for `retention`.
#[must_use]
pub fn plan(file: &File, options: &Options, retention: Retention, now: i64) -> Plan {
    let mut plan = Plan {
        refused: file.refused.clone(),
        moments: file.moments.clone(),
        comments: file.comments.clone(),
        ..Plan::default()
    };
    let mut days: BTreeMap<Day, Vec<(&Row, f64)>> = BTreeMap::new();
    let mut unknown: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &file.rows {
        match score(row, options, retention, now) {
            Ok(Some(score)) => days.entry(row.day).or_default().push((row, score)),
            Ok(None) => {
                if let Feeling::Named(name) = &row.feeling {
                    *unknown.entry(name).or_default() += 1;
                }
            }
            Err(reason) => plan.refused.push(Refused {
                line: row.line,
                reason,
            }),
        }
    }
    for (day, rows) in days {
        match one(day, &rows, options.shortens, now) {
            Ok(day) => plan.days.push(day),
            Err(reason) => {
                let lines = rows.iter().map(|(row, _)| row.line);
                plan.refused
                    .extend(lines.map(|line| Refused { line, reason }));
            }
        }
    }
    plan.refused.sort_by_key(|refused| refused.line);
    plan.refused.dedup();
    plan.unknown = unknown
        .into_iter()
        .map(|(value, count)| UnknownMood {
            value: value.to_owned(),
            count,
        })
        .collect();
    plan.unknown
        .sort_by_key(|mood| std::cmp::Reverse(mood.count));
    plan.unknown.truncate(MAX_QUESTIONS);
    plan
}

/// The score of a row; none if the person must explain it.
fn score(
    row: &Row,
    options: &Options,
    retention: Retention,
    now: i64,
) -> Result<Option<f64>, Reason> {
    let draft = Draft {
        day: row.day,
        mood: Mood::Okay,
        note: None,
    };
    retention
        .check(&draft, now)
        .map_err(|violation| match violation {
            Violation::DayNotBegun => Reason::Future,
            _ => Reason::Expired,
        })?;
    match &row.feeling {
        Feeling::Score(score) => Ok(Some(*score)),
        Feeling::Named(name) if name.len() > MAX_NAME => Err(Reason::Malformed),
        Feeling::Named(name) => match options.moods.get(&name.to_lowercase()) {
            Some(Meaning::Mood(mood)) => Ok(Some(f64::from(mood.score()))),
            Some(Meaning::Nothing) => Err(Reason::LeftOut),
            None => Ok(None),
        },
    }
}

/// One day of all its rows.
fn one(day: Day, rows: &[(&Row, f64)], shortens: bool, now: i64) -> Result<PlannedDay, Reason> {
    let mut rows = rows.to_vec();
    rows.sort_by_key(|(row, _)| (row.minute, row.written_at));
    let (mut notes, mut known): (Vec<&str>, HashSet<&str>) = Default::default();
    for (row, _) in &rows {
        let note = row.note.as_str();
        if !note.trim().is_empty() && known.insert(note) {
            notes.push(note);
        }
    }
    let joined = notes.join("\n");
    let note = match Note::parse(&joined) {
        Err(_) if shortens => Note::parse(&shortened(&joined)),
        other => other,
    };
    let scores = rows.iter().map(|(_, score)| score);
    #[expect(
        clippy::cast_precision_loss,
        reason = "a day has far fewer rows than a float has integers"
    )]
    let mean = scores.sum::<f64>() / rows.len() as f64;
    let created_at = rows.iter().filter_map(|(row, _)| row.created_at).min();
    let written_at = rows.iter().filter_map(|(row, _)| row.written_at).max();
    let times = created_at.zip(written_at);
    let times = times.and_then(|(created_at, at)| Times::of(day, created_at, at, now));
    Ok(PlannedDay {
        day,
        mood: nearest(mean),
        note: note.map_err(|_| Reason::NoteTooLong)?,
        created_at: times.map(|times| times.created_at),
        written_at,
    })
}

/// The mood of a mean, rounded half up.
fn nearest(mean: f64) -> Mood {
    let mut moods = Mood::ALL.into_iter().rev();
    let reached = moods.find(|mood| mean >= f64::from(mood.score()) - 0.5);
    reached.unwrap_or(Mood::Awful)
}

/// The beginning of a note that is too long.
fn shortened(text: &str) -> String {
    let kept = text.chars().take(Note::MAX_CHARS - 1);
    kept.collect::<String>().trim_end().to_owned() + "…"
}
