//! Downloads: a person's data, the files that they exported, and their calendar feeds.

mod contents;
mod feed;
mod files;

use std::sync::Arc;

use app::{
    context::{Context, Visitor, caller},
    domain::{Day, account::Right},
    error::Error,
    export::{self, Csv, Json},
    ports::{Chunks, UserId},
};
use axum::{
    Extension,
    body::Body,
    extract::State,
    http::{HeaderValue, header},
    response::Response,
};

pub(super) use self::{feed::feed, files::exported};
use super::{response, server_fns, state::AppState};

/// The address of everything.
pub(super) const JSON: &str = "/data.json";
/// The address of the entries.
pub(super) const CSV: &str = "/data.csv";
/// The addresses of the files that a person exported.
pub(super) const FILES: &str = "/files/{*key}";
/// The addresses of calendar feeds.
pub(super) const FEED: &str = "/feed/{name}";

/// Everything that is stored about the caller, without secrets, as one JSON object.
pub(super) async fn json(
    State(state): State<Arc<AppState>>,
    Extension(visitor): Extension<Visitor>,
) -> Response {
    match everything(&server_fns::context(&state, &visitor)).await {
        Ok(chunks) => {
            let name = format!("humeur-{}.json", visitor.today);
            attachment(&name, "application/json", chunks)
        }
        Err(error) => response::rejection(&error),
    }
}

/// The caller's entries as a table.
pub(super) async fn csv(
    State(state): State<Arc<AppState>>,
    Extension(visitor): Extension<Visitor>,
) -> Response {
    match table(&server_fns::context(&state, &visitor)).await {
        Ok(chunks) => {
            let name = format!("humeur-{}.csv", visitor.today);
            attachment(&name, "text/csv; charset=utf-8", chunks)
        }
        Err(error) => response::rejection(&error),
    }
}

async fn everything(context: &Context) -> Result<Chunks, Error> {
    let user = caller(context, Right::Account, None)?;
    let pages = all_days(context, &user).await?;
    // Versions of days that lost against others when a journal was carried over.
    let moods = &context.services.stores.moods;
    let others = moods
        .other_versions(&user, usize::MAX, context.now())
        .await?;
    let others = others.into_iter().map(|other| other.entry).collect();
    let moments = export::moments(context, &user, Day::FIRST, Day::LAST).await?;
    let json = Json::new(context.now(), others).with("moments", &moments)?;
    let json = contents::add(json, context, &user).await?;
    Ok(export::file(pages, json))
}

async fn table(context: &Context) -> Result<Chunks, Error> {
    let user = caller(context, Right::Account, None)?;
    let pages = all_days(context, &user).await?;
    Ok(export::file(pages, Csv::default()))
}

async fn all_days(context: &Context, user: &UserId) -> Result<export::Pages, Error> {
    export::pages(context, user.clone(), Day::FIRST, Day::LAST, true).await
}

/// A response that the browser saves as a file of this name.
fn attachment(name: &str, media_type: &'static str, chunks: Chunks) -> Response {
    let mut response = Response::new(Body::from_stream(chunks));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    let name = format!("attachment; filename=\"{name}\"");
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}
