//! The distribution of the five moods.

use super::{
    Caption, Chart, Palette,
    document::{Anchor, Drawing, WIDTH},
};
use crate::{
    domain::{Lang, Mood},
    i18n::numbers,
};

const BAR: f64 = 30.0;
const HEIGHT: f64 = 108.0;

/// The share of each mood as one bar, and its count and percentage below. `counts` are from awful to
/// great.
#[must_use]
pub fn mix(palette: &Palette, caption: Caption<'_>, lang: Lang, counts: [usize; 5]) -> Chart {
    let mut drawing = Drawing::new(palette);
    let total: usize = counts.iter().sum();
    drawing.add(format_args!(
        "<rect x=\"0\" y=\"0\" width=\"{WIDTH}\" height=\"{BAR}\" rx=\"8\" fill=\"{}\"/>",
        palette.line
    ));
    let mut left = 0.0;
    for (mood, count) in Mood::ALL.into_iter().zip(counts) {
        if count == 0 {
            continue;
        }
        let width = WIDTH * count as f64 / total as f64;
        // The ground shows between neighbours, so that they differ by more than their hue.
        drawing.add(format_args!(
            "<rect x=\"{left:.1}\" y=\"0\" width=\"{:.1}\" height=\"{BAR}\" rx=\"4\" fill=\"{}\" stroke=\"{}\" stroke-width=\"2\"/>",
            width.max(3.0),
            palette.mood(mood),
            palette.ground
        ));
        if width >= 26.0 {
            drawing.face(mood, left + width / 2.0, BAR / 2.0, 22.0);
        }
        left += width;
    }
    let column = WIDTH / 5.0;
    for (at, (mood, count)) in Mood::ALL.into_iter().zip(counts).enumerate() {
        let middle = column * (at as f64 + 0.5);
        drawing.face(mood, middle, 54.0, 24.0);
        let text = numbers::count(lang, count);
        drawing.text(middle, 84.0, Anchor::Middle, palette.ink, &text);
        let share = numbers::percent(lang, count, total);
        drawing.label(middle, 101.0, Anchor::Middle, &share);
    }
    drawing.finish(caption, HEIGHT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_fill_the_bar_and_moods_without_days_have_none() {
        let caption = Caption {
            id: "mix",
            title: "T",
            description: "D",
        };
        let svg = mix(&Palette::PAGE, caption, Lang::Fr, [0, 1, 0, 2, 1]).svg;
        assert_eq!(svg.matches("<rect").count(), 1 + 3);
        assert!(svg.contains("x=\"90.0\" y=\"0\" width=\"180.0\""), "{svg}");
        assert!(svg.contains(">50\u{a0}%</text>"));
        let empty = mix(&Palette::PAGE, caption, Lang::En, [0; 5]).svg;
        assert!(!empty.contains("NaN"));
    }
}
