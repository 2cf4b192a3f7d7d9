//! The ways to sign in, in the settings.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::passkeys::AddPasskey;
use crate::{
    api::ways::{Way, list_ways},
    domain::{Day, Lang, Locale, account::WayName},
    html, i18n,
    ui::{
        openid::OidcAdd,
        page_context::{PageContext, locale},
    },
};

/// The server function of the forms.
const CALL: &str = "auth/ways";
/// The server function of the script that adds a passkey.
const ADDED: &str = "auth/passkey/register/finish";

/// Stands in an address for the provider's answer.
const PROVIDER: &str = "auth/oidc";

/// Lists the ways to sign in, with forms that rename and remove them, and adds passkeys.
#[component]
pub fn WaysToSignIn() -> impl IntoView {
    let locale = locale();
    let lang = locale.lang;
    let saved = use_query_map().with_untracked(|query| query.get("saved"));
    let rejection = PageContext::rejection(CALL);
    Suspend::new(async move {
        let list = match list_ways(None).await {
            Ok(read) if read.ways.is_empty() => None,
            Ok(read) => {
                let ways = read.ways.into_iter();
                let ways = ways
                    .map(|way| view! { <WayItem locale way /> })
                    .collect_view();
                let list = view! {
                    <p>{i18n::ways_more(lang)}</p>
                    <ul class="ways">{ways}</ul>
                };
                Some(list.into_any())
            }
            Err(_) => Some(view! { <p role="alert">{i18n::ways_unreachable(lang)}</p> }.into_any()),
        };
        let done = match saved.as_deref() {
            Some(CALL) => i18n::ways_changed(lang),
            Some(ADDED) => i18n::passkey_added(lang),
            Some(PROVIDER) => i18n::openid_added(lang),
            _ => "",
        };
        let rejection = rejection.map(|error| {
            let text = i18n::way_error(lang, &error);
            view! {
                <p class="rejection" role="alert">
                    {text}
                </p>
            }
        });
        view! {
            <section class="setting" id="ways" aria-labelledby="ways-title">
                <h3 id="ways-title">{i18n::ways_to_sign_in(lang)}</h3>
                <p role="status">{done}</p>
                {rejection}
                {list}
                <AddPasskey lang />
                <OidcAdd next="/settings?saved=auth/oidc#ways" />
            </section>
        }
    })
}

#[component]
fn WayItem(locale: Locale, way: Way) -> impl IntoView {
    let lang = locale.lang;
    let Way {
        kind,
        id,
        name,
        created_at,
        used_at,
    } = way;
    let name = if name.is_empty() {
        kind_name(lang, &kind).to_owned()
    } else {
        name
    };
    let dates = i18n::way_dates(locale, Day::in_utc(created_at), used_at.map(Day::in_utc));
    let warning = if kind == "passkey" {
        i18n::remove_passkey_more(lang)
    } else {
        i18n::remove_way_more(lang)
    };
    // Identifiers are base64url, which an address may contain as it is.
    let remove = format!("/{CALL}?kind={kind}&id={id}&_method=delete&_back=/settings%23ways");
    let (title_id, name_id) = (format!("way-{id}"), format!("name-{id}"));
    view! {
        <li>
            <span class="way" id=title_id.clone()>
                <bdi>{name.clone()}</bdi>
            </span>
            <span class="dates">{kind_name(lang, &kind)} " · " {dates}</span>
            <details>
                <summary aria-describedby=title_id.clone()>{i18n::change_way(lang)}</summary>
                <form method="post" action=format!("/{CALL}?_back=/settings%23ways")>
                    <input type="hidden" name="kind" value=kind />
                    <input type="hidden" name="id" value=id />
                    <label for=name_id.clone()>{i18n::way_name(lang)}</label>
                    <input
                        id=name_id
                        name="name"
                        value=name
                        required
                        maxlength=html::max_length(WayName::MAX_CHARS)
                        dir="auto"
                        autocomplete="off"
                    />
                    <button class="button" aria-describedby=title_id.clone()>
                        {i18n::rename_way(lang)}
                    </button>
                </form>
                <form method="post" action=remove>
                    <p>{warning}</p>
                    <button class="remove" aria-describedby=title_id>
                        {i18n::remove_way(lang)}
                    </button>
                </form>
            </details>
        </li>
    }
}

fn kind_name(lang: Lang, kind: &str) -> &'static str {
    match kind {
        "passkey" => i18n::passkey(lang),
        "recovery" => i18n::recovery_code(lang),
        _ => "OpenID Connect",
    }
}
