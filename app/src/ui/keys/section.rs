//! The section of API keys: create, list, revoke, without JavaScript.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    api::keys::{KeyCreated, KeyItem, list_keys},
    context::{Context, Visitor},
    domain::{
        Day, Lang,
        account::{KeyName, Scope},
    },
    error::{Error, ErrorKind},
    html,
    i18n::{self, dates},
    ui::{
        components::{NewSecret, SecretItem},
        page_context::PageContext,
    },
};

/// The server function of the forms.
const CALL: &str = "keys";
const CREATE: &str = "/keys?_show=/settings%23keys";
/// The field of the name.
const NAME: &str = "name";
const DAY: i64 = 86_400;

/// The keys of an account, and a form for a new one.
#[component]
pub fn KeysSection() -> impl IntoView {
    let context = Context::current().ok()?;
    let visitor = context.request.visitor.clone();
    let lang = visitor.locale.lang;
    if !visitor.is_signed_in() {
        let text = i18n::keys_need_account(lang);
        return Some(view! { <p class="setting">{text}</p> }.into_any());
    }
    let limits = context.services.settings.key_limits;
    let now = context.now();
    let created = PageContext::response::<KeyCreated>(CALL);
    let url = context.services.settings.url.clone();
    let created = created.map(|created| view! { <NewKey visitor=visitor.clone() created url /> });
    let rejection = PageContext::rejection(CALL);
    let (at_name, rejection) = match rejection {
        Some(error) if error.field.as_deref() == Some(NAME) => (true, None),
        other => (false, other),
    };
    let rejection = rejection.map(|error| {
        view! { <p role="alert">{error_text(lang, &error)}</p> }
    });
    let saved = use_query_map().with_untracked(|query| query.get("saved"));
    let status = if saved.as_deref() == Some(CALL) {
        i18n::key_revoked(lang)
    } else {
        ""
    };
    let list = view! { <KeyList visitor /> };
    let section = view! {
        <div class="setting api-keys">
            <p>{i18n::api_keys_more(lang)}</p>
            <p>{i18n::key_limits(lang, limits)}</p>
            <a class="back" href="/api">
                {i18n::api_use_a_key(lang)}
            </a>
            {created}
            {rejection}
            <p role="status">{status}</p>
            {list}
            <CreateForm lang now is_name_invalid=at_name />
        </div>
    };
    Some(section.into_any())
}

/// The text of a new key, shown once.
#[component]
fn NewKey(visitor: Visitor, created: KeyCreated, url: String) -> impl IntoView {
    let lang = visitor.locale.lang;
    let KeyCreated { key, secret, .. } = created;
    let example = example(&visitor, &url, &key.scope, &secret);
    let title = view! {
        {i18n::key_created(lang)}
        " "
        <bdi>{key.name}</bdi>
    };
    view! {
        <NewSecret id="new-key" title=title.into_any() text=i18n::key_created_more(lang) secret>
            <p id="key-example">{i18n::key_example(lang)}</p>
            <pre tabindex="0" role="region" aria-labelledby="key-example" translate="no">
                <code>{example}</code>
            </pre>
        </NewSecret>
    }
}

/// A call that the key may make. Its days are those of the person.
fn example(visitor: &Visitor, url: &str, scope: &str, secret: &str) -> String {
    let today = visitor.today;
    let key = format!("-H 'Authorization: Bearer {secret}'");
    if Scope::parse(scope).is_some_and(|scope| scope == Scope::Read) {
        let start = today.plus(-6);
        return format!("curl {key} \\\n  '{url}/mood/week?start={start}&end={today}'");
    }
    format!("curl {key} \\\n  {url}/mood -d day={today} -d mood=good")
}

#[component]
fn KeyList(visitor: Visitor) -> impl IntoView {
    let lang = visitor.locale.lang;
    Suspend::new(async move {
        match list_keys().await {
            Ok(list) if list.keys.is_empty() => view! { <p>{i18n::no_keys(lang)}</p> }.into_any(),
            Ok(list) => {
                let keys = list.keys.into_iter();
                let keys = keys.map(|key| view! { <Key visitor=visitor.clone() key /> });
                view! { <ul>{keys.collect_view()}</ul> }.into_any()
            }
            Err(_) => view! { <p role="alert">{i18n::keys_unreachable(lang)}</p> }.into_any(),
        }
    })
}

#[component]
fn Key(visitor: Visitor, key: KeyItem) -> impl IntoView {
    let lang = visitor.locale.lang;
    let date = |at| dates::full(visitor.locale, Day::in_utc(at), visitor.today);
    let used = key.used_at.map_or_else(
        || i18n::key_never_used(lang).to_owned(),
        |at| i18n::key_used(lang, &date(at)),
    );
    let ends = key.expires_at.map_or_else(
        || i18n::key_never_ends(lang).to_owned(),
        |at| i18n::key_ends(lang, &date(at)),
    );
    let facts = [i18n::key_made(lang, &date(key.created_at)), used, ends];
    let scope = Scope::parse(&key.scope).map(|scope| i18n::scope(lang, scope));
    let action = format!("/keys?id={}&_method=delete&_back=/settings%23keys", key.id);
    let label = i18n::revoke_named(lang, &key.name);
    let title = view! { <bdi>{key.name}</bdi> }.into_any();
    let scope = scope.map(str::to_owned);
    let lines = scope.into_iter().chain([facts.join(" · ")]).collect();
    view! { <SecretItem lang title lines action label /> }
}

/// The form of a new key; a rejected one as it was posted.
#[component]
fn CreateForm(lang: Lang, now: i64, is_name_invalid: bool) -> impl IntoView {
    let posted = |field| PageContext::rejection(CALL).and(PageContext::field(CALL, field));
    let name = posted(NAME);
    let scope = posted("scope").and_then(|scope| Scope::parse(&scope));
    let scope = scope.filter(|scope| !scope.is_feed());
    let chosen = scope.unwrap_or(Scope::Log);
    let chosen_end = posted("expiresAt").and_then(|end| end.parse::<i64>().ok());
    let name_error = is_name_invalid.then(|| {
        view! {
            <p id="key-name-error" role="alert">
                {i18n::key_name_invalid(lang)}
            </p>
        }
    });
    let scopes = Scope::OF_KEYS
        .map(|scope| {
            view! {
                <label>
                    <input type="radio" name="scope" value=scope.as_str() checked=scope == chosen />
                    {i18n::scope(lang, scope)}
                </label>
            }
        })
        .collect_view();
    let ends = [
        (now + 365 * DAY, i18n::key_end_year(lang)),
        (now + 90 * DAY, i18n::key_end_quarter(lang)),
        (now + 30 * DAY, i18n::key_end_month(lang)),
        (0, i18n::key_end_never(lang)),
    ]
    .map(|(end, name)| {
        // The form was rendered a moment before it was posted.
        let selected = chosen_end.is_some_and(|chosen| end.abs_diff(chosen) < DAY.unsigned_abs());
        view! {
            <option value=end selected=selected>
                {name}
            </option>
        }
    })
    .collect_view();
    view! {
        <form class="create-key" method="post" action=CREATE>
            <label for="key-name">{i18n::key_name(lang)}</label>
            <input
                id="key-name"
                name=NAME
                value=name
                dir="auto"
                required
                maxlength=html::max_length(KeyName::MAX_CHARS)
                autocomplete="off"
                aria-invalid=is_name_invalid.then_some("true")
                aria-describedby=is_name_invalid.then_some("key-name-error")
                autofocus=is_name_invalid
            />
            {name_error}
            <fieldset>
                <legend>{i18n::key_scope(lang)}</legend>
                {scopes}
            </fieldset>
            <label for="key-end">{i18n::key_end(lang)}</label>
            <select id="key-end" name="expiresAt">
                {ends}
            </select>
            <button class="button">{i18n::create_key(lang)}</button>
        </form>
    }
}

fn error_text(lang: Lang, error: &Error) -> &'static str {
    match (error.kind, error.field.as_deref()) {
        (ErrorKind::Invalid, None) => i18n::key_too_many(lang),
        (ErrorKind::NotFound, _) => i18n::key_gone(lang),
        _ => i18n::nothing_changed(lang),
    }
}
