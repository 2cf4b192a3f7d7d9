//! The line beside the button: the state of the day, or what has just happened
//! and what can be done about it.

use leptos::prelude::*;

use super::{
    browser,
    desk::{Desk, STATE_LINE},
    steps::Step,
};
use crate::{
    domain::Mood,
    ui::{html, words},
};

/// A message that stays until the next change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Notice {
    pub(super) text: String,
    pub(super) failed: bool,
    /// A button: label and action.
    pub(super) action: Option<(&'static str, Action)>,
}

/// The action of the line's button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Changes a day.
    Take(Step),
    /// Discards the form's draft.
    Discard,
    /// Restores a discarded draft.
    Restore(Option<Mood>, String),
}

impl Desk {
    pub(super) fn say_failed(self, text: &str, action: Option<(&'static str, Action)>) {
        self.notice.set(Some(Notice {
            text: text.to_owned(),
            failed: true,
            action,
        }));
    }

    pub(super) fn say_done(self, text: String, undo: Option<Action>) {
        self.notice.set(Some(Notice {
            text,
            failed: false,
            action: undo.map(|action| (words::undo(self.lang()), action)),
        }));
    }

    fn action(self) -> Option<(&'static str, Action)> {
        match self.notice.get() {
            Some(notice) => notice.action,
            None => self
                .is_draft()
                .then(|| (words::discard(self.lang()), Action::Discard)),
        }
    }

    fn act(self) {
        let action = untrack(move || self.action());
        browser::focus(STATE_LINE);
        match action {
            Some((_, Action::Take(step))) => self.retake(step),
            Some((_, Action::Discard)) => {
                let draft = (self.mood.get_untracked(), self.note.get_untracked());
                self.show_kept();
                self.lacks_face.set(false);
                let restore = Action::Restore(draft.0, draft.1);
                self.say_done(words::discarded(self.lang()).into(), Some(restore));
            }
            Some((_, Action::Restore(mood, note))) => {
                self.write_form(mood, &note);
                self.notice.set(None);
            }
            None => {}
        }
    }

    /// The state of the day, and over it what has just happened, as HTML.
    fn said(self) -> String {
        let lang = self.lang();
        let (is_draft, waits, kept) = (self.is_draft(), self.waits(), self.kept());
        let state = match (is_draft, waits, &kept) {
            (true, ..) => words::draft(lang),
            (false, true, _) => words::waiting(lang),
            (false, false, None) => "",
            (false, false, Some(entry)) if entry.edited => words::updated(lang),
            (false, false, Some(_)) => words::saved(lang),
        };
        let mut classes = String::from("state");
        for (class, applies) in [
            (" draft", is_draft),
            (" kept", kept.is_some()),
            (" waiting", waits),
        ] {
            if applies {
                classes.push_str(class);
            }
        }
        self.notice.with(|notice| match notice {
            None => format!("<p class=\"{classes}\">{state}</p>"),
            Some(Notice { text, failed, .. }) => {
                let class = if *failed { "notice failed" } else { "notice" };
                let text = html::escape(text);
                format!("<p class=\"{classes}\" hidden>{state}</p><p class=\"{class}\">{text}</p>")
            }
        })
    }
}

/// The line and its button. Its elements stay on the page, so that screen
/// readers know the region before it speaks.
#[component]
pub(super) fn StateLine(desk: Desk) -> impl IntoView {
    view! {
        <div class="said" role="status" tabindex="-1" inner_html=move || desk.said()></div>
        <button
            type="button"
            class="act"
            hidden=move || desk.action().is_none()
            on:click=move |_| desk.act()
            inner_html=move || desk.action().map(|(label, _)| label).unwrap_or_default()
        ></button>
    }
}
