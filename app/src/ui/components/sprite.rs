//! The page's SVG sprite: the five faces and the gradient of the week's line.

use leptos::prelude::*;

use crate::{charts::drawing, domain::Mood};

/// The colours of the week's line, from the best row to the worst.
const HUES: &str = r#"<linearGradient id="hues" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="0" y2="400"><stop offset="0" class="hue great"/><stop offset=".25" class="hue good"/><stop offset=".5" class="hue okay"/><stop offset=".75" class="hue bad"/><stop offset="1" class="hue awful"/></linearGradient>"#;

/// The hidden `<svg>` that faces and lines refer to by id.
#[component]
pub fn Sprite() -> impl IntoView {
    let symbols: String = Mood::ALL
        .into_iter()
        .map(|mood| {
            drawing(mood)
                .trim_end()
                .replacen("<svg xmlns=\"http://www.w3.org/2000/svg\"", "<symbol", 1)
                .replacen("<symbol", &format!("<symbol id=\"{}\"", mood.as_str()), 1)
                .replace("</svg>", "</symbol>")
        })
        .chain([HUES.to_owned()])
        .collect();
    view! { <svg class="sprite" aria-hidden="true" inner_html=symbols></svg> }
}
