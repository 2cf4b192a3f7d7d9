//! A page with little to say: a face, a sentence, a way on.

use leptos::prelude::*;

use super::Face;
use crate::domain::Mood;

/// Used for "not found" and "out of reach", so that both speak in one voice.
#[component]
pub fn Quiet(
    /// The face that looks at the person.
    face: Mood,
    /// What happened.
    title: &'static str,
    /// What it means for them.
    text: &'static str,
    /// Where to go on: address and words.
    link: (String, &'static str),
) -> impl IntoView {
    view! {
        <section class="quiet">
            <Face mood=face/>
            <h1>{title}</h1>
            <p>{text}</p>
            <a class="button" href=link.0>{link.1}</a>
        </section>
    }
}
