//! The page of the search.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{NoteText, address};
use crate::{
    api::{history::list_moods, number::Number},
    context::Context,
    domain::{Day, Entry, Lang, Locale, Mood, Terms},
    error::{Error, ErrorKind},
    html,
    i18n::{self, dates},
    ui::{
        components::Face,
        page_context::{PageContext, locale},
    },
};

/// The number of days on a page.
const PAGE: usize = 30;

/// The fields of the form, as in the address; an empty one is left out.
#[derive(Clone, Debug, Default)]
struct Search {
    q: Option<String>,
    mood: Option<String>,
    tag: Option<String>,
    start: Option<String>,
    end: Option<String>,
    /// Days of later pages are before this one.
    before: Option<Day>,
}

impl Search {
    fn of_page() -> Self {
        use_query_map().with_untracked(|query| {
            let field = |name| {
                let text = query.get(name)?.trim().to_owned();
                (!text.is_empty()).then_some(text)
            };
            Self {
                q: field("q"),
                mood: field("mood"),
                tag: field("tag"),
                start: field("start"),
                end: field("end"),
                before: field("before").and_then(|day| Day::parse(&day).ok()),
            }
        })
    }

    fn fields(&self) -> [(&'static str, Option<&str>); 5] {
        [
            ("q", self.q.as_deref()),
            ("mood", self.mood.as_deref()),
            ("tag", self.tag.as_deref()),
            ("start", self.start.as_deref()),
            ("end", self.end.as_deref()),
        ]
    }

    fn is_empty(&self) -> bool {
        self.fields().iter().all(|(_, value)| value.is_none())
    }

    /// The address of the page with the days before `day`.
    fn older(&self, day: Day) -> String {
        let day = day.to_string();
        let fields = self.fields().into_iter();
        let mut fields: Vec<_> = fields
            .filter_map(|(name, value)| Some((name, value?)))
            .collect();
        fields.push(("before", &day));
        address(&fields)
    }

    /// The entries that match, newest first: one pass over the days of the span.
    async fn run(&self) -> Result<Vec<Entry>, Error> {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = list_moods(
                None,
                Number(self.start.clone()),
                Number(self.end.clone()),
                Number(after.map(|day: Day| day.to_string())),
                Number(None),
                Number(self.q.clone()),
                Number(self.mood.clone()),
                Number(self.tag.clone()),
            )
            .await?;
            found.extend(page.items);
            after = page.next;
            if after.is_none() {
                found.reverse();
                return Ok(found);
            }
        }
    }
}

/// A form, and the days that match.
#[component]
pub fn SearchPage() -> impl IntoView {
    let search = Search::of_page();
    let locale = locale();
    let lang = locale.lang;
    let today = Context::current().map(|context| context.request.visitor.today);
    let form = view! { <SearchForm lang search=search.clone() /> };
    let results = Suspend::new(async move {
        if search.is_empty() {
            return ().into_any();
        }
        match search.run().await {
            Ok(found) => view! { <Results locale today=today.ok() search found /> }.into_any(),
            Err(error) => {
                PageContext::set_status(error.kind.status());
                view! {
                    <p class="rejection" role="alert">
                        {reason(lang, &error)}
                    </p>
                }
                .into_any()
            }
        }
    });
    view! {
        <Title text=i18n::search(lang) />
        <h1>{i18n::search_notes(lang)}</h1>
        {form}
        {results}
        <a class="back" href="/tags">
            {i18n::your_tags(lang)}
        </a>
        <a class="back" href="/">
            {i18n::back_to_today(lang)}
        </a>
    }
}

fn reason(lang: Lang, error: &Error) -> &'static str {
    match (error.kind, error.field.as_deref()) {
        (ErrorKind::Unavailable, _) => i18n::search_unreachable(lang),
        (_, Some("q")) => i18n::search_q_invalid(lang),
        (_, Some("tag")) => i18n::search_tag_invalid(lang),
        (ErrorKind::Invalid, Some("end")) => i18n::search_span_invalid(lang),
        _ => i18n::search_invalid(lang),
    }
}

#[component]
fn SearchForm(lang: Lang, search: Search) -> impl IntoView {
    let moods = Mood::ALL
        .map(|mood| {
            let is_chosen = search.mood.as_deref() == Some(mood.as_str());
            view! {
                <option value=mood.as_str() selected=is_chosen>
                    {i18n::mood_name(lang, mood)}
                </option>
            }
        })
        .collect_view();
    let tag = search.tag.map(|tag| match tag.strip_prefix('#') {
        Some(_) => tag,
        None => format!("#{tag}"),
    });
    view! {
        <form class="search setting" role="search" action="/search">
            <div class="wide">
                <label for="search-q">{i18n::search_words(lang)}</label>
                <input
                    id="search-q"
                    type="search"
                    name="q"
                    maxlength=html::max_length(Terms::MAX_CHARS)
                    value=search.q
                    aria-describedby="search-q-more"
                />
                <p id="search-q-more">{i18n::search_words_more(lang)}</p>
            </div>
            <div>
                <label for="search-mood">{i18n::search_mood(lang)}</label>
                <select id="search-mood" name="mood">
                    <option value="">{i18n::any_mood(lang)}</option>
                    {moods}
                </select>
            </div>
            <div>
                <label for="search-tag">{i18n::search_tag(lang)}</label>
                <input
                    id="search-tag"
                    name="tag"
                    autocapitalize="none"
                    autocomplete="off"
                    value=tag
                />
            </div>
            <div>
                <label for="search-start">{i18n::search_start(lang)}</label>
                <input id="search-start" type="date" name="start" value=search.start />
            </div>
            <div>
                <label for="search-end">{i18n::search_end(lang)}</label>
                <input id="search-end" type="date" name="end" value=search.end />
            </div>
            <div class="wide choice">
                <button class="button">{i18n::search_now(lang)}</button>
                <a class="remove" href="/search">
                    {i18n::search_new(lang)}
                </a>
            </div>
        </form>
    }
}

#[component]
fn Results(
    locale: Locale,
    #[prop(optional_no_strip)] today: Option<Day>,
    search: Search,
    found: Vec<Entry>,
) -> impl IntoView {
    let lang = locale.lang;
    if found.is_empty() {
        return view! {
            <p role="status">
                <strong>{i18n::nothing_found(lang)}</strong>
            </p>
            <p>{i18n::nothing_found_more(lang)}</p>
        }
        .into_any();
    }
    let count = i18n::days_found(lang, found.len());
    let is_shown = |entry: &Entry| search.before.is_none_or(|before| entry.day < before);
    let mut rest: Vec<_> = found.into_iter().filter(is_shown).collect();
    let later = rest.split_off(rest.len().min(PAGE));
    let last = rest.last().map(|entry| entry.day);
    let older = last.filter(|_| !later.is_empty()).map(|day| {
        view! {
            <p>
                <a class="button" href=search.older(day)>
                    {i18n::older_days(lang)}
                </a>
            </p>
        }
    });
    let none = rest
        .is_empty()
        .then(|| view! { <p>{i18n::found_none_older(lang)}</p> });
    let terms = search.q.as_deref().and_then(Terms::parse);
    let days = rest
        .into_iter()
        .map(|entry| {
            let link = format!("/calendar/{}", entry.day);
            view! { <EntryItem locale today link terms=terms.clone() entry /> }
        })
        .collect_view();
    view! {
        <p role="status">{count}</p>
        {none}
        <ol class="results">{days}</ol>
        {older}
    }
    .into_any()
}

/// A day in a list of entries.
#[component]
pub fn EntryItem(
    locale: Locale,
    #[prop(optional_no_strip)] today: Option<Day>,
    /// The address of the day's page.
    link: String,
    /// The search whose places are marked.
    #[prop(optional_no_strip)]
    terms: Option<Terms>,
    entry: Entry,
) -> impl IntoView {
    let date = dates::full(locale, entry.day, today.unwrap_or(entry.day));
    let note = entry.note.map(|note| {
        view! {
            <p class="note" dir="auto">
                <NoteText note terms />
            </p>
        }
    });
    view! {
        <li>
            <h2>
                <a href=link>{date}</a>
            </h2>
            <p class="mood">
                <Face mood=entry.mood />
                {i18n::mood_name(locale.lang, entry.mood)}
            </p>
            {note}
        </li>
    }
}
