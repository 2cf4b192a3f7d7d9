//! What has just been done to a day, in words.

use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use crate::error::Error;
use crate::{
    domain::{Day, Lang},
    ui::{dates, words},
};

/// The outcome of a form as the page says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// The sentence, in the person's language.
    pub text: String,
    /// Whether the form was refused.
    pub failed: bool,
    /// Whether it was refused because no face was chosen: said under the faces.
    pub lacks_face: bool,
}

/// What was done to a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// Written for the first time.
    Saved,
    /// Written over.
    Updated,
    /// Taken out.
    Removed,
}

impl Done {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Saved, Self::Updated, Self::Removed];

    /// The word for it in an address.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Updated => "updated",
            Self::Removed => "removed",
        }
    }

    /// Says so to the person.
    #[must_use]
    pub fn text(self, lang: Lang, day: Day) -> String {
        let weekday = dates::weekday(lang, day);
        match self {
            Self::Saved => words::saved_for(lang, weekday),
            Self::Updated => words::updated_for(lang, weekday),
            Self::Removed => words::removed_for(lang, weekday),
        }
    }
}

/// What a page shows after a form that was posted without JavaScript.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It worked.
    Done(Done),
    /// It did not; what the person had written comes back to them.
    Refused {
        /// Why.
        error: Error,
        /// The mood as it was sent.
        mood: String,
        /// The note as it was sent.
        note: String,
    },
}

#[cfg(feature = "ssr")]
impl Outcome {
    /// The sentence for the person.
    #[must_use]
    pub fn flash(&self, lang: Lang, day: Day) -> Flash {
        match self {
            Self::Done(done) => Flash {
                text: done.text(lang, day),
                failed: false,
                lacks_face: false,
            },
            Self::Refused { error, .. } => Flash {
                text: words::error(lang, error).into(),
                failed: true,
                lacks_face: error.field.as_deref() == Some("mood"),
            },
        }
    }
}
