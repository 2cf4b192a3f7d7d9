//! The page of exports. Its form works without JavaScript; with it, the page stays and the making can
//! be cancelled.

use leptos::prelude::*;
use leptos_meta::Title;

use super::feeds::FeedsSection;
use crate::{
    api::export::{Exported, Format},
    context::Context,
    domain::{Day, Lang},
    error::{Error, ErrorKind},
    export::{Component, PdfPages, Separator},
    i18n,
    ui::{
        page_context::{PageContext, locale},
        scripts::EXPORTS,
    },
};

/// The server function of the form.
const CALL: &str = "export";
const ACTION: &str = "/export?_method=get&_show=/exports";

/// A form for a file, and the calendar feeds.
#[component]
pub fn ExportsPage() -> impl IntoView {
    let lang = locale().lang;
    let context = Context::current().ok();
    let today = context
        .as_ref()
        .map(|context| context.request.visitor.today);
    let has_signals = context.is_some_and(|it| !it.services.settings.signals.is_empty());
    let exported = PageContext::response::<Exported>(CALL);
    let rejection = PageContext::rejection(CALL);
    view! {
        <Title text=i18n::exports(lang) />
        <h1>{i18n::exports(lang)}</h1>
        <p class="lead">{i18n::exports_more(lang)}</p>
        <ExportForm lang today has_signals exported rejection />
        <section id="feeds" aria-labelledby="feeds-heading">
            <h2 id="feeds-heading">{i18n::feeds(lang)}</h2>
            <FeedsSection />
        </section>
        <a class="back" href="/settings#data">
            {i18n::back_to_settings(lang)}
        </a>
        <script inner_html=EXPORTS></script>
    }
}

/// A choice of the form: the posted value, or the first that applies.
fn chosen(field: &str, default: &str) -> String {
    PageContext::field(CALL, field).unwrap_or_else(|| default.to_owned())
}

fn options(
    chosen: &str,
    all: impl IntoIterator<Item = (&'static str, &'static str)>,
) -> Vec<AnyView> {
    let option = |(value, name): (&'static str, &'static str)| {
        let selected = value == chosen;
        view! {
            <option value=value selected=selected>
                {name}
            </option>
        }
        .into_any()
    };
    all.into_iter().map(option).collect()
}

#[component]
fn ExportForm(
    lang: Lang,
    today: Option<Day>,
    has_signals: bool,
    exported: Option<Exported>,
    rejection: Option<Error>,
) -> impl IntoView {
    let format = chosen("format", Format::Pdf.as_str());
    let formats = Format::ALL
        .into_iter()
        .filter(|it| has_signals || *it != Format::Signals)
        .map(|it| {
            let (value, name) = (it.as_str(), i18n::export_name(lang, it));
            view! {
                <label>
                    <input type="radio" name="format" value=value checked=value == format />
                    {name}
                </label>
            }
        })
        .collect_view();
    let field = rejection.as_ref().and_then(|error| error.field.clone());
    let is_invalid = |name: &str| field.as_deref() == Some(name);
    let date = |name: &'static str, label: &'static str| {
        let is_invalid = is_invalid(name);
        view! {
            <div class="field">
                <label for=format!("export-{name}")>{label}</label>
                <input
                    id=format!("export-{name}")
                    type="date"
                    name=name
                    value=chosen(name, "")
                    max=today.map(|today| today.to_string())
                    aria-invalid=is_invalid.then_some("true")
                    aria-describedby=if is_invalid {
                        "export-span export-error"
                    } else {
                        "export-span"
                    }
                />
            </div>
        }
    };
    let notes = chosen("notes", "yes");
    let notes = options(
        &notes,
        [("yes", i18n::notes_in(lang)), ("no", i18n::notes_out(lang))],
    );
    let separator = match lang {
        Lang::En => Separator::Comma,
        Lang::Fr => Separator::Semicolon,
    };
    let separators = options(
        &chosen("separator", separator.as_str()),
        [
            (Separator::Comma.as_str(), i18n::separator_comma(lang)),
            (
                Separator::Semicolon.as_str(),
                i18n::separator_semicolon(lang),
            ),
        ],
    );
    let components = options(
        &chosen("component", Component::Event.as_str()),
        [
            (Component::Event.as_str(), i18n::component_event(lang)),
            (Component::Journal.as_str(), i18n::component_journal(lang)),
        ],
    );
    let pages = options(
        &chosen("pages", PdfPages::Month.as_str()),
        [
            (PdfPages::Month.as_str(), i18n::pages_month(lang)),
            (PdfPages::Year.as_str(), i18n::pages_year(lang)),
        ],
    );
    let error = rejection.map(|error| error_text(lang, &error));
    view! {
        <form
            class="setting export"
            method="post"
            action=ACTION
            data-many=i18n::export_too_many(lang)
            data-long=i18n::export_too_long(lang)
            data-pages=i18n::export_too_many_pages(lang)
            data-photos=i18n::export_too_many_photos(lang)
            data-failed=i18n::export_failed(lang)
            data-working=i18n::export_working(lang)
            data-cancelled=i18n::export_cancelled(lang)
        >
            <fieldset>
                <legend>{i18n::export_format(lang)}</legend>
                {formats}
            </fieldset>
            <fieldset>
                <legend>{i18n::export_span(lang)}</legend>
                <div class="span">
                    {date("start", i18n::export_start(lang))} {date("end", i18n::export_end(lang))}
                </div>
                <p id="export-span">
                    {i18n::export_span_more(lang)}
                    {has_signals.then(|| format!(" {}", i18n::export_span_signals(lang)))}
                </p>
            </fieldset>
            <div class="field of-days">
                <label for="export-notes">{i18n::export_notes(lang)}</label>
                <select id="export-notes" name="notes">
                    {notes}
                </select>
            </div>
            <div class="field of-pdf">
                <label for="export-pages">{i18n::export_pages(lang)}</label>
                <select id="export-pages" name="pages">
                    {pages}
                </select>
            </div>
            <div class="field of-csv">
                <label for="export-separator">{i18n::export_separator(lang)}</label>
                <select id="export-separator" name="separator">
                    {separators}
                </select>
            </div>
            <div class="field of-ics">
                <label for="export-component">{i18n::export_component(lang)}</label>
                <select id="export-component" name="component">
                    {components}
                </select>
            </div>
            <p id="export-error" class="error" role="alert">
                {error}
            </p>
            <div class="choice">
                <button class="button">{i18n::export_now(lang)}</button>
                <button class="remove" type="button" hidden>
                    {i18n::export_cancel(lang)}
                </button>
                <p role="status"></p>
            </div>
            <Ready lang exported />
        </form>
    }
}

/// The link to the new file. Without JavaScript it is there with the answer to the form.
#[component]
fn Ready(lang: Lang, exported: Option<Exported>) -> impl IntoView {
    let is_hidden = exported.is_none();
    let url = exported.map(|exported| exported.url);
    view! {
        <div class="ready" hidden=is_hidden>
            <h2 id="ready" tabindex="-1" autofocus=!is_hidden>
                {i18n::export_ready(lang)}
            </h2>
            <p>{i18n::export_ready_more(lang)}</p>
            <a class="button" href=url download>
                {i18n::export_download(lang)}
            </a>
        </div>
    }
}

fn error_text(lang: Lang, error: &Error) -> &'static str {
    match (error.kind, error.field.as_deref()) {
        (ErrorKind::Invalid, Some("notes")) => i18n::export_too_many_pages(lang),
        (ErrorKind::Invalid, Some("start")) => i18n::export_too_many_photos(lang),
        (ErrorKind::Invalid, _) => i18n::export_too_long(lang),
        (ErrorKind::Malformed, _) => i18n::export_not_a_day(lang),
        (ErrorKind::TooManyRequests, _) => i18n::export_too_many(lang),
        (ErrorKind::Unauthenticated, _) => i18n::setting_refused(lang),
        _ => i18n::export_failed(lang),
    }
}
