//! Changes that the server has not acknowledged.

use crate::{
    api::json::{FromJson, Json},
    domain::{Day, Mood},
    error::Error,
};

/// The state of a pending change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncState {
    /// It will be sent automatically.
    Waiting,
    /// Another device changed the day first.
    Conflict,
    /// The server rejected it.
    Rejected,
    /// Its session has expired.
    SessionExpired,
}

/// A change that the server has not acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingChange {
    /// Its journal; a former session's if that expired before the change was sent.
    pub journal: String,
    /// The day.
    pub day: Day,
    /// The mood; none for a removal.
    pub mood: Option<Mood>,
    /// The note as typed.
    pub note: String,
    /// Its state.
    pub state: SyncState,
    /// The reason of a rejection.
    pub error: Option<Error>,
}

impl FromJson for PendingChange {
    fn from_json(json: &Json) -> Option<Self> {
        Some(Self {
            journal: json.text("journal")?,
            day: json.get("day")?,
            mood: json.get("mood"),
            note: json.text("note").unwrap_or_default(),
            state: json.get("state")?,
            error: json.get("error"),
        })
    }
}

impl FromJson for SyncState {
    fn from_json(json: &Json) -> Option<Self> {
        Some(match json.string()?.as_str() {
            "waiting" => Self::Waiting,
            "conflict" => Self::Conflict,
            // The first release's words: pages and workers of different releases meet.
            "refused" => Self::Rejected,
            "ended" => Self::SessionExpired,
            _ => return None,
        })
    }
}
