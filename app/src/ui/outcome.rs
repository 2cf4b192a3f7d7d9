//! What has just been done to a day, in words.

#[cfg(feature = "ssr")]
use crate::error::Error;
use crate::{
    domain::{Day, Lang},
    ui::{dates, words},
};

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
    /// Says so to the person.
    #[must_use]
    pub fn text(&self, lang: Lang, day: Day) -> String {
        match self {
            Self::Done(done) => done.text(lang, day),
            Self::Refused { error, .. } => words::error(lang, error).into(),
        }
    }
}
