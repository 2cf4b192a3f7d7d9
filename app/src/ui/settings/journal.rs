//! The lifetime of entries.

use leptos::prelude::*;

use crate::{
    api::account::YES,
    context::Visitor,
    domain::{Lang, Retention, account::Work},
    i18n,
    ui::{components::ShownJournal, page_context::PageContext},
};

/// The function that the form calls.
const CALL: &str = "account";
/// The form's address.
const ACTION: &str = "/account?_back=/settings";

/// A shorter lifetime that the person chose and has not confirmed.
pub(super) fn unconfirmed() -> Option<Retention> {
    let error = PageContext::rejection(CALL)?;
    let months = PageContext::field(CALL, "retentionMonths")?;
    (error.field.as_deref() == Some("confirm"))
        .then(|| Retention::from_months(months.parse().ok()?))
        .flatten()
}

/// Sets how long entries are kept. A shorter time is confirmed in a second step, after an offer to
/// download everything.
#[component]
pub(super) fn RetentionForm(
    visitor: Visitor,
    /// The lifetime that the installation offers.
    default: Retention,
    /// A shorter lifetime to confirm, and the number of entries that it deletes.
    unconfirmed: Option<(Retention, usize)>,
    status: &'static str,
) -> impl IntoView {
    let lang = visitor.locale.lang;
    let chosen = unconfirmed.map_or(visitor.retention, |(chosen, _)| chosen);
    let profile = visitor.profile.as_deref();
    let is_redating = profile.is_some_and(|user| user.work.contains_key(&Work::Redate));
    let options = choices(default, chosen)
        .into_iter()
        .map(|of| {
            view! {
                <option value=of.months() selected=of == chosen>
                    {i18n::retention(lang, of)}
                </option>
            }
        })
        .collect_view();
    let rejected = PageContext::field(CALL, "retentionMonths")
        .filter(|_| unconfirmed.is_none())
        .and_then(|_| PageContext::rejection(CALL))
        .map(|_| view! { <p role="alert">{i18n::nothing_changed(lang)}</p> });
    view! {
        <form class="setting" method="post" action=ACTION>
            <ShownJournal />
            <h3>
                <label for="retention">{i18n::keep_days(lang)}</label>
            </h3>
            <p>{i18n::keep_days_more(lang)}</p>
            <div class="choice">
                <select id="retention" name="retentionMonths">
                    {options}
                </select>
                <button
                    class="button"
                    autofocus=!status.is_empty()
                    aria-describedby="retention-saved"
                >
                    {i18n::save(lang)}
                </button>
                <p id="retention-saved" role="status">
                    {status}
                </p>
            </div>
            {rejected}
            {is_redating.then(|| view! { <p>{i18n::redating(lang)}</p> })}
        </form>
        {unconfirmed.map(|(chosen, lost)| view! { <ConfirmShorter lang chosen lost /> })}
    }
}

/// The choices in order, with the installation's and the person's own.
fn choices(default: Retention, chosen: Retention) -> Vec<Retention> {
    let mut all = Retention::CHOICES.to_vec();
    for other in [default, chosen] {
        if !all.contains(&other) {
            let place = all.iter().position(|choice| other.is_shorter_than(*choice));
            all.insert(place.unwrap_or(all.len()), other);
        }
    }
    all
}

/// Says what would be deleted, offers the download, and asks again.
#[component]
fn ConfirmShorter(lang: Lang, chosen: Retention, lost: usize) -> impl IntoView {
    view! {
        <form class="setting confirm" method="post" action=ACTION>
            <ShownJournal />
            <p role="alert" tabindex="-1" autofocus>
                {i18n::would_delete(lang, lost)}
            </p>
            <input type="hidden" name="retentionMonths" value=chosen.months() />
            <input type="hidden" name="confirm" value=YES />
            <p>
                <a class="download" href="/data.json">
                    {i18n::download_first(lang)}
                </a>
            </p>
            <div class="choice">
                <button class="button danger">{i18n::shorten(lang)}</button>
                <a class="remove" href="/settings#journal">
                    {i18n::keep_as_it_is(lang)}
                </a>
            </div>
        </form>
    }
}
