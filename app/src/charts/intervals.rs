//! Differences with their intervals, such as those of tags.

use super::{
    Caption, Chart, Palette,
    document::{Anchor, Drawing, WIDTH},
};
use crate::{domain::Lang, i18n::numbers};

const LEFT: f64 = 10.0;
const RIGHT: f64 = WIDTH - 10.0;
const ROW: f64 = 46.0;
/// The characters of a label that fit.
const MAX_LABEL: usize = 26;

/// A difference between two means, in moods.
#[derive(Clone, Debug, PartialEq)]
pub struct Interval {
    /// Its label.
    pub label: String,
    /// The difference.
    pub difference: f64,
    /// Its interval.
    pub interval: (f64, f64),
    /// The number of days.
    pub n: usize,
}

/// A row for each difference: a point and its interval, around a rule at zero.
#[must_use]
pub fn intervals(palette: &Palette, caption: Caption<'_>, lang: Lang, rows: &[Interval]) -> Chart {
    let mut drawing = Drawing::new(palette);
    let bounds = rows
        .iter()
        .flat_map(|row| [row.interval.0, row.interval.1, row.difference]);
    // At least one mood to each side, so that a small difference looks small.
    let extent = bounds.fold(1.0_f64, |extent, bound| extent.max(bound.abs()));
    let x = |value: f64| (LEFT + RIGHT) / 2.0 + (RIGHT - LEFT) / 2.0 * value / extent;
    let height = ROW * rows.len() as f64;
    let foot = height + 6.0;
    drawing.rule((x(0.0), 22.0), (x(0.0), foot), palette.edge, 1.0);
    for (at, row) in rows.iter().enumerate() {
        let top = ROW * at as f64;
        let y = top + 32.0;
        let label = shortened(&row.label);
        drawing.text(LEFT, top + 14.0, Anchor::Start, palette.ink, &label);
        let value = format!(
            "{}  (n {})",
            numbers::signed(lang, row.difference, 1),
            numbers::count(lang, row.n)
        );
        drawing.text(RIGHT, top + 14.0, Anchor::End, palette.ink, &value);
        let hue = palette.moods[if row.difference < 0.0 { 1 } else { 3 }];
        let (low, high) = row.interval;
        drawing.rule((LEFT, y), (RIGHT, y), palette.line, 1.0);
        drawing.rule((x(low), y), (x(high), y), palette.ink, 2.0);
        drawing.add(format_args!(
            "<circle cx=\"{:.1}\" cy=\"{y:.1}\" r=\"7\" fill=\"{hue}\" stroke=\"{}\" stroke-width=\"1.5\"/>",
            x(row.difference),
            palette.ink
        ));
    }
    for (value, anchor) in [
        (-extent, Anchor::Start),
        (0.0, Anchor::Middle),
        (extent, Anchor::End),
    ] {
        let text = numbers::signed(lang, value, 1);
        drawing.label(x(value), foot + 14.0, anchor, &text);
    }
    drawing.finish(caption, foot + 20.0)
}

fn shortened(label: &str) -> String {
    if label.chars().count() <= MAX_LABEL {
        return label.to_owned();
    }
    let mut short: String = label.chars().take(MAX_LABEL - 1).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_its_point_interval_and_number() {
        let row = |label: &str, difference| Interval {
            label: label.into(),
            difference,
            interval: (difference - 0.4, difference + 0.4),
            n: 12,
        };
        let caption = Caption {
            id: "tags",
            title: "T",
            description: "D",
        };
        let rows = [row("#canal", 0.9), row(&"#x".repeat(40), -1.6)];
        let svg = intervals(&Palette::PAGE, caption, Lang::Fr, &rows).svg;
        assert_eq!(svg.matches("<circle").count(), 2);
        assert!(svg.contains("+0,9  (n 12)"), "{svg}");
        // The axis ends at the widest interval.
        assert!(svg.contains(">+2,0</text>") && svg.contains(">\u{2212}2,0</text>"));
        assert!(svg.contains('…'));
    }
}
