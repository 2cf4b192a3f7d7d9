//! The form of a new share; a rejected one as it was posted.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::CALL;
use crate::{
    context::{Context, Visitor},
    domain::{
        Day, DayRange, Lang,
        share::{Passphrase, SharerName},
    },
    error::{Error, ErrorKind},
    html, i18n,
    ui::{components::ShownJournal, page_context::PageContext},
};

const CREATE: &str = "/shares?_show=/sharing";
const DAY_SECONDS: i64 = 86_400;

/// A value of a rejected form.
fn posted(field: &str) -> Option<String> {
    PageContext::rejection(CALL).and(PageContext::field(CALL, field))
}

#[component]
pub(super) fn ShareForm(visitor: Visitor, days: DayRange) -> impl IntoView {
    let lang = visitor.locale.lang;
    let rejection = PageContext::rejection(CALL);
    let (at, error) = match rejection {
        Some(error) => {
            let field = error.field.clone().unwrap_or_default();
            (Some(field), Some(error_text(lang, &error)))
        }
        None => (None, None),
    };
    let is_invalid = |name: &str| at.as_deref() == Some(name);
    let date = |name: &'static str, label, day: Day| {
        let is_invalid = is_invalid(name);
        view! {
            <div class="field">
                <label for=format!("share-{name}")>{label}</label>
                <input
                    id=format!("share-{name}")
                    type="date"
                    name=name
                    required
                    value=posted(name).unwrap_or_else(|| day.to_string())
                    aria-invalid=is_invalid.then_some("true")
                    aria-describedby=if is_invalid {
                        "share-days-more share-error"
                    } else {
                        "share-days-more"
                    }
                />
            </div>
        }
    };
    let start = date("start", i18n::share_start(lang), days.start());
    let end = date("end", i18n::share_end(lang), days.end());
    let name = text_field(
        ("name", i18n::share_name(lang), i18n::share_name_more(lang)),
        posted("name").or_else(|| known_name(&visitor)),
        is_invalid("name"),
    );
    let passphrase = text_field(
        (
            "passphrase",
            i18n::share_passphrase(lang),
            i18n::share_passphrase_more(lang),
        ),
        posted("passphrase"),
        is_invalid("passphrase"),
    );
    view! {
        <form class="setting export create-share" method="post" action=CREATE>
            <ShownJournal />
            <fieldset>
                <legend>{i18n::share_days(lang)}</legend>
                <div class="span">{start} {end}</div>
                <p id="share-days-more">{i18n::share_days_more(lang)}</p>
            </fieldset>
            <fieldset>
                <legend>{i18n::share_parts(lang)}</legend>
                {parts(lang)}
                <p>{i18n::share_moods(lang)}</p>
            </fieldset>
            {name}
            <Lifetimes lang />
            {passphrase}
            <p id="share-error" class="error" role="alert">
                {error}
            </p>
            <div class="choice">
                <button class="button">{i18n::create_share(lang)}</button>
            </div>
        </form>
    }
}

/// The name of the account, if it is short enough.
fn known_name(visitor: &Visitor) -> Option<String> {
    let name = visitor.profile.as_ref()?.name.as_deref()?;
    SharerName::parse(name).map(Into::into)
}

/// True for a part that the form had, or that the address names.
fn is_chosen(part: &str) -> bool {
    let named = || use_query_map().with_untracked(|query| query.get(part));
    posted(part).or_else(named).is_some()
}

fn parts(lang: Lang) -> impl IntoView {
    [
        ("notes", i18n::share_notes(lang)),
        ("moments", i18n::share_moments(lang)),
        ("photos", i18n::share_photos(lang)),
        ("comments", i18n::share_comments(lang)),
    ]
    .map(|(name, label)| {
        view! {
            <label>
                <input type="checkbox" name=name value="true" checked=is_chosen(name) />
                {label}
            </label>
        }
    })
    .collect_view()
}

/// A field with its name, label and explanation.
fn text_field(
    (name, label, more): (&'static str, &'static str, &'static str),
    value: Option<String>,
    is_invalid: bool,
) -> impl IntoView {
    let is_secret = name == "passphrase";
    let described = if is_invalid {
        format!("share-{name}-more share-error")
    } else {
        format!("share-{name}-more")
    };
    view! {
        <div class="field">
            <label for=format!("share-{name}")>{label}</label>
            <input
                id=format!("share-{name}")
                name=name
                value=value
                dir="auto"
                required=!is_secret
                maxlength=html::max_length(
                    if is_secret { Passphrase::MAX_CHARS } else { SharerName::MAX_CHARS },
                )
                autocomplete=if is_secret { "off" } else { "nickname" }
                autocapitalize=is_secret.then_some("none")
                spellcheck=is_secret.then_some("false")
                aria-invalid=is_invalid.then_some("true")
                aria-describedby=described
                autofocus=is_invalid
            />
            <p id=format!("share-{name}-more")>{more}</p>
        </div>
    }
}

/// The choices of the link's end.
#[component]
fn Lifetimes(lang: Lang) -> impl IntoView {
    let now = Context::current().map_or(0, |context| context.now());
    let chosen = posted("expiresAt").and_then(|end| end.parse::<i64>().ok());
    let chosen = chosen.map_or(30, |end| (end - now + DAY_SECONDS / 2) / DAY_SECONDS);
    let ends = [
        (1, i18n::share_for_day(lang)),
        (7, i18n::share_for_week(lang)),
        (30, i18n::share_for_month(lang)),
        (90, i18n::share_for_quarter(lang)),
        (365, i18n::share_for_year(lang)),
    ]
    .map(|(days, name)| {
        view! {
            <option value=now + days * DAY_SECONDS selected=days == chosen>
                {name}
            </option>
        }
    })
    .collect_view();
    view! {
        <div class="field">
            <label for="share-lifetime">{i18n::share_lifetime(lang)}</label>
            <select id="share-lifetime" name="expiresAt">
                {ends}
            </select>
        </div>
    }
}

fn error_text(lang: Lang, error: &Error) -> &'static str {
    match (error.kind, error.field.as_deref()) {
        (ErrorKind::Invalid, Some("name")) => i18n::share_name_invalid(lang),
        (ErrorKind::Invalid, Some("passphrase")) => i18n::share_passphrase_invalid(lang),
        (ErrorKind::Invalid | ErrorKind::Malformed, Some("start" | "end")) => {
            i18n::share_days_invalid(lang)
        }
        (ErrorKind::Invalid, None) => i18n::share_too_many(lang),
        (ErrorKind::NotFound, _) => i18n::share_gone(lang),
        (ErrorKind::TooManyRequests, _) => i18n::share_wait(lang),
        _ => i18n::nothing_changed(lang),
    }
}
