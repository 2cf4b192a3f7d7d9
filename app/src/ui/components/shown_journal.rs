//! The journal that a form is about.

use leptos::prelude::*;

use crate::context::Context;

/// A form's field with the journal of its page, so that a page that stayed open changes no other.
#[component]
pub fn ShownJournal() -> impl IntoView {
    let journal = Context::current().ok()?.request.visitor.user.ok()?;
    Some(view! { <input type="hidden" name="userId" value=journal.0 /> })
}
