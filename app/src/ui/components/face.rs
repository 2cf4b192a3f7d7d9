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

/// The same as HTML, for what is one string of it.
#[must_use]
pub fn face_html(mood: Mood) -> String {
    format!(
        "<svg class=\"face\" viewBox=\"0 0 64 64\" aria-hidden=\"true\"><use href=\"#{}\"></use></svg>",
        mood.as_str()
    )
}
