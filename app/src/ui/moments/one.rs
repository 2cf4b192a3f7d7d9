//! The page of a moment: its words, the form that changes it, and its removal.

use futures::future::{OptionFuture, join};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    CALL,
    form::{MomentFields, MomentForm, rejected},
    outbox::{MomentOutbox, MomentScript},
    photos::Gallery,
    when,
};
use crate::{
    api::moments::read_moment,
    context::{Context, Visitor},
    domain::{
        Lang,
        comment::Section,
        moment::{Description, Location, Moment, MomentId},
    },
    error::{Error, ErrorKind},
    html, i18n,
    ui::{
        comments::{CommentsSection, Shown},
        components::{SeenAt, ShownJournal, Unreachable},
        not_found::NotFoundPage,
        page_context::{PageContext, locale},
        sharing,
    },
};

/// A moment. If it is gone and a change of it was rejected, its text becomes a new one.
#[component]
pub fn MomentPage() -> impl IntoView {
    let lang = locale().lang;
    let id = use_params_map().with_untracked(|params| params.get("id"));
    let saved = use_query_map().with_untracked(|query| query.get("saved"));
    let is_saved = saved.as_deref() == Some(CALL);
    let context = Context::current();
    let Some(id) = id.filter(|id| MomentId::parse(id).is_some()) else {
        return view! { <NotFoundPage /> }.into_any();
    };
    let comments = Section::parse(&format!("event:{id}")).map(Shown::read);
    Suspend::new(async move {
        let moment = read_moment(id.clone(), None);
        let (moment, comments) = join(moment, OptionFuture::from(comments)).await;
        match context.and_then(|context| Ok((context, moment?))) {
            Ok((context, moment)) => {
                let visitor = context.request.visitor;
                view! { <Content visitor moment comments is_saved /> }.into_any()
            }
            Err(error) if rejected().is_some() => view! { <Rescued lang error /> }.into_any(),
            Err(error) if error.kind == ErrorKind::NotFound => {
                view! { <NotFoundPage /> }.into_any()
            }
            Err(error) => {
                let (title, text) = (i18n::resting(lang), i18n::moments_unreachable(lang));
                let address = format!("/moments/{id}");
                view! {
                    <Title text=title />
                    <Unreachable lang kind=error.kind title text address />
                }
                .into_any()
            }
        }
    })
    .into_any()
}

/// The rejected change of a moment that can't be read.
#[component]
fn Rescued(lang: Lang, error: Error) -> impl IntoView {
    PageContext::set_status(error.kind.status());
    let today = Context::current().map(|context| context.request.visitor.today);
    let fields = today.and_then(|today| MomentFields::new(lang, today)).ok();
    let form = fields.map(|fields| view! { <MomentForm lang fields back="/moments".to_owned() /> });
    view! {
        <Title text=i18n::new_moment(lang) />
        <h1>{i18n::new_moment(lang)}</h1>
        {form}
        <Back lang />
    }
}

#[component]
fn Back(lang: Lang) -> impl IntoView {
    view! {
        <a class="back" href="/moments">
            {i18n::all_moments(lang)}
        </a>
    }
}

#[component]
fn Content(
    visitor: Visitor,
    moment: Moment,
    #[prop(optional_no_strip)] comments: Option<Shown>,
    is_saved: bool,
) -> impl IntoView {
    let lang = visitor.locale.lang;
    let title = moment.title.as_str().to_owned();
    let fields = MomentFields::of(lang, &moment);
    let is_rejected = fields.is_rejected();
    let share = sharing::address_of_moments(moment.day);
    let (folder, photos) = (format!("/photos/{}", moment.id), moment.photos.clone());
    let day = format!("/calendar/{}", moment.day);
    let date = when(&visitor, &moment);
    let place = moment.location.as_ref().map(Location::as_str);
    let place = place.map(|place| {
        view! {
            <p class="soft" dir="auto">
                {place.to_owned()}
            </p>
        }
    });
    let words = moment.description.as_ref().map(Description::as_str);
    let words = words.map(|words| {
        view! {
            <p class="words" dir="auto">
                {words.to_owned()}
            </p>
        }
    });
    let (page, call) = (
        format!("/moments/{}", moment.id),
        format!("/{CALL}/{}", moment.id),
    );
    let comments = comments.map(|shown| {
        let (visitor, page) = (visitor.clone(), page.clone());
        view! { <CommentsSection visitor shown page can_write=true /> }
    });
    view! {
        // The framework writes it as it is.
        <Title text=html::escape(&title) />
        <p class="done" role="status">
            {if is_saved { i18n::moment_saved(lang) } else { "" }}
        </p>
        <SeenAt />
        <article class="moment">
            <h1 dir="auto">{title}</h1>
            <p class="date">
                <a href=day>{date}</a>
            </p>
            {place}
            {words}
            <Gallery lang folder photos />
        </article>
        <MomentOutbox lang only=moment.id.clone() />
        <details class="moment-form" open=is_rejected>
            <summary class="button">{i18n::edit_moment(lang)}</summary>
            <MomentForm lang fields back=page />
        </details>
        <form method="post" action=format!("{call}?_method=delete&_show=/moments") data-removal="">
            <ShownJournal />
            <button class="remove">{i18n::delete_moment(lang)}</button>
        </form>
        {comments}
        <a class="back" href=share>
            {i18n::share_moment(lang)}
        </a>
        <Back lang />
        <MomentScript />
    }
}
