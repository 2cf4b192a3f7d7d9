//! Unresolved changes of this device: conflicts, rejected changes, and those of an
//! expired session. Also the number of days that wait to be sent.

use leptos::{prelude::*, task::spawn_local};

use super::{
    action::{Action, Change},
    browser,
    day_editor::DayEditor,
    local_view::LocalView,
    pending_change::{PendingChange, SyncState},
    status_line::STATUS_LINE,
};
use crate::{
    api::client,
    domain::Lang,
    html,
    i18n::{self, dates},
    ui::{reactive::reactive, today::address},
};

impl DayEditor {
    /// True if the day has an unresolved change, which a save would overwrite
    /// unseen. (A rejected one is fixed by saving again.)
    pub(super) fn must_resolve_first(self) -> bool {
        let unresolved = untrack(move || self.unresolved());
        let must_resolve = unresolved.is_some_and(|pending| {
            pending.state != SyncState::Rejected
                && pending.day == self.day.get_untracked()
                && is_own(&pending)
        });
        if must_resolve {
            self.notify_failed(i18n::choose_version_first(self.lang()), None);
            browser::focus(".conflict .button");
        }
        must_resolve
    }

    /// Keeps this device's version: saves it over the server's, saves a former session's
    /// change to the current journal, or puts the change back into the form.
    fn keep_mine(self) {
        let Some(pending) = untrack(move || self.unresolved()) else {
            return;
        };
        browser::focus(STATUS_LINE);
        match pending.state {
            // Its day can't be opened, or it has to be corrected first.
            _ if pending.day != self.day.get_untracked() => {
                self.write_form(pending.mood, &pending.note);
            }
            SyncState::Rejected => self.write_form(pending.mood, &pending.note),
            SyncState::SessionExpired if is_own(&pending) => browser::reload(),
            _ => {
                if !untrack(move || self.is_draft()) {
                    self.write_form(pending.mood, &pending.note);
                }
                let action = Action {
                    day: pending.day,
                    change: Change::of(&pending),
                    undoes: None,
                };
                spawn_local(async move {
                    if self.run(action).await && !is_own(&pending) {
                        self.delete_pending(&pending).await;
                    }
                });
            }
        }
    }

    /// Discards this device's version.
    fn discard_mine(self) {
        if let Some(pending) = untrack(move || self.unresolved()) {
            browser::focus(STATUS_LINE);
            spawn_local(async move {
                // The form may contain the same change as a draft; other text stays.
                let is_in_form = self.mood.get_untracked() == pending.mood
                    && self.note.get_untracked() == pending.note;
                self.delete_pending(&pending).await;
                if is_in_form {
                    self.show_entry();
                }
            });
        }
    }

    async fn delete_pending(self, PendingChange { journal, day, .. }: &PendingChange) {
        let address = format!("/device/days?userId={journal}&day={day}");
        let deleted: Result<LocalView, _> = client::ask("DELETE", &address, None).await;
        if deleted.is_err() {
            // Only this page has it.
            self.local.update(|local| local.pending.clear());
        }
        self.load_from_device(self.week_of(*day)).await;
    }
}

/// True if the change belongs to the page's journal, not to a former session's.
pub(super) fn is_own(pending: &PendingChange) -> bool {
    browser::journal().as_ref() == Some(&pending.journal)
}

/// A box for this day's unresolved change, and a line about other days.
#[component]
pub(super) fn SyncConflict(editor: DayEditor) -> impl IntoView {
    let lang = editor.lang();
    let pending = move || editor.unresolved();
    let text = move || {
        pending()
            .map(|pending| reason(lang, &pending).to_owned())
            .unwrap_or_default()
    };
    let mine = move || {
        let Some(pending) = pending() else {
            return String::new();
        };
        let mood = mood_name(lang, &pending);
        html::escape(&if pending.day == editor.day.get() {
            format!("{mood}\n")
        } else {
            let day = dates::weekday_and_number(lang, pending.day);
            format!("{day}\n{mood}\n")
        })
    };
    let note = move || {
        pending()
            .map(|pending| html::escape(&pending.note))
            .unwrap_or_default()
    };
    let label = move || {
        pending()
            .map(|pending| keep_label(lang, &pending).to_owned())
            .unwrap_or_default()
    };
    view! {
        <div class="conflict" role="alert" hidden=reactive(move || pending().is_none())>
            <p inner_html=reactive(text)></p>
            <blockquote tabindex="0">
                <p inner_html=reactive(mine)></p>
                <p dir="auto" inner_html=reactive(note)></p>
            </blockquote>
            <button
                type="button"
                class="button"
                on:click=move |_| editor.keep_mine()
                inner_html=reactive(label)
            ></button>
            <button type="button" class="remove" on:click=move |_| editor.discard_mine()>
                {i18n::discard_mine(lang)}
            </button>
        </div>
        <p class="other-days" role="status" inner_html=reactive(move || other_days(editor))></p>
    }
}

fn reason(lang: Lang, pending: &PendingChange) -> &'static str {
    match (pending.state, &pending.error) {
        (SyncState::SessionExpired, _) => i18n::session_ended(lang),
        (SyncState::Rejected, Some(error)) => i18n::error(lang, error),
        (SyncState::Rejected, None) => i18n::went_wrong(lang),
        (SyncState::Conflict | SyncState::Waiting, _) => i18n::written_elsewhere(lang),
    }
}

/// The mood of this device's version, or its removal.
fn mood_name(lang: Lang, pending: &PendingChange) -> &'static str {
    pending
        .mood
        .map_or(i18n::to_remove(lang), |mood| i18n::mood_name(lang, mood))
}

fn keep_label(lang: Lang, pending: &PendingChange) -> &'static str {
    match (pending.state, pending.mood) {
        (SyncState::Rejected, _) => i18n::edit_mine(lang),
        (SyncState::SessionExpired, _) if is_own(pending) => i18n::reload(lang),
        (_, None) => i18n::remove_anyway(lang),
        _ => i18n::keep_mine(lang),
    }
}

/// The number of other days that wait to be sent, and links to those with an
/// unresolved change, as HTML.
fn other_days(editor: DayEditor) -> String {
    let lang = editor.lang();
    let (waiting, unresolved) = editor
        .local
        .with(|local| local.other_days(editor.day.get()));
    let mut text = if waiting > 0 {
        i18n::days_waiting(lang, waiting)
    } else {
        String::new()
    };
    for day in unresolved {
        let address = address::of(day, editor.today.get());
        let name = dates::weekday_and_number(lang, day);
        let label = html::escape(&i18n::choose_version_for(lang, &name));
        text.push_str(&format!(" <a href=\"{address}\">{label}</a>"));
    }
    text
}
