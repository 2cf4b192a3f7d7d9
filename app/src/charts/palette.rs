//! The colours and the font of a chart.

use crate::domain::Mood;

/// Paints and the font, as values of SVG attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// The five hues, from awful to great.
    pub moods: [&'static str; 5],
    /// Text and strong lines.
    pub ink: &'static str,
    /// Labels of axes.
    pub soft: &'static str,
    /// Lines of the grid.
    pub line: &'static str,
    /// Outlines of empty days.
    pub edge: &'static str,
    /// The ground that the chart is on.
    pub ground: &'static str,
    /// The font family of all text.
    pub font: &'static str,
    /// True if the document around the chart defines the five faces.
    pub has_faces: bool,
}

impl Palette {
    /// For a page: the style sheet's colours, so that a chart follows the theme.
    pub const PAGE: Self = Self {
        moods: [
            "var(--awful)",
            "var(--bad)",
            "var(--okay)",
            "var(--good)",
            "var(--great)",
        ],
        ink: "var(--ink)",
        soft: "var(--soft)",
        line: "var(--line)",
        edge: "var(--edge)",
        ground: "var(--sheet)",
        font: "inherit",
        has_faces: true,
    };

    /// For paper: the light colours of `style/tokens.css` in sRGB.
    pub const PAPER: Self = Self {
        moods: ["#a58ce0", "#85b4ea", "#a3cdc7", "#93d99a", "#f5ca5c"],
        ink: "#23232f",
        soft: "#5f5f6c",
        line: "#e4e1da",
        edge: "#8d8d97",
        ground: "#ffffff",
        font: "sans-serif",
        has_faces: false,
    };

    /// The hue of a mood.
    #[must_use]
    pub const fn mood(&self, mood: Mood) -> &'static str {
        self.moods[mood as usize]
    }

    /// The hue of the mood that is nearest to a mean score.
    #[must_use]
    pub fn score(&self, score: f64) -> &'static str {
        self.mood(nearest(score))
    }
}

/// The mood nearest to a mean score.
#[must_use]
pub fn nearest(score: f64) -> Mood {
    let distance = |mood: &Mood| (f64::from(mood.score()) - score).abs();
    Mood::ALL
        .into_iter()
        .min_by(|one, other| distance(one).total_cmp(&distance(other)))
        .unwrap_or(Mood::Okay)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hues_on_paper_are_those_of_the_faces() {
        for mood in Mood::ALL {
            let hue = format!("var(--{}, {})", mood.as_str(), Palette::PAPER.mood(mood));
            assert!(super::super::drawing(mood).contains(&hue), "{hue}");
        }
    }

    #[test]
    fn a_mean_has_the_hue_of_the_nearest_mood() {
        assert_eq!(nearest(1.0), Mood::Awful);
        assert_eq!(nearest(3.4), Mood::Okay);
        assert_eq!(nearest(3.6), Mood::Good);
        assert_eq!(nearest(9.0), Mood::Great);
    }
}
