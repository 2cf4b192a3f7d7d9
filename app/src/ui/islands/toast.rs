//! The line at the foot of the page that says what has just happened.

use leptos::prelude::*;

use super::desk::{Desk, Step};
use crate::ui::words;

/// What there is to say, and what can be done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Toast {
    pub(super) text: String,
    /// A failure stays until it is closed; good news goes by itself.
    pub(super) failed: bool,
    /// A button: its words, and what it does.
    pub(super) action: Option<(&'static str, Step)>,
}

/// The live region and the toast in it.
#[component]
pub(super) fn ToastRegion(desk: Desk) -> impl IntoView {
    let lang = desk.lang;
    let shown = move || {
        desk.toast.get().map(|toast| {
            let class = if toast.failed { "toast failed" } else { "toast" };
            let action = toast.action.map(|(name, step)| {
                view! {
                    <button type="button" class="act" on:click=move |_| desk.take(step.clone())>{name}</button>
                }
            });
            view! {
                <div class=class>
                    <span>{toast.text}</span>
                    {action}
                    <button
                        type="button"
                        class="close"
                        aria-label=words::close(lang)
                        on:click=move |_| desk.toast.set(None)
                    >
                        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8"></path></svg>
                    </button>
                </div>
            }
        })
    };
    view! { <div class="toasts" role="status">{shown}</div> }
}
