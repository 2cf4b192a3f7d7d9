//! Renaming a tag: the form, and the question before notes are changed.

use leptos::prelude::*;

use crate::{
    api::{
        account::YES,
        tags::{Plan, TagItem, tags},
    },
    context::Context,
    domain::{Lang, Tag},
    error::{Error, ErrorKind},
    i18n,
    ui::{components::ShownJournal, page_context::PageContext},
};

/// The function that the forms call.
const CALL: &str = "tag";
/// The forms' address.
const ACTION: &str = "/tag?_back=/tags";

/// The names of a form that was not confirmed yet.
pub(super) struct Question {
    from: Tag,
    to: Tag,
}

/// A question with the effect that the answer would have.
#[derive(Clone, Debug)]
pub(super) struct Confirmation {
    from: Tag,
    to: Tag,
    plan: Plan,
}

impl Question {
    pub(super) fn of_page() -> Option<Self> {
        let error = PageContext::rejection(CALL)?;
        if error.field.as_deref() != Some("confirm") {
            return None;
        }
        let field = |name| PageContext::field(CALL, name);
        let (from, to) = tags(&field("from")?, &field("to")?).ok()?;
        Some(Self { from, to })
    }

    pub(super) async fn plan(self, context: &Context) -> Option<Confirmation> {
        let Self { from, to } = self;
        let user = context.request.visitor.user.clone().ok()?;
        let plan = Plan::of(context, &user, &from, &to).await.ok()?;
        Some(Confirmation { from, to, plan })
    }
}

/// Asks before notes are changed.
#[component]
pub(super) fn Confirmation(lang: Lang, question: Confirmation) -> impl IntoView {
    let Confirmation { from, to, plan } = question;
    let (from, to) = (from.as_str().to_owned(), to.as_str().to_owned());
    let merges = (plan.merged > 0)
        .then(|| view! { <p class="strong">{i18n::rename_merges(lang, &to, plan.merged)}</p> });
    let too_long = plan.too_long.len();
    let leaves =
        (too_long > 0).then(|| view! { <p>{i18n::rename_leaves(lang, &from, too_long)}</p> });
    view! {
        <form class="setting confirm" method="post" action=ACTION>
            <ShownJournal />
            <p role="alert" tabindex="-1" autofocus>
                {i18n::rename_question(lang, &from, &to, plan.days)}
            </p>
            {merges}
            {leaves}
            <p>{i18n::rename_undo_more(lang)}</p>
            <input type="hidden" name="from" value=from />
            <input type="hidden" name="to" value=to />
            <input type="hidden" name="confirm" value=YES />
            <div class="choice">
                <button class="button">{i18n::rename_yes(lang)}</button>
                <a class="remove" href="/tags">
                    {i18n::rename_no(lang)}
                </a>
            </div>
        </form>
    }
}

/// Chooses a tag and its new name.
#[component]
pub(super) fn RenameForm(lang: Lang, tags: Vec<TagItem>) -> impl IntoView {
    let error = PageContext::rejection(CALL)
        .filter(|error| error.field.as_deref() != Some("confirm"))
        .map(|error| reason(lang, &error));
    let chosen = PageContext::field(CALL, "from");
    let options = tags
        .into_iter()
        .map(|TagItem { tag, .. }| {
            let is_chosen = chosen.as_ref() == Some(&tag);
            let name = format!("#{tag}");
            view! {
                <option value=tag selected=is_chosen>
                    {name}
                </option>
            }
        })
        .collect_view();
    let alert = error.map(|error| {
        view! {
            <p id="rename-error" role="alert">
                {error}
            </p>
        }
    });
    view! {
        <form class="setting search" method="post" action=ACTION>
            <ShownJournal />
            <h2 class="wide">{i18n::rename_tag(lang)}</h2>
            <p class="wide">{i18n::rename_tag_more(lang)}</p>
            <div>
                <label for="rename-from">{i18n::rename_from(lang)}</label>
                <select id="rename-from" name="from">
                    {options}
                </select>
            </div>
            <div>
                <label for="rename-to">{i18n::rename_to(lang)}</label>
                <input
                    id="rename-to"
                    name="to"
                    required
                    autocapitalize="none"
                    autocomplete="off"
                    value=PageContext::field(CALL, "to")
                    aria-invalid=error.map(|_| "true")
                    aria-describedby=error.map(|_| "rename-error")
                    autofocus=error.is_some()
                />
            </div>
            <div class="wide choice">
                <button class="button">{i18n::rename(lang)}</button>
            </div>
            <div class="wide">{alert}</div>
        </form>
    }
}

fn reason(lang: Lang, error: &Error) -> &'static str {
    match (error.kind, error.field.as_deref()) {
        (ErrorKind::NotFound, _) => i18n::rename_gone(lang),
        (ErrorKind::Conflict, _) => i18n::rename_under_way(lang),
        (ErrorKind::Invalid, Some("from" | "to")) => match &*error.message {
            message if message.contains("another tag") => i18n::rename_same(lang),
            message if message.contains("500") => i18n::rename_too_long(lang),
            _ => i18n::rename_invalid(lang),
        },
        (ErrorKind::Unavailable, _) => i18n::tags_unreachable(lang),
        _ => i18n::nothing_changed(lang),
    }
}
