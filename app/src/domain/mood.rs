//! The five moods.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// How a day was. Ordered from the heaviest to the brightest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mood {
    /// Score 1.
    Awful,
    /// Score 2.
    Bad,
    /// Score 3.
    Okay,
    /// Score 4.
    Good,
    /// Score 5.
    Great,
}

impl Mood {
    /// All of them, in order of score.
    pub const ALL: [Self; 5] = [Self::Awful, Self::Bad, Self::Okay, Self::Good, Self::Great];

    /// The word that stands for the mood in URLs, JSON and the store.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Awful => "awful",
            Self::Bad => "bad",
            Self::Okay => "okay",
            Self::Good => "good",
            Self::Great => "great",
        }
    }

    /// 1 (awful) to 5 (great); what means and charts are made of.
    #[must_use]
    pub const fn score(self) -> u8 {
        self as u8 + 1
    }
}

impl FromStr for Mood {
    type Err = Error;

    /// # Errors
    /// Malformed, field `mood`, when the word is none of the five.
    fn from_str(word: &str) -> Result<Self, Error> {
        Self::ALL
            .into_iter()
            .find(|mood| mood.as_str() == word)
            .ok_or_else(|| {
                Error::malformed("mood", "mood must be one of awful, bad, okay, good, great")
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_scores_go_both_ways() {
        for (position, mood) in Mood::ALL.into_iter().enumerate() {
            assert_eq!(mood.as_str().parse(), Ok(mood));
            assert_eq!(usize::from(mood.score()), position + 1);
            assert_eq!(serde_json::to_value(mood).unwrap(), mood.as_str());
        }
    }

    #[test]
    fn any_other_word_is_refused_by_name() {
        for word in ["", "meh", "GOOD", " good", "good ", "5"] {
            let error = word.parse::<Mood>().unwrap_err();
            assert_eq!(error.field.as_deref(), Some("mood"), "{word:?}");
            assert_eq!(error.kind.status(), 400, "{word:?}");
        }
    }
}
