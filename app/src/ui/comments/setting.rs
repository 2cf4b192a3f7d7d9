//! The switch for comments by readers.

use leptos::prelude::*;

use crate::{
    context::Visitor,
    i18n,
    ui::{components::ShownJournal, page_context::PageContext},
};

/// The function that the form calls.
const CALL: &str = "account";

/// Lets readers of shares write comments, or not.
#[component]
pub fn CommentsForm(visitor: Visitor, status: &'static str) -> impl IntoView {
    let lang = visitor.locale.lang;
    let profile = visitor.profile.as_deref();
    let is_on = profile.is_none_or(|user| user.accepts_comments());
    let rejected = PageContext::field(CALL, "comments")
        .and_then(|_| PageContext::rejection(CALL))
        .map(|_| view! { <p role="alert">{i18n::nothing_changed(lang)}</p> });
    view! {
        <form
            class="setting"
            method="post"
            action="/account?_back=/settings%3Fdone=comments%23journal"
        >
            <ShownJournal />
            <h3>
                <label for="comments">{i18n::comments_setting(lang)}</label>
            </h3>
            <p>{i18n::comments_setting_more(lang)}</p>
            <div class="choice">
                <select id="comments" name="comments">
                    <option value="on" selected=is_on>
                        {i18n::comments_on(lang)}
                    </option>
                    <option value="off" selected=!is_on>
                        {i18n::comments_off(lang)}
                    </option>
                </select>
                <button
                    class="button"
                    autofocus=!status.is_empty()
                    aria-describedby="comments-saved"
                >
                    {i18n::comments_apply(lang)}
                </button>
                <p id="comments-saved" role="status">
                    {status}
                </p>
            </div>
            {rejected}
            <p>
                <a class="download" href="/new-comments">
                    {i18n::all_comments(lang)}
                </a>
            </p>
        </form>
    }
}
