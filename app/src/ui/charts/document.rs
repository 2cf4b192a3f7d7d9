//! The SVG document around a chart, and the elements that charts share.

use std::fmt::Write;

use super::Palette;
use crate::{
    domain::Mood,
    ui::{components::drawing, html::escape},
};

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
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A chart that is being drawn.
pub(super) struct Drawing<'a> {
    pub(super) palette: &'a Palette,
    content: String,
}

impl<'a> Drawing<'a> {
    pub(super) const fn new(palette: &'a Palette) -> Self {
        Self {
            palette,
            content: String::new(),
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

    pub(super) fn text(&mut self, x: f64, y: f64, anchor: Anchor, paint: &str, text: &str) {
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

    /// The whole document.
    pub(super) fn finish(self, caption: Caption<'_>, height: f64) -> String {
        let Caption { id, .. } = caption;
        let [title, description] = [caption.title, caption.description].map(escape);
        let faces = if self.palette.has_faces {
            String::new()
        } else {
            format!("<defs>{}</defs>", Mood::ALL.map(symbol).concat())
        };
        let (font, content) = (self.palette.font, self.content);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"drawn\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
             aria-labelledby=\"{id}-title {id}-desc\" font-family=\"{font}\">\
             <title id=\"{id}-title\">{title}</title><desc id=\"{id}-desc\">{description}</desc>\
             {faces}{content}</svg>"
        )
    }
}

/// A face for a document without a style sheet: its variables have their fallback values.
fn symbol(mood: Mood) -> String {
    let drawing = drawing(mood).trim_end();
    let mut pieces = drawing.split("var(--");
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (variable, rest) = piece.split_once(')').unwrap_or((piece, ""));
        plain.push_str(variable.split_once(", ").map_or("", |(_, value)| value));
        plain.push_str(rest);
    }
    plain
        .replacen(
            "<svg xmlns=\"http://www.w3.org/2000/svg\"",
            &format!("<symbol id=\"{}\"", mood.as_str()),
            1,
        )
        .replace("</svg>", "</symbol>")
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
        let svg = drawing.finish(caption, 20.0);
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
        let svg = Drawing::new(&Palette::PAGE).finish(caption, 20.0);
        assert!(!svg.contains("<symbol"));
        assert!(svg.contains("aria-labelledby=\"mix-title mix-desc\""));
    }
}
