//! The form of a day, as a browser without JavaScript posts it.

use app::error::Error;
use axum::body::{Body, Bytes};
use serde::Deserialize;

use super::body;

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

/// Reads a form.
///
/// # Errors
/// TooLarge if the form is too large to be rendered again; Malformed if it does not arrive in time.
pub(super) async fn read_body(body: Body) -> Result<Bytes, Error> {
    body::read_up_to(body, MAX_FORM).await
}
