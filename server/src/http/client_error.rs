//! What a page says when its program can't wake or dies: one word, and nothing of the person.

use std::sync::atomic::{AtomicI64, Ordering};

use app::error::{Error, ErrorKind};
use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{
    AppState, answer,
    guard::{self, Sender},
    server_fns::{body_kind, read_body},
};

/// Where the boot script sends it.
pub(super) const ADDRESS: &str = "/client-error";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Report {
    kind: Kind,
    /// The program's address, which says whether it is this build's.
    wasm: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    /// The program could not be loaded.
    Load,
    /// The page is not as it was sent: translated, or changed by an extension or a proxy.
    Mismatch,
    /// The program died.
    Panic,
}

/// The minute in which a kind was last logged: many pages, or one that lies, fill no log.
static LOGGED: [AtomicI64; 3] = [const { AtomicI64::new(0) }; 3];

/// Takes a report, and says it in the log. Only from our own pages.
pub(super) async fn take(State(state): State<AppState>, request: Request) -> Response {
    if guard::sender(&request, &state) != Sender::Ours {
        return answer::refusal(&guard::stranger());
    }
    match read(request).await {
        Ok(Report { kind, wasm }) => {
            let minute = state.clock.now() / 60;
            if LOGGED[kind as usize].swap(minute, Ordering::Relaxed) != minute {
                let this_build = wasm == state.assets.wasm;
                tracing::warn!(?kind, this_build, "a page is without its program");
            }
            StatusCode::NO_CONTENT.into_response()
        }
        Err(error) => answer::refusal(&error),
    }
}

/// Refuses every other method.
pub(super) async fn refuse_method() -> Response {
    answer::refusal(&answer::wrong_method())
}

async fn read(request: Request) -> Result<Report, Error> {
    let kind = body_kind(&request)?;
    let body = read_body(request.into_body(), kind).await?;
    serde_json::from_slice(&body)
        .map_err(|_| Error::new(ErrorKind::Malformed, "This is no page's report."))
}
