//! Pixels: a list of days with scores from 1 to 5.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    Feeling, File, FileError, Format, MAX_LABELS, Reason, Row, dates,
    dates::DateOrder,
    list::List,
    text::{lines, tags},
};

#[derive(Deserialize)]
struct Pixel {
    date: String,
    #[serde(default)]
    scores: List<f64, MAX_SCORES>,
    #[serde(default)]
    notes: Option<String>,
    #[serde(default)]
    tags: List<Group, MAX_LABELS>,
}

#[derive(Deserialize)]
struct Group {
    #[serde(default)]
    entries: List<String, MAX_LABELS>,
}

/// True for a pixel.
pub(super) fn is_pixel(value: &RawValue) -> bool {
    #[derive(Deserialize)]
    struct Keys {
        #[serde(rename = "date")]
        _date: serde::de::IgnoredAny,
        #[serde(rename = "scores")]
        _scores: serde::de::IgnoredAny,
    }
    serde_json::from_str::<Keys>(value.get()).is_ok()
}

/// The rows of the pixels: one for each score, the first of which has the note.
///
/// # Errors
/// TooManyRows.
pub(super) fn pixels(pixels: &[&RawValue]) -> Result<File, FileError> {
    let mut file = File::new(Format::Pixels);
    for (line, pixel) in (1..).zip(pixels) {
        let pixel: Result<Pixel, _> = serde_json::from_str(pixel.get());
        match pixel
            .map_err(|_| Reason::Malformed)
            .and_then(|pixel| rows(line, pixel))
        {
            Ok(rows) => {
                for row in rows {
                    file.push(line, Ok(row))?;
                }
            }
            Err(reason) => file.push(line, Err(reason))?,
        }
    }
    Ok(file)
}

/// The maximum number of scores of a day.
const MAX_SCORES: usize = 100;

fn rows(line: u64, pixel: Pixel) -> Result<Vec<Row>, Reason> {
    let day = dates::parse(&pixel.date, DateOrder::Dmy).ok_or(Reason::NotADay)?;
    let scores = pixel.scores.whole().ok_or(Reason::Malformed)?;
    if scores.is_empty() {
        return Err(Reason::NoMood);
    }
    let groups = pixel.tags.whole().ok_or(Reason::Malformed)?;
    let labels = groups.into_iter().map(|group| group.entries.whole());
    let labels: Option<Vec<Vec<String>>> = labels.collect();
    let labels = labels.ok_or(Reason::Malformed)?;
    let labels = labels.iter().flatten();
    let mut note = lines([
        pixel.notes.as_deref().unwrap_or_default(),
        &tags(labels.map(String::as_str)),
    ]);
    scores
        .into_iter()
        .map(|score| {
            if !(1.0..=5.0).contains(&score) {
                return Err(Reason::NoMood);
            }
            Ok(Row {
                line,
                day,
                minute: None,
                created_at: None,
                written_at: None,
                feeling: Feeling::Score(score),
                note: std::mem::take(&mut note),
            })
        })
        .collect()
}
