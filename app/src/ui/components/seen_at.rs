//! The mark of a page that the device stored for offline use.

use leptos::prelude::*;

use crate::{context::Context, domain::calendar::zones, i18n};

/// The time at which the page was made, and a word about what is missing since. Only the stored copy
/// of a page shows it, which has no network to be newer.
#[component]
pub fn SeenAt() -> impl IntoView {
    let context = Context::current().ok()?;
    let visitor = &context.request.visitor;
    let (date, hour, minute) = zones::clock(visitor.time_zone, context.now());
    let moment = i18n::moment(visitor.locale, date, (hour, minute), visitor.today);
    Some(view! { <p class="seen-at">{i18n::as_last_seen(visitor.locale.lang, &moment)}</p> })
}
