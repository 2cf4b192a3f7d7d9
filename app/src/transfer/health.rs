//! Apple's State of Mind, as the app Health Auto Export writes it: a web page can't reach HealthKit.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    Feeling, File, FileError, Format, MAX_LABELS, Reason, Row, dates, dates::DateOrder, list::List,
    text::tags,
};
use crate::domain::Day;

const CLASSES: [&str; 7] = [
    "veryunpleasant",
    "unpleasant",
    "slightlyunpleasant",
    "neutral",
    "slightlypleasant",
    "pleasant",
    "verypleasant",
];

#[derive(Deserialize)]
struct State {
    #[serde(alias = "start", alias = "startDate")]
    date: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    valence: Option<f64>,
    #[serde(default, rename = "valenceClassification")]
    classification: Option<String>,
    #[serde(default)]
    labels: List<String, MAX_LABELS>,
    #[serde(default)]
    associations: List<String, MAX_LABELS>,
}

/// True for a state of mind.
pub(super) fn is_state(value: &RawValue) -> bool {
    let state: Result<State, _> = serde_json::from_str(value.get());
    state.is_ok_and(|state| state.valence.is_some() || state.classification.is_some())
}

/// The rows of the states. The mood of a day counts alone, if there is one; otherwise its momentary
/// emotions do.
///
/// # Errors
/// TooManyRows.
pub(super) fn states(states: &[&RawValue]) -> Result<File, FileError> {
    let mut file = File::new(Format::StateOfMind);
    let (mut daily, mut kinds) = (HashSet::new(), Vec::new());
    for (line, state) in (1..).zip(states) {
        let state: Result<State, _> = serde_json::from_str(state.get());
        let row = state.map_err(|_| Reason::Malformed).and_then(|state| {
            let is_daily = without_separators(&state.kind) == "dailymood";
            Ok((row(line, state)?, is_daily))
        });
        if let Ok((row, is_daily)) = &row {
            kinds.push(*is_daily);
            if *is_daily {
                daily.insert(row.day);
            }
        }
        file.push(line, row.map(|(row, _)| row))?;
    }
    let mut kinds = kinds.into_iter();
    file.rows
        .retain(|row: &Row| kinds.next().unwrap_or_default() || !daily.contains(&row.day));
    Ok(file)
}

fn without_separators(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_ascii_alphabetic());
    letters.collect::<String>().to_ascii_lowercase()
}

fn row(line: u64, state: State) -> Result<Row, Reason> {
    let day = Day::parse(state.date.get(..10).unwrap_or_default()).ok();
    let day = day.or_else(|| dates::parse(&state.date, DateOrder::Dmy));
    let valence = state
        .valence
        .filter(|valence| (-1.0..=1.0).contains(valence));
    let valence = valence.or_else(|| {
        let class = without_separators(state.classification.as_deref()?);
        let class = CLASSES.iter().position(|known| *known == class)?;
        Some((f64::from(u8::try_from(class).ok()?) - 3.0) / 3.0)
    });
    let (labels, others) = (state.labels.whole(), state.associations.whole());
    let (labels, others) = labels.zip(others).ok_or(Reason::Malformed)?;
    let labels = labels.iter().chain(&others);
    Ok(Row {
        line,
        day: day.ok_or(Reason::NotADay)?,
        minute: state.date.get(11..16).and_then(dates::minute),
        created_at: None,
        written_at: None,
        feeling: Feeling::Score(3.0 + 2.0 * valence.ok_or(Reason::NoMood)?),
        note: tags(labels.map(String::as_str)),
    })
}
