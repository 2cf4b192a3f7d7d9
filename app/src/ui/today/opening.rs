//! The state with which the page opens. The server sends it along; the island
//! starts from the same.

use serde::Serialize;

use super::outcome::Flash;
use crate::{
    api::json::{FromJson, Json},
    domain::{Day, Entry, Locale, Mood, Tombstone},
};

/// The state of the page as it was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Opening {
    /// The language, the form of dates, and the first day of weeks.
    pub(super) locale: Locale,
    pub(super) today: Day,
    /// The day on the page.
    pub(super) day: Day,
    /// The first day that can still be written.
    pub(super) earliest: Day,
    /// The entries of the week, and of yesterday, oldest first.
    pub(super) entries: Vec<Entry>,
    /// The removed days among them, oldest first.
    pub(super) removed: Vec<Tombstone>,
    /// The face that is chosen in the form.
    pub(super) mood: Option<Mood>,
    /// The note in the form.
    pub(super) note: String,
    /// The outcome of a form that was posted without JavaScript.
    pub(super) flash: Option<Flash>,
}

impl Opening {
    /// The state of the current page: the server's context, or what it sent.
    #[cfg(not(feature = "hydrate"))]
    pub(super) fn current() -> Self {
        leptos::prelude::expect_context()
    }

    /// The state of the current page: the server's context, or what it sent.
    #[cfg(feature = "hydrate")]
    #[expect(clippy::expect_used, reason = "a page without it stays a plain form")]
    pub(super) fn current() -> Self {
        let sent = leptos::prelude::document()
            .query_selector("[data-opening]")
            .ok()
            .flatten()
            .and_then(|element| element.get_attribute("data-opening"));
        sent.and_then(|sent| Self::from_json(&Json::parse(&sent)?))
            .expect("a page with its state")
    }

    /// The value of the attribute `data-opening`. In the browser it is there already.
    pub(super) fn attribute(&self) -> String {
        if cfg!(feature = "ssr") {
            serde_json::to_string(self).unwrap_or_default()
        } else {
            String::new()
        }
    }
}

impl FromJson for Opening {
    fn from_json(json: &Json) -> Option<Self> {
        Some(Self {
            locale: json.get("locale")?,
            today: json.get("today")?,
            day: json.get("day")?,
            earliest: json.get("earliest")?,
            entries: json.list("entries")?,
            removed: json.list("removed")?,
            mood: json.get("mood"),
            note: json.text("note")?,
            flash: json.get("flash"),
        })
    }
}

impl FromJson for Flash {
    fn from_json(json: &Json) -> Option<Self> {
        Some(Self {
            text: json.text("text")?,
            failed: json.flag("failed"),
            face_missing: json.flag("face_missing"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Lang, Note};

    #[test]
    fn the_island_starts_from_the_same_state() {
        let day = Day::parse("2026-11-20").unwrap();
        let full = Opening {
            locale: Locale::negotiate(Some(Lang::Fr), "en-US"),
            today: day.plus(2),
            day,
            earliest: day.plus(-180),
            entries: vec![Entry {
                day,
                mood: Mood::Great,
                note: Note::parse("\"<é>\" 😀\n#walk").unwrap(),
                version: 3,
                edited: true,
                created_at: 1_763_000_000,
                updated_at: 1_764_000_000,
                expires_at: 1_784_000_000,
            }],
            removed: vec![Tombstone {
                day: day.plus(1),
                version: 2,
            }],
            mood: Some(Mood::Bad),
            note: "typed \n".into(),
            flash: Some(Flash {
                text: "No".into(),
                failed: true,
                face_missing: true,
            }),
        };
        let empty = Opening {
            entries: Vec::new(),
            removed: Vec::new(),
            mood: None,
            note: String::new(),
            flash: None,
            ..full.clone()
        };
        for opening in [full, empty] {
            let sent = serde_json::to_string(&opening).unwrap();
            let read = Json::parse(&sent).and_then(|json| Opening::from_json(&json));
            assert_eq!(read, Some(opening));
        }
    }
}
