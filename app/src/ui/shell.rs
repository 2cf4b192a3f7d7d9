//! The document around every page.

use std::sync::{
    Arc,
    atomic::{AtomicU16, Ordering},
};

use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};

use super::{
    App, OFFLINE,
    components::Sprite,
    outcome::Outcome,
    scripts::{BOOT, is_one_time},
    words,
};
use crate::{
    context::Context,
    domain::{Lang, Locale},
};

/// The names of the built files, with the hash of their content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assets {
    /// The style sheet's address.
    pub css: String,
    /// The WASM glue's address.
    pub js: String,
    /// The WASM bundle's address.
    pub wasm: String,
}

/// The status a page wants to be answered with; 200 unless it says otherwise.
#[derive(Clone, Debug)]
pub struct PageStatus(Arc<AtomicU16>);

impl Default for PageStatus {
    fn default() -> Self {
        Self(Arc::new(AtomicU16::new(200)))
    }
}

impl PageStatus {
    /// The HTTP status code.
    #[must_use]
    pub fn get(&self) -> u16 {
        self.0.load(Ordering::Relaxed)
    }

    fn set(&self, status: u16) {
        self.0.store(status, Ordering::Relaxed);
    }
}

/// The data that the server provides for a page, besides the [`Context`] of its calls.
#[derive(Clone, Debug)]
pub struct PageContext {
    /// Addresses of the built files.
    pub assets: Arc<Assets>,
    /// The path and query of the page.
    pub address: String,
    /// The status to answer with.
    pub status: PageStatus,
    /// The result of a form posted without JavaScript.
    pub outcome: Option<Outcome>,
}

impl PageContext {
    pub(super) fn current() -> Option<Self> {
        use_context()
    }

    /// True if a form was rejected and its text must not be lost.
    pub(super) fn holds_a_draft(&self) -> bool {
        matches!(self.outcome, Some(Outcome::Refused { draft: Some(_), .. }))
    }

    /// True for the page that is stored for any journal: it contains nothing about
    /// a person or the time.
    fn is_for_everybody(&self) -> bool {
        self.address.split('?').next() == Some(OFFLINE)
    }

    pub(super) fn set_status(status: u16) {
        if let Some(page) = Self::current() {
            page.status.set(status);
        }
    }
}

/// The locale of the request being answered.
pub(super) fn locale() -> Locale {
    Context::current().map_or_else(
        |_| Locale::negotiate(None, ""),
        |context| context.request.visitor.locale,
    )
}

/// The HTML document.
#[component]
pub fn Shell() -> impl IntoView {
    provide_meta_context();
    // Only islands hydrate: the rest of the document needs no markers.
    if let Some(shared) = Owner::current_shared_context() {
        shared.set_is_hydrating(false);
    }
    let locale = locale();
    let lang = locale.lang;
    let context = Context::current().ok();
    let page = PageContext::current();
    let for_everybody = page.as_ref().is_some_and(PageContext::is_for_everybody);
    let person = context.as_ref().filter(|_| !for_everybody);
    let today = person.map(|context| context.request.visitor.today.to_string());
    let day_end = person.map(|context| context.request.visitor.day_end.hour());
    let now = person.map(|context| context.now());
    let journal = person
        .and_then(|context| context.request.visitor.user.clone().ok())
        .map(|user| user.0);
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
            data-journal=journal
        >
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <script data-js=js data-wasm=wasm inner_html=BOOT></script>
                <link rel="stylesheet" href=css/>
                <meta name="description" content=words::tagline(lang)/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#fbfaf6"/>
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#14151c"/>
                <link rel="icon" type="image/svg+xml" href="/faces/good.svg"/>
                <link rel="apple-touch-icon" href="/icons/180.png"/>
                // With the person's cookies: a proxy may ask for a sign-in before it hands it out.
                <link
                    rel="manifest"
                    href=format!("/manifest-{}.webmanifest", lang.code())
                    crossorigin="use-credentials"
                />
                <meta name="mobile-web-app-capable" content="yes"/>
                <meta name="apple-mobile-web-app-title" content="Humeur"/>
                <Title formatter=|text| format!("{text} · Humeur")/>
                <MetaTags/>
            </head>
            <body>
                <a class="skip" href="#main">{words::skip(lang)}</a>
                <Sprite/>
                <header class="top">
                    <a class="brand" href="/">
                        <svg class="face" viewBox="0 0 64 64" aria-hidden="true">
                            <use href="#good"></use>
                        </svg>
                        "Humeur"
                    </a>
                </header>
                <main id="main" tabindex="-1">
                    <p class="no-cookies" role="alert">{words::cookies_refused(lang)}</p>
                    <App/>
                </main>
                <Footer lang context=context.clone() page/>
                <div class="offers">
                    <Offer name="update" text=words::new_version(lang) yes=words::reload(lang) no=words::later(lang)/>
                    <Offer name="install" text=words::to_the_home_screen(lang) yes=words::install(lang) no=words::not_now(lang)/>
                </div>
            </body>
        </html>
    }
}

/// A line that the page's script shows when its time has come.
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
                <button type="button" class="button">{yes}</button>
                <button type="button" class="remove">{no}</button>
            </aside>
        </div>
    }
}

/// The address of this page with a parameter, and without those that pass.
fn with_parameter(address: &str, name: &str, value: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let stays = |pair: &&str| {
        let of = pair.split('=').next().unwrap_or_default();
        !pair.is_empty() && !is_one_time(of) && of != name
    };
    let mut pairs: Vec<&str> = query.split('&').filter(stays).collect();
    let added = format!("{name}={value}");
    pairs.push(&added);
    format!("{path}?{}", pairs.join("&"))
}

#[component]
fn Footer(lang: Lang, context: Option<Context>, page: Option<PageContext>) -> impl IntoView {
    let address = page.map_or_else(|| "/".to_owned(), |page| page.address);
    let languages = Lang::ALL
        .map(|other| {
            let name = match other {
                Lang::En => "English",
                Lang::Fr => "Français",
            };
            let href = with_parameter(&address, "lang", other.code());
            let current = (other == lang).then_some("true");
            view! { <a href=href lang=other.code() hreflang=other.code() aria-current=current>{name}</a> }
        })
        .collect_view();
    let zone = context.as_ref().map(|context| {
        let known = context.request.visitor.time_zone_known;
        (!known).then(|| view! { <noscript><TimeZoneHint lang/></noscript> })
    });
    let kept =
        context.map(|context| words::kept_for(lang, context.services.settings.retention.months()));
    view! {
        <footer class="bottom">
            {zone}
            <p>{words::private(lang)} " " {kept}</p>
            <nav aria-label=words::language(lang)>{languages}</nav>
            <nav aria-label=words::settings(lang)><a href="/settings">{words::settings(lang)}</a></nav>
            <p class="keys">{words::keys_hint(lang)}</p>
        </footer>
    }
}

/// For browsers that cannot tell us their time zone by script.
#[component]
fn TimeZoneHint(lang: Lang) -> impl IntoView {
    view! {
        <p class="zone">
            {words::time_zone_hint(lang)} " " <a href="/settings#tz">{words::time_zone(lang)}</a>
        </p>
    }
}
