//! The five faces. Their drawings are `public/faces/*.svg`, which are also the
//! icons of the day; each page carries them once and refers to them by name.

use leptos::prelude::*;

use crate::domain::Mood;

/// A face, as large as its surroundings say.
#[component]
pub fn Face(
    /// Which of the five.
    mood: Mood,
) -> impl IntoView {
    view! {
        <svg class="face" viewBox="0 0 64 64" aria-hidden="true">
            <use href=format!("#{}", mood.as_str())></use>
        </svg>
    }
}

#[cfg(feature = "ssr")]
const fn drawing(mood: Mood) -> &'static str {
    macro_rules! face {
        ($name:literal) => {
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../public/faces/", $name, ".svg"))
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

/// The drawings themselves, once a page, for [`Face`] to refer to.
#[cfg(feature = "ssr")]
#[component]
pub fn FaceSprite() -> impl IntoView {
    let symbols: String = Mood::ALL
        .into_iter()
        .map(|mood| {
            drawing(mood)
                .trim_end()
                .replacen("<svg xmlns=\"http://www.w3.org/2000/svg\"", "<symbol", 1)
                .replacen("<symbol", &format!("<symbol id=\"{}\"", mood.as_str()), 1)
                .replace("</svg>", "</symbol>")
        })
        .collect();
    view! { <svg class="sprite" aria-hidden="true" inner_html=symbols></svg> }
}
