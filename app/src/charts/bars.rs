//! Means side by side, such as those of the weekdays.

use super::{
    Caption, Chart, Palette,
    document::{Anchor, Drawing, WIDTH},
};
use crate::{
    domain::{Locale, Mood, insight::WeekdayPattern},
    i18n,
};

const LEFT: f64 = 34.0;
const RIGHT: f64 = WIDTH - 6.0;
const TOP: f64 = 16.0;
const ROW: f64 = 30.0;
/// The height of the worst mood.
const LOWEST: f64 = TOP + 4.0 * ROW;
/// The foot of the bars, so that the worst mood has a bar, too.
const FOOT: f64 = LOWEST + 12.0;
const HEIGHT: f64 = FOOT + 36.0;

/// A bar: a mean of `n` days.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// The label under it.
    pub label: String,
    /// The mean score; none if there are no days.
    pub mean: Option<f64>,
    /// The interval of the mean, if there are enough days for one.
    pub interval: Option<(f64, f64)>,
    /// The number of days.
    pub n: usize,
}

impl Bar {
    /// The weekdays, from the first of a week.
    #[must_use]
    pub fn weekdays(locale: Locale, pattern: &WeekdayPattern) -> [Self; 7] {
        pattern.beginning(locale.first_weekday()).map(|of| Self {
            label: i18n::weekday_short(locale.lang, of.weekday).to_owned(),
            mean: of.mean,
            interval: of.interval.map(|interval| (interval.low, interval.high)),
            n: of.days,
        })
    }
}

/// Bars with their intervals and numbers of days.
#[must_use]
pub fn bars(palette: &Palette, caption: Caption<'_>, bars: &[Bar]) -> Chart {
    let mut drawing = Drawing::new(palette);
    for mood in Mood::ALL {
        let y = y(f64::from(mood.score()));
        drawing.rule((LEFT, y), (RIGHT, y), palette.line, 1.0);
        drawing.face(mood, 13.0, y, 20.0);
    }
    let column = (RIGHT - LEFT) / bars.len().max(1) as f64;
    let width = (column * 0.5).min(26.0);
    for (at, bar) in bars.iter().enumerate() {
        let middle = LEFT + column * (at as f64 + 0.5);
        if let Some(mean) = bar.mean {
            let (left, top) = (middle - width / 2.0, y(mean));
            drawing.add(format_args!(
                "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{:.1}\" rx=\"5\" fill=\"{}\"/>",
                FOOT - top,
                palette.score(mean)
            ));
        }
        if let Some((low, high)) = bar.interval {
            let (low, high) = (y(low), y(high));
            drawing.rule((middle, low), (middle, high), palette.ink, 1.5);
            for end in [low, high] {
                drawing.rule((middle - 4.0, end), (middle + 4.0, end), palette.ink, 1.5);
            }
        }
        drawing.text(middle, FOOT + 15.0, Anchor::Middle, palette.ink, &bar.label);
        drawing.label(middle, FOOT + 30.0, Anchor::Middle, &bar.n.to_string());
    }
    drawing.label(13.0, FOOT + 30.0, Anchor::Middle, "n");
    drawing.finish(caption, HEIGHT)
}

fn y(score: f64) -> f64 {
    LOWEST - ROW * (score.clamp(1.0, 5.0) - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_without_days_has_its_label_only() {
        let bar = |mean, interval, n| Bar {
            label: "Mon".into(),
            mean,
            interval,
            n,
        };
        let caption = Caption {
            id: "bars",
            title: "T",
            description: "D",
        };
        let svg = bars(
            &Palette::PAGE,
            caption,
            &[
                bar(Some(4.0), Some((3.5, 4.5)), 9),
                bar(Some(1.0), None, 1),
                bar(None, None, 0),
            ],
        )
        .svg;
        assert_eq!(svg.matches("<rect").count(), 2);
        assert_eq!(svg.matches(">Mon</text>").count(), 3);
        assert!(svg.contains(">9</text>") && svg.contains(">0</text>"));
        assert!(svg.contains("var(--good)") && svg.contains("var(--awful)"));
    }
}
