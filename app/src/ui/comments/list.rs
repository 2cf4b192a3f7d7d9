//! A list of comments.

use leptos::prelude::*;

use crate::{
    api::comments::CommentItem, context::Visitor, domain::calendar::zones, i18n,
    ui::components::ShownJournal,
};

/// Who wrote a comment and when: for the owner of the journal, or for a reader of `owner`'s share.
pub(super) fn by_line(
    visitor: &Visitor,
    comment: &CommentItem,
    owner: Option<&str>,
) -> (AnyView, String) {
    let (date, hour, minute) = zones::clock(visitor.time_zone, comment.created_at);
    let moment = i18n::moment(visitor.locale, date, (hour, minute), visitor.today);
    let lang = visitor.locale.lang;
    let name = comment.author.as_deref().or(owner);
    let writer = match name.map(str::to_owned) {
        Some(name) if owner.is_none() || !comment.mine => {
            // A reader may choose any name, so a mark tells theirs from the owner's.
            let mark = comment.author.is_some().then(|| {
                view! { <span class="by-link">" (" {i18n::comment_by_link(lang)} ")"</span> }
            });
            view! {
                <bdi>{name}</bdi>
                {mark}
            }
            .into_any()
        }
        _ => i18n::comment_by_you(lang).into_any(),
    };
    (writer, moment)
}

/// A comment: its writer, its time, its text, and the form that removes it.
#[component]
pub(super) fn CommentLine(
    visitor: Visitor,
    comment: CommentItem,
    /// The page after a removal, as a value in an address.
    back: String,
    /// Its place, if the list is not on that page: an address and its name.
    #[prop(optional_no_strip)]
    place: Option<(String, String)>,
    /// True if the person has not seen it.
    is_new: bool,
) -> impl IntoView {
    let lang = visitor.locale.lang;
    let (writer, moment) = by_line(&visitor, &comment, None);
    let label = i18n::remove_comment_of(lang, &moment);
    let action = format!("/comments?_method=delete&id={}&_back={back}", comment.id);
    let place = place.map(|(address, name)| {
        view! {
            " · "
            <a href=address>{name}</a>
        }
    });
    let mark = is_new.then(|| view! { <strong class="new">{i18n::comment_new(lang)}</strong> });
    view! {
        <li>
            <p class="by">{mark} <strong>{writer}</strong> " · " {moment} {place}</p>
            <p class="words" dir="auto">
                {comment.text}
            </p>
            <form method="post" action=action>
                <ShownJournal />
                <button class="remove" aria-label=label>
                    {i18n::remove_comment(lang)}
                </button>
            </form>
        </li>
    }
}
