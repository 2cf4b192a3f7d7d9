//! All moments by month, the search in them, and the form for a new one.

use chrono::Datelike;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{
    CALL,
    form::{MomentFields, MomentForm},
    outbox::{MomentOutbox, MomentScript},
    photos::Thumbnails,
    when,
};
use crate::{
    api::{
        moments::{MomentWritten, Moments, list_moments},
        number::Number,
    },
    context::{Context, Visitor},
    domain::{
        Day, Lang, Terms,
        moment::{Description, Location, Moment},
    },
    error::{Error, ErrorKind},
    html,
    i18n::{self, dates},
    ui::{
        components::{SeenAt, ShownJournal},
        page_context::{PageContext, locale},
    },
};

/// The number of moments on a page.
const PAGE: usize = 50;

/// The part of the moments that the address asks for.
#[derive(Clone, Debug, Default)]
struct View {
    q: Option<String>,
    after: Option<String>,
}

impl View {
    fn of_page() -> Self {
        let field = |name| {
            let text = use_query_map().with_untracked(|query| query.get(name));
            text.map(|text| text.trim().to_owned())
                .filter(|text| !text.is_empty())
        };
        Self {
            q: field("q"),
            after: field("after"),
        }
    }

    /// A page of all moments, or all that match.
    ///
    /// # Errors
    /// Malformed (`after`), Invalid (`q`), Unavailable.
    async fn read(&self) -> Result<Moments, Error> {
        let limit = self.q.is_none().then(|| PAGE.to_string());
        let (mut found, mut after) = (Vec::new(), self.after.clone());
        loop {
            let page = list_moments(
                None,
                Number(None),
                Number(None),
                Number(after),
                Number(limit.clone()),
                Number(self.q.clone()),
            );
            let mut page = page.await?;
            found.append(&mut page.items);
            if self.q.is_none() || page.next.is_none() {
                page.items = found;
                return Ok(page);
            }
            after = page.next;
        }
    }
}

/// The moments, the latest first.
#[component]
pub fn MomentsPage() -> impl IntoView {
    let lang = locale().lang;
    let asked = View::of_page();
    let query = |name| use_query_map().with_untracked(|query| query.get(name));
    let is_saved = query("saved").as_deref() == Some(CALL);
    let date = query("date").and_then(|date| Day::parse(&date).ok());
    let context = Context::current();
    Suspend::new(async move {
        let moments = asked.read().await;
        let visitor = context.map(|context| context.request.visitor);
        let (visitor, list) = match visitor.and_then(|visitor| Ok((visitor, moments?))) {
            Ok((visitor, moments)) => {
                let list = view! { <List visitor=visitor.clone() asked=asked.clone() moments /> };
                (Some(visitor), list.into_any())
            }
            Err(error) => {
                PageContext::set_status(error.kind.status());
                let visitor = Context::current()
                    .ok()
                    .map(|context| context.request.visitor);
                (visitor, view! { <Unread lang error /> }.into_any())
            }
        };
        let new = visitor.map(|visitor| view! { <NewMoment visitor date /> });
        let status = if is_saved {
            i18n::moment_saved(lang)
        } else {
            ""
        };
        view! {
            <Title text=i18n::moments(lang) />
            <h1>{i18n::moments(lang)}</h1>
            <p class="done" role="status">
                {status}
            </p>
            <SeenAt />
            <Removed lang />
            <p class="lead">{i18n::moments_more(lang)}</p>
            {new}
            <MomentOutbox lang />
            <SearchForm lang q=asked.q.clone() />
            {list}
            <MomentScript />
        }
    })
}

/// The reason for which there is no list.
#[component]
fn Unread(lang: Lang, error: Error) -> impl IntoView {
    let reason = match (error.kind, error.field.as_deref()) {
        (_, Some("q")) => i18n::search_q_invalid(lang),
        (ErrorKind::Malformed, _) => i18n::search_invalid(lang),
        _ => i18n::moments_unreachable(lang),
    };
    view! {
        <p class="rejection" role="alert">
            {reason}
        </p>
    }
}

/// The moment that was just removed, with its undo; or the reason for which it was not.
#[component]
fn Removed(lang: Lang) -> impl IntoView {
    if PageContext::rejection(CALL).is_some() && super::form::rejected().is_none() {
        return view! {
            <p class="rejection" role="alert">
                {i18n::moment_not_deleted(lang)}
            </p>
        }
        .into_any();
    }
    let Some(MomentWritten { item, .. }) = PageContext::response(CALL) else {
        return ().into_any();
    };
    let (id, base) = (item.id.to_string(), item.removed_version());
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let fields = [
        ("title", item.title.as_str().to_owned()),
        ("date", item.date.to_string()),
        (
            "description",
            text(item.description.as_ref().map(Description::as_str)),
        ),
        (
            "location",
            text(item.location.as_ref().map(Location::as_str)),
        ),
        ("baseVersion", base.to_string()),
    ];
    let fields = fields
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view();
    view! {
        <form
            class="restore"
            method="post"
            action=format!("/{CALL}/{id}?_method=put&_back=/moments/{id}")
        >
            <ShownJournal />
            <p role="status">{i18n::moment_deleted(lang, item.title.as_str())}</p>
            {fields}
            <button class="button">{i18n::undo(lang)}</button>
        </form>
    }
    .into_any()
}

/// The form for a new moment, open if the address names its date or it was rejected.
#[component]
fn NewMoment(visitor: Visitor, #[prop(optional_no_strip)] date: Option<Day>) -> impl IntoView {
    let lang = visitor.locale.lang;
    let fields = MomentFields::new(lang, date.unwrap_or(visitor.today)).ok()?;
    let is_open = date.is_some() || fields.is_rejected();
    Some(view! {
        <details id="new-moment" class="moment-form" open=is_open>
            <summary class="button">{i18n::new_moment(lang)}</summary>
            <MomentForm lang fields back="/moments".to_owned() />
        </details>
    })
}

#[component]
fn SearchForm(lang: Lang, #[prop(optional_no_strip)] q: Option<String>) -> impl IntoView {
    let reset = q.is_some().then(|| {
        view! {
            <a class="remove" href="/moments">
                {i18n::all_moments(lang)}
            </a>
        }
    });
    view! {
        <form class="moment-search" role="search" action="/moments">
            <label for="moments-q">{i18n::search_moments(lang)}</label>
            <div class="choice">
                <input
                    id="moments-q"
                    type="search"
                    name="q"
                    maxlength=html::max_length(Terms::MAX_CHARS)
                    value=q
                />
                <button class="button">{i18n::search_now(lang)}</button>
                {reset}
            </div>
        </form>
    }
}

#[component]
fn List(visitor: Visitor, asked: View, moments: Moments) -> impl IntoView {
    let lang = visitor.locale.lang;
    let Moments { items, next, .. } = moments;
    let status = match (&asked.q, items.len()) {
        (Some(_), 0) => Some(i18n::no_moment_found(lang).to_owned()),
        (Some(_), found) => Some(i18n::moments_found(lang, found)),
        (None, 0) if asked.after.is_some() => Some(i18n::no_older_moments(lang).to_owned()),
        (None, 0) => Some(i18n::no_moments(lang).to_owned()),
        (None, _) => None,
    };
    let status = status.map(|status| view! { <p role="status">{status}</p> });
    let month = |moment: &Moment| (moment.day.date().year(), moment.day.date().month());
    let months = items
        .chunk_by(|a, b| month(a) == month(b))
        .map(|moments| {
            let first = moments.first().map(|moment| moment.day);
            let name = first.map(|day| dates::month_and_year(lang, day));
            let moments = moments
                .iter()
                .map(|moment| view! { <Item visitor=visitor.clone() moment=moment.clone() /> })
                .collect_view();
            view! {
                <h2>{name}</h2>
                <ol class="results">{moments}</ol>
            }
        })
        .collect_view();
    let older = next.filter(|_| asked.q.is_none()).map(|after| {
        view! {
            <p>
                <a class="button" href=format!("/moments?after={after}")>
                    {i18n::older_moments(lang)}
                </a>
            </p>
        }
    });
    view! {
        {status}
        <section class="moments">{months}</section>
        {older}
    }
}

#[component]
fn Item(visitor: Visitor, moment: Moment) -> impl IntoView {
    let folder = format!("/photos/{}", moment.id);
    let date = when(&visitor, &moment);
    let place = moment.location.as_ref().map(Location::as_str);
    let date = place.map_or_else(|| date.clone(), |place| format!("{date} · {place}"));
    let words = moment.description.as_ref().map(Description::as_str);
    let words = words.map(|words| {
        view! {
            <p class="note" dir="auto">
                {words.to_owned()}
            </p>
        }
    });
    view! {
        <li>
            <h3>
                <a href=format!("/moments/{}", moment.id) dir="auto">
                    {moment.title.as_str().to_owned()}
                </a>
            </h3>
            <p class="date" dir="auto">
                {date}
            </p>
            {words}
            <Thumbnails lang=visitor.locale.lang folder photos=moment.photos />
        </li>
    }
}
