//! The five faces. Their drawings are `public/faces/*.svg`, which are also the
//! day's icons; the page contains them once, in its sprite.

use leptos::prelude::*;

use crate::domain::Mood;

/// A face; the style sheet sets its size.
#[component]
pub fn Face(
    /// The mood.
    mood: Mood,
) -> impl IntoView {
    view! {
        <svg class="face" viewBox="0 0 64 64" aria-hidden="true">
            <use href=format!("#{}", mood.as_str())></use>
        </svg>
    }
}

/// The same as HTML, for parts that are strings of it.
#[must_use]
pub fn face_html(mood: Mood) -> String {
    format!(
        "<svg class=\"face\" viewBox=\"0 0 64 64\" aria-hidden=\"true\"><use href=\"#{}\"></use></svg>",
        mood.as_str()
    )
}
