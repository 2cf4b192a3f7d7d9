//! A page without content: a face, a sentence, a link.

use leptos::prelude::*;

use super::Face;
use crate::domain::Mood;

/// Shown for "not found", "offline" and "unavailable".
#[component]
pub fn EmptyState(
    /// The face.
    face: Mood,
    /// The heading.
    title: &'static str,
    /// The explanation below it.
    text: &'static str,
    /// The address and the label of the link.
    link: (String, &'static str),
) -> impl IntoView {
    view! {
        <section class="empty-state">
            <Face mood=face />
            <h1>{title}</h1>
            <p>{text}</p>
            <a class="button" href=link.0>
                {link.1}
            </a>
        </section>
    }
}
