//! The settings page.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{
    day::{DayEndForm, TimeZoneForm},
    journal::{RetentionForm, unconfirmed},
    look::LookForm,
    reminder::ReminderForm,
    section::{ACCOUNT, DATA, DAY, JOURNAL, KEYS, LOOK, SIGNALS, Section, SectionList},
};
use crate::{
    api::account::count_lost,
    context::{Context, Visitor},
    domain::{Lang, Retention},
    error::Error,
    i18n,
    ui::{
        account::{DevicesSection, LinkSection, OtherVersionsLine, RecoverySection, WaysToSignIn},
        comments::CommentsForm,
        components::LeavingScript,
        data::DataSection,
        keys::KeysSection,
        page_context::locale,
        signals::SignalsForm,
    },
};

/// All settings. Each form posts to its own function or chooses by the page's address, so it needs
/// no JavaScript.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let context = Context::current();
    let saved = use_query_map().with_untracked(|query| query.get("saved"));
    let saved = saved.unwrap_or_default();
    let shorter = unconfirmed();
    Suspend::new(async move {
        let lang = locale().lang;
        let Ok(context) = context else {
            return view! { <Title text=i18n::settings(lang) /> }.into_any();
        };
        // The form asked before that can be counted again now.
        let lost = match shorter {
            Some(chosen) => lost(&context, chosen).await.ok(),
            None => None,
        };
        page(&context, &saved, shorter.zip(lost)).into_any()
    })
}

async fn lost(context: &Context, chosen: Retention) -> Result<usize, Error> {
    let user = context.request.visitor.user.clone()?;
    count_lost(context, &user, chosen).await
}

fn page(
    context: &Context,
    saved: &str,
    unconfirmed: Option<(Retention, usize)>,
) -> impl IntoView + use<> {
    let visitor = context.request.visitor.clone();
    let (locale, lang) = (visitor.locale, visitor.locale.lang);
    // Saving follows a visit: if the session is new, the visit's cookie was refused.
    let status_text = if visitor.session_is_new {
        i18n::setting_refused(lang)
    } else {
        i18n::saved(lang)
    };
    let status = |name: &str| if saved == name { status_text } else { "" };
    let settings = &context.services.settings;
    let (default, backup_days) = (settings.retention, settings.backup_days);
    let day = view! {
        <DayEndForm locale day_end=visitor.day_end status=status("dayend") />
        <TimeZoneForm lang context=context.clone() status=status("tz") />
        <ReminderForm locale />
    };
    let look = view! { <LookForm visitor=visitor.clone() status=status("look") /> };
    // Two forms call the same function.
    let account_status = |is_mine: bool| if is_mine { status("account") } else { "" };
    let is_of_comments = use_query_map().with_untracked(|query| query.get("done"));
    let is_of_comments = is_of_comments.as_deref() == Some("comments");
    let journal = view! {
        <RetentionForm
            visitor=visitor.clone()
            default
            unconfirmed
            status=account_status(!is_of_comments)
        />
        <CommentsForm visitor=visitor.clone() status=account_status(is_of_comments) />
    };
    let has_signals = !settings.signals.is_empty();
    let signals = has_signals.then(|| {
        let (context, status) = (context.clone(), status("signals"));
        view! {
            <Section lang heading=SIGNALS>
                <SignalsForm context status />
            </Section>
        }
    });
    let account = view! {
        <InThisBrowser lang visitor />
        <WaysToSignIn />
        <RecoverySection />
        <LinkSection />
        <DevicesSection />
    };
    let data = view! { <DataSection lang backup_days /> };
    view! {
        <Title text=i18n::settings(lang) />
        <h1>{i18n::settings(lang)}</h1>
        <OtherVersionsLine />
        <div class="settings">
            <SectionList lang has_signals />
            <div class="panels">
                <Section lang heading=DAY>
                    {day}
                </Section>
                <Section lang heading=LOOK>
                    {look}
                </Section>
                <Section lang heading=JOURNAL>
                    {journal}
                </Section>
                {signals}
                <Section lang heading=ACCOUNT>
                    {account}
                </Section>
                <Section lang heading=KEYS>
                    <KeysSection />
                </Section>
                <Section lang heading=DATA>
                    {data}
                </Section>
            </div>
        </div>
        <a class="back" href="/">
            {i18n::back_to_today(lang)}
        </a>
        <LeavingScript />
    }
}

/// Says where an anonymous journal lives, and how to keep it safe.
#[component]
fn InThisBrowser(lang: Lang, visitor: Visitor) -> impl IntoView {
    (!visitor.has_account()).then(|| {
        view! {
            <div class="setting">
                <p class="strong">{i18n::in_this_browser(lang)}</p>
                <p>{i18n::in_this_browser_more(lang)}</p>
            </div>
        }
    })
}
