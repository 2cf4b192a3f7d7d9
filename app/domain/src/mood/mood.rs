//! The five moods.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Violation;

/// The mood of a day, ordered from the heaviest to the brightest.
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
    /// All five, in order of score.
    pub const ALL: [Self; 5] = [Self::Awful, Self::Bad, Self::Okay, Self::Good, Self::Great];

    /// The mood's name in URLs, JSON and the store.
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

    /// 1 (awful) to 5 (great), for means and charts.
    #[must_use]
    pub const fn score(self) -> u8 {
        self as u8 + 1
    }
}

impl FromStr for Mood {
    type Err = Violation;

    /// # Errors
    /// [`Violation::UnknownMood`].
    fn from_str(word: &str) -> Result<Self, Violation> {
        Self::ALL
            .into_iter()
            .find(|mood| mood.as_str() == word)
            .ok_or(Violation::UnknownMood)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_scores_round_trip() {
        for (position, mood) in Mood::ALL.into_iter().enumerate() {
            assert_eq!(mood.as_str().parse(), Ok(mood));
            assert_eq!(usize::from(mood.score()), position + 1);
            assert_eq!(serde_json::to_value(mood).unwrap(), mood.as_str());
        }
    }

    #[test]
    fn other_names_are_unknown() {
        for word in ["", "meh", "GOOD", " good", "good ", "5"] {
            assert_eq!(
                word.parse::<Mood>(),
                Err(Violation::UnknownMood),
                "{word:?}"
            );
        }
    }
}
