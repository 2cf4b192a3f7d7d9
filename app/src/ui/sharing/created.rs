//! The link of a new share, shown once.

use leptos::prelude::*;

use crate::{
    api::shares::ShareCreated,
    context::Visitor,
    domain::DayRange,
    i18n,
    ui::{components::qr_code, scripts::SHARING},
};

/// The link, with its QR code. Where the browser can, buttons copy and send it.
#[component]
pub(super) fn Created(visitor: Visitor, created: ShareCreated) -> impl IntoView {
    let lang = visitor.locale.lang;
    let ShareCreated { share, url, .. } = created;
    let days = DayRange::new(share.start, share.end);
    let title = days.map(|days| i18n::share_span(visitor.locale, days, visitor.today));
    let qr = qr_code(&url, i18n::share_qr(lang)).unwrap_or_default();
    view! {
        <div class="new-key new-share" data-title=title.ok()>
            <h2 id="new-share" tabindex="-1" autofocus>
                {i18n::share_created(lang)}
            </h2>
            <p>{i18n::share_created_more(lang)}</p>
            <input
                class="secret"
                readonly
                translate="no"
                spellcheck="false"
                autocomplete="off"
                aria-labelledby="new-share"
                value=url
            />
            <div class="choice">
                <button class="button copy" type="button" hidden>
                    {i18n::share_copy(lang)}
                </button>
                <button class="button send" type="button" hidden>
                    {i18n::share_send(lang)}
                </button>
                <p role="status" data-copied=i18n::share_copied(lang)></p>
            </div>
            <div inner_html=qr></div>
        </div>
        <script inner_html=SHARING></script>
    }
}
