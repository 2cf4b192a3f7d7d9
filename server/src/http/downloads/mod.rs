//! Downloads of a person's data: everything as JSON, the entries as CSV.
//!
//! A journal is read and sent page by page, so that a long one takes no more memory than a short one.
//! The first page is read before the response begins: a store that is down is still a 503.

mod contents;
mod csv;

use std::{pin::Pin, sync::Arc};

use app::{
    api::history::MAX_PAGE,
    context::{Context, Visitor, caller},
    domain::{Day, Entry, account::Right},
    error::Error,
    ports::UserId,
};
use axum::{
    Extension,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderValue, header},
    response::Response,
};
use futures::{Stream, StreamExt, TryStreamExt, stream};

use super::{response, server_fns, state::AppState};

/// The address of everything.
pub(super) const JSON: &str = "/data.json";
/// The address of the entries.
pub(super) const CSV: &str = "/data.csv";

type Pages = Pin<Box<dyn Stream<Item = Result<Vec<Entry>, Error>> + Send>>;
type Chunk = Result<Bytes, Error>;

/// Everything that is stored about the caller, without secrets, as one JSON object.
pub(super) async fn json(
    State(state): State<Arc<AppState>>,
    Extension(visitor): Extension<Visitor>,
) -> Response {
    match everything(server_fns::context(&state, &visitor)).await {
        Ok(chunks) => file(&visitor, "json", "application/json", chunks),
        Err(error) => response::rejection(&error),
    }
}

/// The caller's entries as a table.
pub(super) async fn csv(
    State(state): State<Arc<AppState>>,
    Extension(visitor): Extension<Visitor>,
) -> Response {
    match table(server_fns::context(&state, &visitor)).await {
        Ok(chunks) => file(&visitor, "csv", "text/csv; charset=utf-8", chunks),
        Err(error) => response::rejection(&error),
    }
}

async fn everything(context: Context) -> Result<impl Stream<Item = Chunk> + use<>, Error> {
    let user = caller(&context, Right::Account, None)?;
    let head = contents::head(&context, &user).await?;
    let entries = begin(pages(&context, user.clone())).await?;
    // Versions of days that lost against others when a journal was carried over.
    let moods = &context.services.stores.moods;
    let others = moods
        .other_versions(&user, usize::MAX, context.now())
        .await?;
    let others: Vec<Entry> = others.into_iter().map(|other| other.entry).collect();
    Ok(text(head)
        .chain(list(entries))
        .chain(text("],\"otherVersions\":[".into()))
        .chain(list(stream::iter([Ok(others)])))
        .chain(text("]}\n".into())))
}

async fn table(context: Context) -> Result<impl Stream<Item = Chunk> + use<>, Error> {
    let user = caller(&context, Right::Account, None)?;
    let entries = begin(pages(&context, user)).await?;
    let rows = entries.map(|page| Ok(csv::rows(&page?)?.into()));
    Ok(stream::iter([csv::header().map(Bytes::from)]).chain(rows))
}

/// The entries of a journal, oldest first.
fn pages(context: &Context, user: UserId) -> Pages {
    let (services, now) = (context.services.clone(), context.now());
    let pages = stream::try_unfold(Some(Day::FIRST), move |start| {
        let (services, user) = (services.clone(), user.clone());
        async move {
            let Some(start) = start else { return Ok(None) };
            let moods = &services.stores.moods;
            let page = moods.page(&user, start, Day::LAST, MAX_PAGE, now).await?;
            let next = page.next.filter(|last| *last < Day::LAST);
            Ok(Some((page.entries, next.map(|last| last.plus(1)))))
        }
    });
    Box::pin(pages)
}

/// The same pages, with the first one read.
async fn begin(mut pages: Pages) -> Result<Pages, Error> {
    let first = pages.try_next().await?.unwrap_or_default();
    Ok(Box::pin(stream::once(async { Ok(first) }).chain(pages)))
}

/// The entries as the elements of a JSON array.
fn list(pages: impl Stream<Item = Result<Vec<Entry>, Error>>) -> impl Stream<Item = Chunk> {
    let mut is_first = true;
    pages.map(move |page| {
        let mut chunk = Vec::new();
        for entry in page? {
            if !std::mem::take(&mut is_first) {
                chunk.push(b',');
            }
            chunk.push(b'\n');
            serde_json::to_writer(&mut chunk, &entry).map_err(|_| Error::internal())?;
        }
        Ok(chunk.into())
    })
}

fn text(text: String) -> impl Stream<Item = Chunk> {
    stream::once(async { Ok(text.into()) })
}

/// A response that the browser saves as a file, named after the person's date.
fn file(
    visitor: &Visitor,
    extension: &str,
    media_type: &'static str,
    chunks: impl Stream<Item = Chunk> + Send + 'static,
) -> Response {
    let mut response = Response::new(Body::from_stream(chunks));
    let name = format!(
        "attachment; filename=\"humeur-{}.{extension}\"",
        visitor.today
    );
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}
