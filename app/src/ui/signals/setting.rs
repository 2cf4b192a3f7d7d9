//! The choice of signals.

use leptos::prelude::*;

use crate::{context::Context, i18n, ui::settings::SubmitChoice};

/// The anchor of the section, and the name of the form's field.
const SIGNALS: &str = "signals";

/// Chooses the signals to see, by the page's address; needs no JavaScript.
#[component]
pub fn SignalsForm(context: Context, status: &'static str) -> impl IntoView {
    let visitor = &context.request.visitor;
    let lang = visitor.locale.lang;
    let signals = context
        .services
        .settings
        .signals
        .iter()
        .map(|signal| {
            let id = signal.id.to_string();
            let is_chosen = visitor.signals.contains(&signal.id);
            let name = signal.name(lang).to_owned();
            view! {
                <label>
                    <input type="checkbox" name=SIGNALS value=id checked=is_chosen />
                    {name}
                </label>
            }
        })
        .collect_view();
    view! {
        <form class="setting export signals" action="/settings">
            <p>{i18n::around_you_more(lang)}</p>
            // Unchecked boxes are not sent: this one says that the others were seen.
            <input type="hidden" name=SIGNALS value="" />
            <fieldset>
                <legend>{i18n::signals(lang)}</legend>
                {signals}
            </fieldset>
            <div class="choice">
                <SubmitChoice name=SIGNALS text=i18n::save(lang) status />
            </div>
        </form>
    }
}
