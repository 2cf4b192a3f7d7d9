//! Reports of pages whose WASM did not start or panicked. A report contains one word and no
//! personal data.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use app::{
    error::{Error, ErrorKind},
    ui::scripts::IslandFailure,
};
use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{
    body,
    csrf::{self, Sender},
    response,
    state::AppState,
};

/// The address that the boot script reports to.
pub(super) const ADDRESS: &str = "/client-error";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Report {
    kind: IslandFailure,
    /// The address of the WASM, which identifies the build.
    wasm: String,
}

/// The minute in which each kind was last logged, which limits the log to one line per minute and
/// kind.
static LOGGED: [AtomicI64; IslandFailure::ALL.len()] =
    [const { AtomicI64::new(0) }; IslandFailure::ALL.len()];

/// Logs a report from one of this site's pages.
pub(super) async fn report(State(state): State<Arc<AppState>>, request: Request) -> Response {
    if csrf::sender(&request, &state) != Sender::SameSite {
        return response::rejection(&csrf::cross_site());
    }
    match read(request).await {
        Ok(Report { kind, wasm }) => {
            let minute = state.services.clock.now() / 60;
            if LOGGED[kind as usize].swap(minute, Ordering::Relaxed) != minute {
                let this_build = wasm == state.assets.wasm;
                tracing::warn!(?kind, this_build, "page failed to run its WASM");
            }
            StatusCode::NO_CONTENT.into_response()
        }
        Err(error) => response::rejection(&error),
    }
}

/// Rejects every other method.
pub(super) async fn reject_method() -> Response {
    response::rejection(&response::method_not_allowed())
}

async fn read(request: Request) -> Result<Report, Error> {
    let kind = body::kind(&request)?;
    let body = body::read(request.into_body(), kind).await?;
    serde_json::from_slice(&body)
        .map_err(|_| Error::new(ErrorKind::Malformed, "The report is invalid."))
}
