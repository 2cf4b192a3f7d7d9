//! The document around every page.

use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};

use super::{
    components::Sprite,
    navigation::Navigation,
    page_context::{PageContext, locale},
    scripts::{BOOT, FORMER, is_one_time},
};
use crate::{
    context::{Context, Visitor},
    domain::{Lang, account::Theme},
    i18n,
};

/// The HTML document around a page.
#[component]
pub fn Shell(children: Children) -> impl IntoView {
    provide_meta_context();
    // Only islands hydrate: the rest of the document needs no markers.
    if let Some(shared) = Owner::current_shared_context() {
        shared.set_is_hydrating(false);
    }
    let locale = locale();
    let lang = locale.lang;
    let context = Context::current().ok();
    let page = PageContext::current();
    let is_offline_page = page.as_ref().is_some_and(PageContext::is_offline_page);
    let is_today = page.as_ref().is_some_and(PageContext::is_today);
    let skip = if is_today {
        i18n::skip_to_question(lang)
    } else {
        i18n::skip(lang)
    };
    let person = context.as_ref().filter(|_| !is_offline_page);
    let today = person.map(|context| context.request.visitor.today.to_string());
    let day_end = person.map(|context| context.request.visitor.day_end.hour());
    let week_begins = person.map(|context| context.request.visitor.locale.week_begins);
    let now = person.map(|context| context.now());
    let journal = person
        .and_then(|context| context.request.visitor.journal.clone())
        .map(|user| user.0);
    let former = person
        .and_then(|context| context.request.visitor.profile.as_ref())
        .map(|user| user.named_former())
        .filter(|former| journal.is_some() && !former.is_empty());
    let follow = former
        .is_some()
        .then(|| view! { <script inner_html=FORMER></script> });
    let theme = context
        .as_ref()
        .map_or(Theme::Auto, |context| context.request.visitor.theme);
    let assets = page.as_ref().map(|page| page.assets.clone());
    let (css, js, wasm) = assets
        .map(|assets| (assets.css.clone(), assets.js.clone(), assets.wasm.clone()))
        .unwrap_or_default();
    view! {
        <!DOCTYPE html>
        <html
            lang=lang.code()
            data-today=today
            data-now=now
            data-dayend=day_end
            data-week=week_begins
            data-journal=journal
            data-former=former
            data-theme=(theme != Theme::Auto).then_some(theme.as_str())
        >
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <script data-js=js data-wasm=wasm inner_html=BOOT></script>
                {follow}
                <link rel="stylesheet" href=css />
                <meta name="description" content=i18n::tagline(lang) />
                <ThemeColours theme />
                <link rel="icon" type="image/svg+xml" href="/faces/good.svg" />
                <link rel="apple-touch-icon" href="/icons/180.png" />
                // With cookies, because a proxy may require a sign-in.
                <link
                    rel="manifest"
                    href=format!("/manifest-{}.webmanifest", lang.code())
                    crossorigin="use-credentials"
                />
                <meta name="mobile-web-app-capable" content="yes" />
                <meta name="apple-mobile-web-app-title" content="Humeur" />
                <Title formatter=|text| format!("{text} · Humeur") />
                <MetaTags />
            </head>
            <body>
                <a class="skip" href="#main">
                    {skip}
                </a>
                <Sprite />
                <header class="top">
                    <a class="brand" href="/">
                        <svg class="face" viewBox="0 0 64 64" aria-hidden="true">
                            <use href="#good"></use>
                        </svg>
                        "Humeur"
                    </a>
                    <Navigation lang />
                </header>
                <main id="main" tabindex="-1">
                    <p class="no-cookies" role="alert">
                        {i18n::cookies_refused(lang)}
                    </p>
                    {children()}
                </main>
                <Footer lang context=context.clone() page is_offline_page />
                <div class="offers">
                    <Offer
                        name="update"
                        text=i18n::new_version(lang)
                        yes=i18n::reload(lang)
                        no=i18n::later(lang)
                    />
                    <Offer
                        name="install"
                        text=i18n::to_the_home_screen(lang)
                        yes=i18n::install(lang)
                        no=i18n::not_now(lang)
                    />
                </div>
            </body>
        </html>
    }
}

/// The colours of the browser's own parts.
#[component]
pub(super) fn ThemeColours(theme: Theme) -> impl IntoView {
    let [light, dark] = match theme {
        Theme::Auto => [
            "(prefers-color-scheme: light)",
            "(prefers-color-scheme: dark)",
        ]
        .map(Some),
        Theme::Light | Theme::Dark => [None, None],
    };
    let scheme = match theme {
        Theme::Auto => "light dark",
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    let colour = |media, content| {
        let meta = leptos::html::meta().name("theme-color");
        meta.attr("media", media).content(content)
    };
    view! {
        <meta name="color-scheme" content=scheme />
        {(theme != Theme::Dark).then(|| colour(light, "#fbfaf6"))}
        {(theme != Theme::Light).then(|| colour(dark, "#14151c"))}
    }
}

/// An offer, such as to install the app. The page's script shows it when it applies.
#[component]
fn Offer(
    name: &'static str,
    text: &'static str,
    yes: &'static str,
    no: &'static str,
) -> impl IntoView {
    view! {
        <div role="status">
            <aside class=format!("offer {name}") hidden aria-label=text>
                <p>{text}</p>
                <button type="button" class="button">
                    {yes}
                </button>
                <button type="button" class="remove">
                    {no}
                </button>
            </aside>
        </div>
    }
}

/// The address of this page with a parameter, and without one-time ones.
fn with_parameter(address: &str, name: &str, value: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let is_kept = |pair: &&str| {
        let key = pair.split('=').next().unwrap_or_default();
        !pair.is_empty() && !is_one_time(key) && key != name
    };
    let mut pairs: Vec<&str> = query.split('&').filter(is_kept).collect();
    let added = format!("{name}={value}");
    pairs.push(&added);
    format!("{path}?{}", pairs.join("&"))
}

/// Links to this page in every language.
#[component]
pub(super) fn Languages(lang: Lang, address: String) -> impl IntoView {
    let languages = Lang::ALL
        .map(|other| {
            let name = i18n::language_name(other);
            let href = with_parameter(&address, "lang", other.code());
            let current = (other == lang).then_some("true");
            view! {
                <a href=href lang=other.code() hreflang=other.code() aria-current=current>
                    {name}
                </a>
            }
        })
        .collect_view();
    view! { <nav aria-label=i18n::language(lang)>{languages}</nav> }
}

#[component]
fn Footer(
    lang: Lang,
    context: Option<Context>,
    page: Option<PageContext>,
    is_offline_page: bool,
) -> impl IntoView {
    let address = page.map_or_else(|| "/".to_owned(), |page| page.address);
    let zone = context.as_ref().map(|context| {
        let known = context.request.visitor.time_zone_known;
        (!known).then(|| {
            view! {
                <noscript>
                    <TimeZoneHint lang />
                </noscript>
            }
        })
    });
    let visitor = context.as_ref().map(|context| &context.request.visitor);
    let is_anonymous = !is_offline_page && visitor.is_some_and(|visitor| !visitor.is_signed_in());
    let sign_in = is_anonymous.then(|| {
        view! {
            <nav aria-label=i18n::account_section(lang)>
                <a href="/sign-in">{i18n::sign_in(lang)}</a>
            </nav>
        }
    });
    // The offline page is the same for every journal.
    let private = if is_offline_page || visitor.is_some_and(Visitor::has_account) {
        i18n::private_account(lang)
    } else {
        i18n::private(lang)
    };
    let kept = visitor
        .filter(|_| !is_offline_page)
        .map(|visitor| i18n::kept_for(lang, visitor.retention.months()));
    view! {
        <footer class="bottom">
            {zone} <p>{private} " " {kept}</p> <Languages lang address /> {sign_in}
            <p class="keys">{i18n::keys_hint(lang)}</p>
        </footer>
    }
}

/// For a browser without JavaScript, whose time zone is unknown.
#[component]
fn TimeZoneHint(lang: Lang) -> impl IntoView {
    view! {
        <p class="zone">
            {i18n::time_zone_hint(lang)} " " <a href="/settings#tz">{i18n::time_zone(lang)}</a>
        </p>
    }
}
