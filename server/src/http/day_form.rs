//! The form of a day, as a browser without JavaScript posts it.

use app::error::Error;
use axum::body::{Body, Bytes};
use futures::StreamExt;
use serde::Deserialize;
use tokio::time::timeout;

use super::{
    body::{self, BODY_TIMEOUT},
    response,
};

/// The largest form that can be rendered again, in bytes.
const MAX_FORM: usize = 128 * 1024;

/// The readable fields of a day's form, to render them again if the form is rejected.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DayForm {
    pub(super) day: String,
    pub(super) mood: String,
    pub(super) note: String,
    /// True if the form names a journal.
    #[serde(skip)]
    pub(super) names_journal: bool,
}

impl DayForm {
    /// Reads the fields that are present.
    pub(super) fn read(body: &[u8]) -> Self {
        let mut form = Self::default();
        for (name, value) in form_urlencoded::parse(body) {
            let field = match &*name {
                "day" => &mut form.day,
                "mood" => &mut form.mood,
                "note" => &mut form.note,
                "userId" => {
                    form.names_journal = true;
                    continue;
                }
                _ => continue,
            };
            *field = value.into_owned();
        }
        form
    }
}

/// Reads a form, even an oversized one, whose text is dropped: otherwise a browser that is still
/// sending would show a broken connection instead of the response. What does not arrive in time is
/// not waited for.
///
/// # Errors
/// TooLarge if the form is too large to be rendered again; Malformed if it does not arrive.
pub(super) async fn read_body(body: Body) -> Result<Bytes, Error> {
    let (mut form, mut length) = (Vec::new(), 0);
    let mut chunks = body.into_data_stream();
    let arrived = timeout(BODY_TIMEOUT, async {
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|_| response::truncated())?;
            length += chunk.len();
            if length <= MAX_FORM {
                form.extend_from_slice(&chunk);
            }
        }
        Ok(())
    })
    .await;
    if length > MAX_FORM {
        return Err(body::too_large());
    }
    arrived.unwrap_or_else(|_| Err(response::timed_out()))?;
    Ok(form.into())
}
