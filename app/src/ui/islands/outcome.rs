//! What became of a form that was posted without JavaScript.

use serde::{Deserialize, Serialize};

use crate::{
    domain::{Day, Lang},
    error::Error,
    ui::{dates, words},
};

/// What was done to a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
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

/// What a page shows after a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
