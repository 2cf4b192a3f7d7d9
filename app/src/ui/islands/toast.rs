//! The line at the foot of the page that says what has just happened.

use std::time::Duration;

use leptos::prelude::*;

use super::{
    browser,
    desk::{Desk, SAVE},
    steps::Step,
};
use crate::ui::words;

/// How long good news stays: long enough to read it and reach for Undo.
const TOAST_TIME: Duration = Duration::from_secs(10);

/// What there is to say, and what can be done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Toast {
    pub(super) text: String,
    /// A failure stays until it is closed; good news goes by itself.
    pub(super) failed: bool,
    /// A button: its words, and what it does.
    pub(super) action: Option<(&'static str, Step)>,
}

impl Desk {
    pub(super) fn say_failed(self, text: &str, action: Option<(&'static str, Step)>) {
        self.say(Toast {
            text: text.to_owned(),
            failed: true,
            action,
        });
    }

    pub(super) fn say(self, toast: Toast) {
        let passing = !toast.failed;
        self.toast.set(Some(toast));
        if passing {
            self.hide_later(self.toast.get_untracked());
        }
    }

    /// Good news leaves after a while; not while somebody attends to it.
    fn hide_later(self, toast: Option<Toast>) {
        set_timeout(
            move || {
                if self.toast.get_untracked() != toast {
                    return;
                }
                if browser::is_attended(".toast") {
                    self.hide_later(toast);
                } else {
                    self.toast.set(None);
                }
            },
            TOAST_TIME,
        );
    }
}

/// The live region and the toast in it. Its elements stay on the page, so that
/// screen readers know the region before it speaks.
#[component]
pub(super) fn ToastRegion(desk: Desk) -> impl IntoView {
    let toast = desk.toast;
    let text = move || toast.with(|toast| toast.as_ref().map(|toast| toast.text.clone()));
    let action = move || toast.with(|toast| toast.as_ref()?.action.as_ref().map(|(name, _)| *name));
    let act = move |_| {
        if let Some((_, step)) = toast.get_untracked().and_then(|toast| toast.action) {
            desk.act(step);
        }
    };
    view! {
        <div class="toasts" role="status">
            <div
                class="toast"
                class:failed=move || toast.with(|toast| toast.as_ref().is_some_and(|toast| toast.failed))
                hidden=move || toast.with(Option::is_none)
            >
                <span>{text}</span>
                <button type="button" class="act" hidden=move || action().is_none() on:click=act>
                    {action}
                </button>
                <button
                    type="button"
                    class="close"
                    aria-label=words::close(desk.lang())
                    on:click=move |_| {
                        toast.set(None);
                        browser::focus(SAVE);
                    }
                >
                    "✕"
                </button>
            </div>
        </div>
    }
}
