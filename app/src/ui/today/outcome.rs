//! The outcome of a change of a day, and its message.

use serde::Serialize;

#[cfg(feature = "ssr")]
use crate::{domain::Entry, error::Error};
use crate::{
    domain::{Day, Lang},
    i18n::{self, dates},
};

/// The message about a form that was posted without JavaScript.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Flash {
    /// One sentence, in the person's language.
    pub text: String,
    /// True if the form was rejected.
    pub failed: bool,
    /// True if no face was chosen; the page says so below the faces.
    pub face_missing: bool,
}

/// A change of a day that succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// Saved for the first time.
    Saved,
    /// Saved again.
    Updated,
    /// Removed.
    Removed,
}

impl Done {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Saved, Self::Updated, Self::Removed];

    /// Its name in a URL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Updated => "updated",
            Self::Removed => "removed",
        }
    }

    /// The message for the person.
    #[must_use]
    pub fn text(self, lang: Lang, day: Day) -> String {
        let weekday = dates::weekday(lang, day);
        match self {
            Self::Saved => i18n::saved_for(lang, weekday),
            Self::Updated => i18n::updated_for(lang, weekday),
            Self::Removed => i18n::removed_for(lang, weekday),
        }
    }
}

/// The result of a form that was posted without JavaScript.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The day was saved.
    Done(Done),
    /// The day was removed; the entry is what Undo restores.
    Removed(Entry),
    /// The form was rejected; its text is shown again.
    Refused {
        /// The cause.
        error: Error,
        /// The submitted text, if it could be read.
        draft: Option<FormDraft>,
    },
}

/// The values of a submitted form.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormDraft {
    /// The mood's name, if it is valid.
    pub mood: String,
    /// The note, of any length.
    pub note: String,
}

#[cfg(feature = "ssr")]
impl Outcome {
    /// The message; none for a removal, which is reported by the form that undoes it.
    #[must_use]
    pub fn flash(&self, lang: Lang, day: Day) -> Option<Flash> {
        use crate::error::ErrorKind;
        let (error, draft) = match self {
            Self::Done(done) => {
                return Some(Flash {
                    text: done.text(lang, day),
                    failed: false,
                    face_missing: false,
                });
            }
            Self::Removed(_) => return None,
            Self::Refused { error, draft } => (error, draft),
        };
        let text = match (error.kind, error.field.as_deref()) {
            (ErrorKind::Unauthenticated, Some("cookie")) => i18n::not_saved_without_cookies(lang),
            (ErrorKind::Forbidden, None) => i18n::from_elsewhere(lang),
            (ErrorKind::TooLarge, _) if draft.is_none() => i18n::too_much_text(lang),
            _ if draft.is_none() => i18n::nothing_changed(lang),
            _ => i18n::error(lang, error),
        };
        Some(Flash {
            text: text.into(),
            failed: true,
            face_missing: draft.is_some() && error.field.as_deref() == Some("mood"),
        })
    }
}
