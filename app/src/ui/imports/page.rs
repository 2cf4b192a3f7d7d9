//! The page of imports.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{
    PAGE,
    draft::DraftPreview,
    parts::{Counts, UndoForm},
    photos::{self, PhotosSection},
};
use crate::{
    api::imports::{ImportItem, file_error, list_imports},
    context::{Context, Visitor},
    domain::Lang,
    i18n,
    ports::ImportState,
    transfer::Format,
    ui::{
        components::{FormResult, ShownJournal, Unreachable},
        page_context::PageContext,
    },
};

/// The functions that the page's forms call.
const CALLS: [&str; 4] = ["import", "import/answers", "import/apply", "account"];
/// The form's address. Its fields are in its body, which a browser sends again with its cookie.
const UPLOAD: &str = "/import?_back=/imports";

/// Imports under way, and a form for a new one.
#[component]
pub fn ImportsPage() -> impl IntoView {
    let query = use_query_map();
    let is_undone = query.with_untracked(|query| query.get("undone").is_some());
    let saved = query
        .with_untracked(|query| query.get("saved"))
        .unwrap_or_default();
    let context = Context::current();
    Suspend::new(async move {
        let visitor = context?.request.visitor;
        let lang = visitor.locale.lang;
        let content = match list_imports(None).await {
            Ok(imports) => {
                let items = imports.items;
                let status = status(lang, &items, is_undone, &saved);
                let items = items.into_iter();
                let items = items.map(|item| view! { <Import visitor=visitor.clone() item /> });
                view! {
                    <h1>{i18n::import(lang)}</h1>
                    <p class="lead">{i18n::import_more(lang)}</p>
                    <FormResult done=status rejected=rejected(lang) />
                    <div class="imports">
                        {items.collect_view()} <UploadForm lang /> <PhotosSection lang />
                    </div>
                    <a class="back" href="/settings#data">
                        {i18n::back_to_settings(lang)}
                    </a>
                }
                .into_any()
            }
            Err(error) => {
                let (title, text) = (i18n::import(lang), i18n::imports_unreachable(lang));
                view! { <Unreachable lang kind=error.kind title text address=PAGE.to_owned() /> }
                    .into_any()
            }
        };
        Ok::<_, crate::error::Error>(view! {
            <Title text=i18n::import(lang) />
            {content}
        })
    })
}

/// What the last form did.
fn status(lang: Lang, items: &[ImportItem], is_undone: bool, saved: &str) -> &'static str {
    let is_in = |state: ImportState| items.iter().any(|item| item.state == state.as_str());
    match saved {
        "import" if is_undone && !is_in(ImportState::Undoing) => i18n::import_undone(lang),
        "import/apply" if is_in(ImportState::Applied) && !is_in(ImportState::Applying) => {
            i18n::imported(lang)
        }
        "import/answers" | "account" => i18n::saved(lang),
        _ => "",
    }
}

/// The reason for which the last form did nothing.
fn rejected(lang: Lang) -> Option<&'static str> {
    let error = CALLS.into_iter().find_map(PageContext::rejection)?;
    Some(i18n::import_error(lang, &error, file_error(&error)))
}

/// Takes a file.
#[component]
fn UploadForm(lang: Lang) -> impl IntoView {
    view! {
        <form class="setting" method="post" enctype="multipart/form-data" action=UPLOAD>
            <ShownJournal />
            <input type="hidden" name="preview" value="1" />
            <h2>
                <label for="file">{i18n::choose_file(lang)}</label>
            </h2>
            <div class="choice">
                <input
                    id="file"
                    name="file"
                    type="file"
                    required
                    accept=".csv,.json,.zip,.daylio,.txt,text/csv,application/json,application/zip"
                    aria-describedby="what-can-be-read"
                />
                <button class="button">{i18n::read_file(lang)}</button>
            </div>
            <div id="what-can-be-read">
                <h3>{i18n::what_can_be_read(lang)}</h3>
                <ul>
                    <li>{i18n::can_read_daylio(lang)}</li>
                    <li>{i18n::can_read_pixels(lang)}</li>
                    <li>{i18n::can_read_health(lang)}</li>
                    <li>{i18n::can_read_humeur(lang)}</li>
                    <li>{i18n::can_read_tables(lang)}</li>
                </ul>
                <p>{i18n::can_read_limits(lang)}</p>
                <p>{i18n::import_rules(lang)}</p>
            </div>
        </form>
    }
}

/// An import in its state.
#[component]
fn Import(visitor: Visitor, item: ImportItem) -> impl IntoView {
    let lang = visitor.locale.lang;
    match ImportState::parse(&item.state) {
        Some(ImportState::Draft) => view! { <DraftPreview visitor item /> }.into_any(),
        Some(ImportState::Applied) => view! { <Applied lang item /> }.into_any(),
        Some(ImportState::Applying) => {
            let text = i18n::importing(lang);
            view! { <UnderWay lang item text /> }.into_any()
        }
        _ => {
            let text = i18n::undoing(lang);
            view! { <UnderWay lang item text /> }.into_any()
        }
    }
}

#[component]
fn UnderWay(lang: Lang, item: ImportItem, text: &'static str) -> impl IntoView {
    let heading = format!("import-{}", item.id);
    view! {
        <section class="setting" aria-labelledby=heading.clone()>
            <h2 id=heading.clone()>{i18n::format_name(item.format)}</h2>
            <p class="strong">{text}</p>
            <progress max="100" value=item.percent aria-labelledby=heading.clone()></progress>
            <div class="choice">
                <a class="download" href=PAGE>
                    {i18n::import_continue(lang)}
                </a>
            </div>
        </section>
    }
}

#[component]
fn Applied(lang: Lang, item: ImportItem) -> impl IntoView {
    let heading = format!("import-{}", item.id);
    let photos = (item.format == Format::HumeurJson).then(|| {
        view! {
            <a class="download" href=photos::ADDRESS>
                {i18n::import_photos_next(lang)}
            </a>
        }
    });
    view! {
        <section class="setting" aria-labelledby=heading.clone()>
            <h2 id=heading.clone()>{i18n::format_name(item.format)}</h2>
            <Counts lang item=item.clone() />
            <p>{i18n::undo_import_more(lang)}</p>
            <div class="choice">
                {photos}
                <UndoForm id=item.id label=i18n::undo_import(lang) heading=heading.clone() />
                <a class="download" href="/">
                    {i18n::go_to_today(lang)}
                </a>
            </div>
        </section>
    }
}
