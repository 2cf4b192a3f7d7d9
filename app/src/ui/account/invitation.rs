//! The page of an invitation's link.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    api::accounts::invitation::{self, Accepted},
    context::Context,
    domain::{Lang, Mood},
    error::{Error, ErrorKind},
    i18n,
    ui::{
        components::EmptyState,
        page_context::{PageContext, locale},
    },
};

/// The server function of the form.
const CALL: &str = "auth/invitation";
const ACTION: &str = "/auth/invitation?_show=/invitation";

/// Invites to accept. The link itself uses nothing up: programs that preview links open it, too.
#[component]
pub fn InvitationPage() -> impl IntoView {
    let lang = locale().lang;
    let context = Context::current();
    let token = use_query_map().with_untracked(|query| query.get("token"));
    let accepted = PageContext::response::<Accepted>(CALL);
    let rejection = PageContext::rejection(CALL);
    Suspend::new(async move {
        if accepted.is_some() {
            return view! { <Welcome lang /> }.into_any();
        }
        if let Some(error) = rejection {
            return refused(lang, &error).into_any();
        }
        let token = token.unwrap_or_default();
        let found = match context {
            Ok(context) => invitation::find(&context, &token).await,
            Err(error) => Err(error),
        };
        match found {
            Ok(Some(user)) => view! { <Invitation lang name=user.name token /> }.into_any(),
            Ok(None) => {
                let error = Error::new(ErrorKind::NotFound, "");
                refused(lang, &error).into_any()
            }
            Err(error) => refused(lang, &error).into_any(),
        }
    })
}

#[component]
fn Invitation(lang: Lang, name: Option<String>, token: String) -> impl IntoView {
    let hello = name.map(|name| view! { <p dir="auto">{i18n::hello(lang, &name)}</p> });
    view! {
        <Title text=i18n::invitation(lang) />
        <h1>{i18n::invitation(lang)}</h1>
        <form class="invitation" method="post" action=ACTION>
            {hello}
            <p>{i18n::invitation_more(lang)}</p>
            <p>{i18n::invitation_keeps(lang)}</p>
            <input type="hidden" name="token" value=token />
            <button class="button">{i18n::accept_invitation(lang)}</button>
        </form>
    }
}

/// The page after acceptance. The account has no way to sign in yet.
#[component]
fn Welcome(lang: Lang) -> impl IntoView {
    let title = i18n::invitation_accepted(lang);
    view! {
        <Title text=title />
        <EmptyState
            face=Mood::Great
            title
            text=i18n::invitation_accepted_more(lang)
            link=("/settings#account".to_owned(), i18n::add_first_way(lang))
        />
    }
}

fn refused(lang: Lang, error: &Error) -> impl IntoView + use<> {
    PageContext::set_status(error.kind.status());
    let (title, text) = match error.kind {
        ErrorKind::NotFound => (
            i18n::invitation_over(lang),
            i18n::invitation_over_more(lang),
        ),
        ErrorKind::Conflict => (i18n::invitation(lang), i18n::invitation_signed_in(lang)),
        ErrorKind::TooManyRequests => (i18n::invitation(lang), i18n::invitation_wait(lang)),
        _ => (i18n::invitation(lang), i18n::invitation_unreachable(lang)),
    };
    view! {
        <Title text=title />
        <EmptyState face=Mood::Bad title text link=("/".to_owned(), i18n::back_to_today(lang)) />
    }
}
