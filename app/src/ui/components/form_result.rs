//! The result of a page's last form.

use leptos::prelude::*;

/// The effect of the form, or the reason for which it had none.
#[component]
pub fn FormResult(
    /// Empty if there was none.
    #[prop(into)]
    done: String,
    /// The reason.
    #[prop(optional_no_strip)]
    rejected: Option<&'static str>,
) -> impl IntoView {
    let rejected = rejected.map(|reason| {
        view! {
            <p class="rejection" role="alert">
                {reason}
            </p>
        }
    });
    view! {
        <p class="done" role="status">
            {done}
        </p>
        {rejected}
    }
}
