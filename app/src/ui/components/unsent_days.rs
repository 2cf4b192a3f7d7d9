//! The warning before a sign-out that would lose changes.

use leptos::prelude::*;

use crate::{domain::Lang, i18n, ui::scripts::SIGN_OUT};

/// The script of pages with a form that signs out or erases, and of those after it: it shows the
/// warning, and deletes what the device keeps.
#[component]
pub fn LeavingScript() -> impl IntoView {
    view! { <script inner_html=SIGN_OUT></script> }
}

/// The days that only this device has, said before a form of this page signs out.
#[component]
pub fn UnsentDays(lang: Lang) -> impl IntoView {
    view! {
        <div
            class="unsent warning"
            role="alert"
            hidden
            data-one=i18n::unsent_day(lang)
            data-many=i18n::unsent_days(lang)
            data-mixed=i18n::unsent_mixed(lang)
            data-photo=i18n::one_photo(lang)
            data-unknown=i18n::unsent_unknown(lang)
        >
            <p></p>
            <div class="choice">
                <button type="button" class="button">
                    {i18n::stay_signed_in(lang)}
                </button>
                <button type="button" class="remove">
                    {i18n::sign_out_anyway(lang)}
                </button>
            </div>
        </div>
    }
}
