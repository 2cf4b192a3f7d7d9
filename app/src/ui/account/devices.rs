//! The devices of an account: sections of the settings.

use leptos::prelude::*;

use super::{Rejection, encoded, is_saved};
use crate::{
    api::{
        links::LinkMade,
        sessions::{SessionItem, list_sessions},
    },
    context::{Context, Visitor},
    domain::{Day, Lang},
    i18n::{self, dates},
    ui::{
        components::UnsentDays,
        page_context::{PageContext, locale},
    },
};

const MAKE_LINK: &str = "auth/link/new";
const SESSIONS: &str = "sessions";
pub(super) const SIGN_OUT: &str = "auth/sign-out";

/// The visitor, if they are signed in.
fn signed_in() -> Option<Visitor> {
    let visitor = Context::current().ok()?.request.visitor;
    visitor.is_signed_in().then_some(visitor)
}

/// Links another device. Empty without an account.
#[component]
pub fn LinkSection() -> impl IntoView {
    let lang = locale().lang;
    signed_in()?;
    let made = PageContext::response::<LinkMade>(MAKE_LINK);
    let button = match made {
        Some(_) => i18n::new_code(lang),
        None => i18n::link_device(lang),
    };
    let text = match made {
        Some(_) => i18n::link_device_scan(lang),
        None => i18n::link_device_more(lang),
    };
    let shown = made.map(|made| view! { <Link made /> });
    let is_shown = shown.is_some();
    Some(view! {
        <section class="setting" id="link">
            <h3 tabindex="-1" autofocus=is_shown>
                {i18n::link_device(lang)}
            </h3>
            <p>{text}</p>
            {shown}
            <form
                class="choice"
                method="post"
                action=format!("/{MAKE_LINK}?_show=/settings%23link")
            >
                <button class="button">{button}</button>
            </form>
            <Rejection lang call=MAKE_LINK />
        </section>
    })
}

#[component]
fn Link(made: LinkMade) -> impl IntoView {
    let address = made.url.split('?').next().unwrap_or_default().to_owned();
    view! {
        <div class="link">
            <div inner_html=made.qr></div>
            <p translate="no">
                <span class="address">{address}</span>
                <b class="code">{made.code}</b>
            </p>
        </div>
    }
}

/// The devices that are signed in. Empty without an account.
#[component]
pub fn DevicesSection() -> impl IntoView {
    let lang = locale().lang;
    let visitor = signed_in()?;
    let status = if is_saved(SESSIONS) {
        i18n::device_signed_out(lang)
    } else {
        ""
    };
    let list = Suspend::new(async move {
        match list_sessions().await {
            Ok(list) => list
                .sessions
                .into_iter()
                .map(|session| view! { <Device visitor=visitor.clone() session /> })
                .collect_view()
                .into_any(),
            Err(_) => view! { <li role="alert">{i18n::devices_unreachable(lang)}</li> }.into_any(),
        }
    });
    Some(view! {
        <section class="setting" id="devices">
            <h3>{i18n::devices(lang)}</h3>
            <p>{i18n::devices_more(lang)}</p>
            <p class="done" role="status">
                {status}
            </p>
            <Rejection lang call=SESSIONS />
            <Rejection lang call=SIGN_OUT />
            <ul class="devices">{list}</ul>
            <SignOut lang />
            <UnsentDays lang />
        </section>
    })
}

#[component]
fn Device(visitor: Visitor, session: SessionItem) -> impl IntoView {
    let lang = visitor.locale.lang;
    let name = i18n::device(lang, &session.device);
    let seen = if session.current {
        i18n::this_device(lang).to_owned()
    } else {
        let day = Day::in_utc(session.seen_at);
        if day >= visitor.today {
            i18n::seen_today(lang).to_owned()
        } else {
            i18n::last_seen(lang, &dates::full(visitor.locale, day, visitor.today))
        }
    };
    let id = format!("device-{}", session.id);
    let sign_out = if session.current {
        view! { <SignOut lang device=id.clone() /> }.into_any()
    } else {
        let back = encoded("/settings#devices");
        let action = format!("/{SESSIONS}?id={}&_method=delete&_back={back}", session.id);
        view! {
            <form method="post" action=action>
                <button class="remove" aria-describedby=id.clone()>
                    {i18n::sign_out_device(lang)}
                </button>
            </form>
        }
        .into_any()
    };
    view! {
        <li>
            <p id=id>
                <b>{name}</b>
                <span>{seen}</span>
            </p>
            {sign_out}
        </li>
    }
}

/// Ends this session, or those of all devices.
#[component]
fn SignOut(
    lang: Lang,
    /// The id of this device's description; none for all devices.
    #[prop(optional, into)]
    device: Option<String>,
) -> impl IntoView {
    let everywhere = device.is_none();
    let text = if everywhere {
        i18n::sign_out_everywhere(lang)
    } else {
        i18n::sign_out(lang)
    };
    view! {
        <form class="sign-out" method="post" action=format!("/{SIGN_OUT}?_back=/sign-in")>
            <input type="hidden" name="everywhere" value=everywhere.to_string() />
            <button class="remove" aria-describedby=device>
                {text}
            </button>
        </form>
    }
}
