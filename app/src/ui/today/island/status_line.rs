//! The line beside Save: the state of the day, or what has just happened and a
//! button to react to it.

use std::sync::Arc;

use leptos::prelude::*;

use super::browser;
use crate::{
    domain::{Day, Entry, Lang},
    html, i18n,
    ui::reactive::reactive,
};

/// The line's selector. It takes the focus when the focused button disappears.
pub(super) const STATUS_LINE: &str = "form.day .status";

/// A message that stays until the next change.
#[derive(Clone, Default)]
pub(super) struct Notice {
    pub(super) text: String,
    pub(super) failed: bool,
    pub(super) button: Option<Button>,
    /// The version of a day that the button's action is based on. Once the day has
    /// a newer one, the notice is withdrawn.
    pub(super) based_on: Option<(Day, u64)>,
}

/// The button beside the line.
#[derive(Clone)]
pub(super) struct Button {
    pub(super) label: &'static str,
    pub(super) on_press: Arc<dyn Fn() + Send + Sync>,
}

/// The state of the day, and over it the notice, as HTML.
pub(super) fn status_html(
    lang: Lang,
    is_draft: bool,
    is_waiting: bool,
    entry: Option<&Entry>,
    notice: Option<&Notice>,
) -> String {
    let state = match (is_draft, is_waiting, entry) {
        (true, ..) => i18n::draft(lang),
        (false, true, _) => i18n::waiting(lang),
        (false, false, None) => "",
        (false, false, Some(entry)) if entry.edited => i18n::updated(lang),
        (false, false, Some(_)) => i18n::saved(lang),
    };
    let mut classes = String::from("state");
    for (class, applies) in [
        (" draft", is_draft),
        (" saved", entry.is_some()),
        (" waiting", is_waiting),
    ] {
        if applies {
            classes.push_str(class);
        }
    }
    match notice {
        None => format!("<p class=\"{classes}\">{state}</p>"),
        Some(Notice { text, failed, .. }) => {
            let class = if *failed { "notice failed" } else { "notice" };
            let text = html::escape(text);
            format!("<p class=\"{classes}\" hidden>{state}</p><p class=\"{class}\">{text}</p>")
        }
    }
}

/// The line and its button. Both stay on the page, so that screen readers know the
/// live region before its text changes.
#[component]
pub(super) fn StatusLine<S, B>(
    /// Returns the line's HTML.
    status: S,
    /// Returns the button, if there is one.
    button: B,
) -> impl IntoView
where
    S: Fn() -> String + Send + Sync + 'static,
    B: Fn() -> Option<Button> + Send + Sync + Copy + 'static,
{
    let press = move |_| {
        let button = untrack(button);
        browser::focus(STATUS_LINE);
        if let Some(button) = button {
            (button.on_press)();
        }
    };
    view! {
        <div class="status" role="status" tabindex="-1" inner_html=reactive(status)></div>
        <button
            type="button"
            class="status-button"
            hidden=reactive(move || button().is_none())
            on:click=press
            inner_html=reactive(move || {
                button().map(|button| button.label.to_owned()).unwrap_or_default()
            })
        ></button>
    }
}
