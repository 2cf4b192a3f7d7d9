//! Moods by a figure of their days, such as a signal's.

use super::{
    Caption, Chart, Palette,
    document::{Anchor, Drawing, WIDTH},
};
use crate::domain::Mood;

const LEFT: f64 = 34.0;
const RIGHT: f64 = WIDTH - 6.0;
const TOP: f64 = 18.0;
const ROW: f64 = 34.0;
/// The height of the worst mood.
const LOWEST: f64 = TOP + 4.0 * ROW;
/// The size of the faces of most and of fewest days.
const LARGEST: f64 = 32.0;
const SMALLEST: f64 = 9.0;
const FOOT: f64 = LOWEST + 36.0;

/// A column of faces for each group of days: the larger a face, the more of its days had this mood.
/// `groups` are days by mood, from the lowest figures to the highest, and `ends` the labels of both.
#[must_use]
pub fn scatter(
    palette: &Palette,
    caption: Caption<'_>,
    groups: &[[usize; 5]],
    ends: [&str; 2],
) -> Chart {
    let mut drawing = Drawing::new(palette);
    let y = |mood: Mood| LOWEST - ROW * (f64::from(mood.score()) - 1.0);
    for mood in Mood::ALL {
        drawing.rule((LEFT, y(mood)), (RIGHT, y(mood)), palette.line, 1.0);
        drawing.face(mood, 13.0, y(mood), 20.0);
    }
    let most = groups.iter().flatten().copied().max().unwrap_or(0).max(1);
    let column = (RIGHT - LEFT) / groups.len().max(1) as f64;
    for (at, counts) in groups.iter().enumerate() {
        let middle = LEFT + column * (at as f64 + 0.5);
        for (mood, count) in Mood::ALL.into_iter().zip(counts) {
            if *count > 0 {
                // Its area is the number of days.
                let size = LARGEST * (*count as f64 / most as f64).sqrt();
                drawing.face(mood, middle, y(mood), size.max(SMALLEST));
            }
        }
    }
    let [lowest, highest] = ends;
    drawing.label(LEFT, FOOT, Anchor::Start, lowest);
    drawing.label(RIGHT, FOOT, Anchor::End, highest);
    drawing.finish(caption, FOOT + 6.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mood_of_more_days_has_a_larger_face_and_one_of_none_has_none() {
        let caption = Caption {
            id: "scatter",
            title: "T",
            description: "D",
        };
        let groups = [[4, 0, 0, 1, 0], [0, 0, 1, 0, 16]];
        let svg = scatter(&Palette::PAGE, caption, &groups, ["1 °C", "9 °C"]).svg;
        // Five on the axis, four in the columns.
        assert_eq!(svg.matches("<use").count(), 5 + 4);
        assert!(svg.contains("width=\"32.0\""), "{svg}");
        assert!(svg.contains("width=\"16.0\""), "{svg}");
        assert!(svg.contains("width=\"9.0\""), "{svg}");
        assert!(svg.contains(">1 °C</text>") && svg.contains(">9 °C</text>"));
        let empty = scatter(&Palette::PAGE, caption, &[], ["", ""]).svg;
        assert!(!empty.contains("NaN"));
    }
}
