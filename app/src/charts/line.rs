//! The curve of a span.

use std::fmt::Write;

use chrono::Datelike;

use super::{
    Caption, Chart, Palette, Point, Series, Step,
    document::{Anchor, Drawing, WIDTH},
};
use crate::{
    domain::{
        Day, Locale, Mood,
        insight::{Trend, TrendVerdict},
    },
    i18n::dates,
};

/// The left end of the plot, after the faces.
const LEFT: f64 = 34.0;
/// The right end of the plot.
const RIGHT: f64 = WIDTH - 10.0;
/// The height of the best mood.
const TOP: f64 = 16.0;
/// The height of a mood's row.
const ROW: f64 = 34.0;
const BOTTOM: f64 = TOP + 4.0 * ROW;
const HEIGHT: f64 = BOTTOM + 32.0;
/// The number of points up to which each has a dot.
const MAX_DOTS: usize = 130;
/// The number of labels under the axis at most.
const MAX_TICKS: i64 = 6;

/// A curve, and optionally its trend.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// The points.
    pub series: &'a Series,
    /// The trend's score on the first and on the last day of the span.
    pub trend: Option<(f64, f64)>,
}

impl<'a> Line<'a> {
    /// A curve with its trend, if there is one. `mean` is the mean score of the days.
    #[must_use]
    pub fn with_trend(series: &'a Series, trend: &Trend, mean: f64) -> Self {
        let is_trend = matches!(trend.verdict, TrendVerdict::Rising | TrendVerdict::Falling);
        let slope = trend.slope.filter(|_| is_trend);
        Self {
            series,
            trend: slope.map(|slope| around(series, mean, slope.estimate / 30.0)),
        }
    }
}

/// The ends of a line of this slope through the middle of the points.
fn around(series: &Series, mean: f64, per_day: f64) -> (f64, f64) {
    let n: usize = series.points.iter().map(|point| point.n).sum();
    let middle = |point: &Point| {
        let days = point.start.since(series.start) + point.end.since(series.start);
        days as f64 / 2.0 * point.n as f64
    };
    let centre = series.points.iter().map(middle).sum::<f64>() / n.max(1) as f64;
    let length = series.end.since(series.start) as f64;
    (mean - per_day * centre, mean + per_day * (length - centre))
}

/// The curve of moods over days, weeks or months, each at the height of its mean. Only neighbours are
/// joined.
#[must_use]
pub fn line(palette: &Palette, caption: Caption<'_>, locale: Locale, of: &Line<'_>) -> Chart {
    let series = of.series;
    let mut drawing = Drawing::new(palette);
    rows(&mut drawing);
    for (day, label) in ticks(locale, series.start, series.end) {
        let x = x(series, day, day);
        drawing.rule((x, BOTTOM + 12.0), (x, BOTTOM + 15.0), palette.edge, 1.0);
        let anchor = if x > RIGHT - 24.0 {
            Anchor::End
        } else {
            Anchor::Middle
        };
        let at = if x > RIGHT - 24.0 { RIGHT + 8.0 } else { x };
        drawing.label(at, BOTTOM + 28.0, anchor, &label);
    }
    curve(&mut drawing, caption.id, series);
    if let Some((from, to)) = of.trend {
        let [from, to] = [from, to].map(y);
        drawing.add(format_args!(
            "<path class=\"trend\" d=\"M{LEFT} {from:.1}L{RIGHT} {to:.1}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\" stroke-dasharray=\"7 5\"/>",
            palette.ink
        ));
    }
    drawing.finish(caption, HEIGHT)
}

/// The faces of the axis, and a rule for each.
fn rows(drawing: &mut Drawing<'_>) {
    for mood in Mood::ALL {
        let y = y(f64::from(mood.score()));
        drawing.rule((LEFT, y), (RIGHT, y), drawing.palette.line, 1.0);
        drawing.face(mood, 13.0, y, 22.0);
    }
}

fn curve(drawing: &mut Drawing<'_>, id: &str, series: &Series) {
    let palette = drawing.palette;
    // The hues change with the height, as in the week's chart.
    let stops = Mood::ALL.map(|mood| {
        let offset = f64::from(5 - mood.score()) / 4.0;
        (offset, palette.mood(mood))
    });
    let stops = stops.iter().rev().fold(String::new(), |mut stops, stop| {
        let _ = write!(
            stops,
            "<stop offset=\"{}\" stop-color=\"{}\"/>",
            stop.0, stop.1
        );
        stops
    });
    let path = path(series);
    drawing.add(format_args!(
        "<defs><linearGradient id=\"{id}-hues\" gradientUnits=\"userSpaceOnUse\" x1=\"0\" y1=\"{TOP}\" x2=\"0\" y2=\"{BOTTOM}\">{stops}</linearGradient></defs>\
         <path class=\"curve\" d=\"{path}\" fill=\"none\" stroke=\"url(#{id}-hues)\" stroke-width=\"3\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>"
    ));
    let has_dots = series.points.len() <= MAX_DOTS;
    let radius = if series.points.len() <= 40 { 4.0 } else { 2.5 };
    for (at, point) in series.points.iter().enumerate() {
        // A point without neighbours would not be seen.
        let has_neighbour = joins(series, at) || (at > 0 && joins(series, at - 1));
        if has_dots || !has_neighbour {
            let (x, y) = position(series, point);
            let hue = palette.score(point.mean);
            drawing.add(format_args!(
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\" fill=\"{hue}\"/>"
            ));
        }
    }
}

/// The path through neighbours. Each piece starts and ends level, so that the curve never
/// overshoots a mood.
fn path(series: &Series) -> String {
    let mut path = String::new();
    for (at, pair) in series.points.windows(2).enumerate() {
        let [(x0, y0), (x1, y1)] = [&pair[0], &pair[1]].map(|point| position(series, point));
        if !joins(series, at) {
            continue;
        }
        if at == 0 || !joins(series, at - 1) {
            let _ = write!(path, "M{x0:.1} {y0:.1}");
        }
        let middle = f64::midpoint(x0, x1);
        let _ = write!(
            path,
            "C{middle:.1} {y0:.1} {middle:.1} {y1:.1} {x1:.1} {y1:.1}"
        );
    }
    path
}

/// True if the point at `at` is directly followed by another day, week or month with entries.
fn joins(series: &Series, at: usize) -> bool {
    match (series.points.get(at), series.points.get(at + 1)) {
        (Some(point), Some(next)) => next.start.since(point.end) == 1,
        _ => false,
    }
}

fn position(series: &Series, point: &Point) -> (f64, f64) {
    (x(series, point.start, point.end), y(point.mean))
}

/// The middle of some days.
fn x(series: &Series, start: Day, end: Day) -> f64 {
    let middle = (start.since(series.start) + end.since(series.start) + 1) as f64 / 2.0;
    LEFT + (RIGHT - LEFT) * middle / series.days() as f64
}

fn y(score: f64) -> f64 {
    BOTTOM - ROW * (score.clamp(1.0, 5.0) - 1.0)
}

/// The labelled days of the axis: dates in a short span, then the starts of months or years.
fn ticks(locale: Locale, start: Day, end: Day) -> Vec<(Day, String)> {
    let days = end.since(start) + 1;
    if days <= 45 {
        let every = (days + MAX_TICKS - 2) / (MAX_TICKS - 1);
        return (0..days)
            .step_by(usize::try_from(every).unwrap_or(1).max(1))
            .map(|offset| start.plus(offset))
            .map(|day| (day, dates::day_and_month_short(locale, day)))
            .collect();
    }
    let months = days / 30;
    let every = [1, 2, 3, 6, 12, 24, 60, 120]
        .into_iter()
        .find(|every| months / every < MAX_TICKS)
        .unwrap_or(1200);
    let mut day = start.plus(-i64::from(start.date().day0()));
    let mut ticks = Vec::new();
    while day <= end {
        let month = i64::from(day.date().year()) * 12 + i64::from(day.date().month0());
        if day >= start && month % every == 0 {
            let label = if every >= 12 || day.date().month0() == 0 {
                day.date().year().to_string()
            } else {
                dates::month_short(locale.lang, day).to_owned()
            };
            ticks.push((day, label));
        }
        let next = day.plus_months(1);
        if next == day {
            break;
        }
        day = next;
    }
    ticks
}

impl Step {
    /// True if a point is a mean of several days.
    #[must_use]
    pub fn is_mean(self) -> bool {
        self != Self::Day
    }
}

#[cfg(test)]
mod tests {
    use chrono::Weekday;

    use super::*;
    use crate::{charts::tests::day, domain::Lang};

    const CAPTION: Caption<'_> = Caption {
        id: "curve",
        title: "T",
        description: "D",
    };

    fn draw(series: &Series) -> String {
        let of = Line {
            series,
            trend: Some((2.0, 4.0)),
        };
        line(
            &Palette::PAGE,
            CAPTION,
            Locale::negotiate(Some(Lang::En), ""),
            &of,
        )
        .svg
    }

    #[test]
    fn a_trend_goes_through_the_middle_of_the_days() {
        let start = day("2026-11-01");
        // All days are in the first half of the span.
        let days = (0..5).map(|offset| (start.plus(offset), Mood::Okay));
        let series = Series::of(days, start, start.plus(10), Weekday::Mon);
        let (from, to) = around(&series, 3.0, 0.1);
        assert!((from - 2.8).abs() < 1e-9 && (to - 3.8).abs() < 1e-9);
    }

    #[test]
    fn nothing_is_drawn_across_a_gap() {
        let entries = [
            (day("2026-11-01"), Mood::Great),
            (day("2026-11-02"), Mood::Awful),
            (day("2026-11-04"), Mood::Okay),
            (day("2026-11-05"), Mood::Okay),
            (day("2026-11-09"), Mood::Good),
        ];
        let series = Series::of(entries, day("2026-11-01"), day("2026-11-10"), Weekday::Mon);
        let path = path(&series);
        assert_eq!(path.matches('M').count(), 2, "{path}");
        assert_eq!(path.matches('C').count(), 2, "{path}");
        let svg = draw(&series);
        assert_eq!(svg.matches("<circle").count(), 5);
        assert!(svg.contains("stroke-dasharray"));
    }

    #[test]
    fn ten_years_are_a_bounded_drawing() {
        let first = day("2016-11-27");
        let entries = (0..3650).map(|offset| (first.plus(offset), Mood::ALL[offset as usize % 5]));
        let series = Series::of(entries, first, first.plus(3649), Weekday::Mon);
        let svg = draw(&series);
        assert!(series.points.len() <= 121);
        assert!(svg.len() < 30_000, "{}", svg.len());
    }

    #[test]
    fn the_axis_has_a_few_labels_at_any_length() {
        let locale = Locale::negotiate(Some(Lang::En), "");
        let last = day("2026-11-27");
        for days in 1..4000 {
            let ticks = ticks(locale, last.plus(1 - days), last);
            assert!((1..=8).contains(&ticks.len()), "{days}: {ticks:?}");
        }
        let labels = |days: i64| -> Vec<String> {
            let ticks = ticks(locale, last.plus(1 - days), last);
            ticks.into_iter().map(|(_, label)| label).collect()
        };
        assert_eq!(labels(90), ["Sep", "Oct", "Nov"]);
        assert_eq!(labels(365), ["2026", "Apr", "Jul", "Oct"]);
    }

    #[test]
    fn a_single_day_is_drawn() {
        let entries = [(day("2026-11-01"), Mood::Great)];
        let series = Series::of(entries, day("2026-11-01"), day("2026-11-01"), Weekday::Mon);
        let svg = draw(&series);
        assert!(!svg.contains("NaN") && svg.contains("<circle"), "{svg}");
    }
}
