//! The SVG document around a chart, and the elements that charts share.

use std::fmt::Write;

use super::{Palette, face::symbol};
use crate::{domain::Mood, html::escape};

/// The width of every chart, in its own units. A phone shows about one unit per pixel, so that the
/// text has its size there.
pub(super) const WIDTH: f64 = 360.0;
/// The size of labels.
const LABEL: f64 = 12.0;

/// The text alternative of a chart.
#[derive(Clone, Copy, Debug)]
pub struct Caption<'a> {
    /// The `id` of the chart, unique on its page.
    pub id: &'a str,
    /// The name of the chart.
    pub title: &'a str,
    /// Its content in a sentence or two.
    pub description: &'a str,
}

/// The horizontal alignment of a text at its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The text begins there.
    Start,
    /// Its middle is there.
    Middle,
    /// It ends there.
    End,
}

/// A text of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// The position of its baseline, in the chart's units.
    pub at: (f64, f64),
    /// The alignment at this position.
    pub anchor: Anchor,
    /// The colour.
    pub paint: &'static str,
    /// The text.
    pub text: String,
}

/// A drawn chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// The SVG document, texts included.
    pub svg: String,
    /// The texts again, for a medium that sets them in its own font.
    pub labels: Vec<Label>,
    /// The size of the view box.
    pub size: (f64, f64),
}

/// A chart that is being drawn.
pub(super) struct Drawing<'a> {
    pub(super) palette: &'a Palette,
    content: String,
    labels: Vec<Label>,
}

impl<'a> Drawing<'a> {
    pub(super) const fn new(palette: &'a Palette) -> Self {
        Self {
            palette,
            content: String::new(),
            labels: Vec::new(),
        }
    }

    /// Adds markup.
    pub(super) fn add(&mut self, markup: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.content.write_fmt(markup);
    }

    /// Adds a face; `x` and `y` are its centre.
    pub(super) fn face(&mut self, mood: Mood, x: f64, y: f64, size: f64) {
        let (left, top) = (x - size / 2.0, y - size / 2.0);
        self.add(format_args!(
            "<use href=\"#{}\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{size:.1}\" height=\"{size:.1}\"/>",
            mood.as_str()
        ));
    }

    /// Adds a label in the soft colour.
    pub(super) fn label(&mut self, x: f64, y: f64, anchor: Anchor, text: &str) {
        self.text(x, y, anchor, self.palette.soft, text);
    }

    pub(super) fn text(&mut self, x: f64, y: f64, anchor: Anchor, paint: &'static str, text: &str) {
        self.labels.push(Label {
            at: (x, y),
            anchor,
            paint,
            text: text.to_owned(),
        });
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let text = escape(text);
        self.add(format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{LABEL}\" fill=\"{paint}\"{anchor}>{text}</text>"
        ));
    }

    /// Adds a straight line.
    pub(super) fn rule(&mut self, from: (f64, f64), to: (f64, f64), paint: &str, width: f64) {
        let ((x1, y1), (x2, y2)) = (from, to);
        self.add(format_args!(
            "<path d=\"M{x1:.1} {y1:.1}L{x2:.1} {y2:.1}\" fill=\"none\" stroke=\"{paint}\" stroke-width=\"{width}\" stroke-linecap=\"round\"/>"
        ));
    }

    /// The whole chart.
    pub(super) fn finish(self, caption: Caption<'_>, height: f64) -> Chart {
        let Caption { id, .. } = caption;
        let [title, description] = [caption.title, caption.description].map(escape);
        let faces = if self.palette.has_faces {
            String::new()
        } else {
            format!("<defs>{}</defs>", Mood::ALL.map(symbol).concat())
        };
        let (font, content) = (self.palette.font, self.content);
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"drawn\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
             aria-labelledby=\"{id}-title {id}-desc\" font-family=\"{font}\">\
             <title id=\"{id}-title\">{title}</title><desc id=\"{id}-desc\">{description}</desc>\
             {faces}{content}</svg>"
        );
        Chart {
            svg,
            labels: self.labels,
            size: (WIDTH, height),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_for_paper_stands_alone() {
        let caption = Caption {
            id: "mix",
            title: "A <title> & more",
            description: "Text",
        };
        let mut drawing = Drawing::new(&Palette::PAPER);
        drawing.face(Mood::Good, 10.0, 10.0, 20.0);
        let svg = drawing.finish(caption, 20.0).svg;
        assert!(!svg.contains("var("), "{svg}");
        assert!(svg.contains("<symbol id=\"good\" viewBox=\"0 0 64 64\">"));
        assert!(svg.contains("fill=\"#93d99a\""));
        assert!(svg.contains("A &lt;title> &amp; more"));
        assert!(svg.contains("<use href=\"#good\" x=\"0.0\" y=\"0.0\" width=\"20.0\""));
    }

    #[test]
    fn a_page_defines_the_faces_itself() {
        let caption = Caption {
            id: "mix",
            title: "T",
            description: "D",
        };
        let svg = Drawing::new(&Palette::PAGE).finish(caption, 20.0).svg;
        assert!(!svg.contains("<symbol"));
        assert!(svg.contains("aria-labelledby=\"mix-title mix-desc\""));
    }
}
