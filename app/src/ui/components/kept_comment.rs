//! The words of a comment that could not be saved, on a page without its form.

use leptos::prelude::*;

use crate::{domain::Lang, html, i18n, ui::page_context::PageContext};

/// The words of a rejected comment, to copy; nothing without some.
#[component]
pub fn KeptComment(
    lang: Lang,
    /// True if readers' comments are switched off.
    #[prop(optional)]
    is_closed: bool,
) -> impl IntoView {
    let text = PageContext::rejection("comments").and(PageContext::field("comments", "text"));
    text.map(|text| {
        let reason = is_closed.then(|| format!("{} ", i18n::comment_closed(lang)));
        view! {
            <section class="comments">
                <p class="rejection" role="alert">
                    {reason}
                    {i18n::comment_kept(lang)}
                </p>
                <textarea
                    rows="3"
                    dir="auto"
                    readonly
                    aria-label=i18n::write_comment(lang)
                    inner_html=html::text_area(&text)
                ></textarea>
            </section>
        }
    })
}
