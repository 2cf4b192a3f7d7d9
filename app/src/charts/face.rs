//! The drawings of the five faces.

use crate::domain::Mood;

/// The drawing of a face, an SVG document.
pub const fn drawing(mood: Mood) -> &'static str {
    macro_rules! face {
        ($name:literal) => {
            include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../public/faces/",
                $name,
                ".svg"
            ))
        };
    }
    match mood {
        Mood::Awful => face!("awful"),
        Mood::Bad => face!("bad"),
        Mood::Okay => face!("okay"),
        Mood::Good => face!("good"),
        Mood::Great => face!("great"),
    }
}

/// A face for a document without a style sheet: its variables have their fallback values.
pub(super) fn symbol(mood: Mood) -> String {
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
