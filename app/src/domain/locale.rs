//! How a person's part of the world writes dates and begins its weeks.

use chrono::Weekday;
use serde::{Deserialize, Serialize};

/// A language the journal speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    En,
    /// French.
    Fr,
}

impl Lang {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::En, Self::Fr];

    /// The ISO 639-1 code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }

    /// The language of an ISO 639-1 code, in any case.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|lang| code.eq_ignore_ascii_case(lang.code()))
    }
}

/// Territories whose week begins on Sunday, for the languages the journal
/// speaks and their neighbours (CLDR 46, supplemental `weekData/firstDay`).
const SUNDAY_FIRST: [&str; 15] = [
    "US", "CA", "MX", "BR", "JP", "KR", "TW", "HK", "IN", "IL", "PH", "ZA", "TH", "SG", "KE",
];

/// Territories that write the month before the day (CLDR 46, `en` date patterns).
const MONTH_FIRST: [&str; 3] = ["US", "CA", "PH"];

/// A language, and the habits of the territory it is read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Locale {
    /// The language of the words.
    pub lang: Lang,
    /// Whether the week begins on Sunday; on Monday otherwise (ISO 8601).
    pub sunday_first: bool,
    /// Whether a date reads "November 20" rather than "20 November".
    pub month_first: bool,
}

impl Locale {
    /// Reads an `Accept-Language` header: the first language we speak among
    /// those asked for (or `chosen`, if the person chose one), and the territory of
    /// the one they like best.
    #[must_use]
    pub fn negotiate(chosen: Option<Lang>, accept_language: &str) -> Self {
        let mut ranges: Vec<(&str, f32)> = accept_language
            .split(',')
            .filter_map(|range| {
                let (tag, weight) = range.split_once(";q=").unwrap_or((range, "1"));
                Some((tag.trim(), weight.trim().parse::<f32>().ok()?)).filter(|(_, q)| *q > 0.0)
            })
            .collect();
        ranges.sort_by(|a, b| b.1.total_cmp(&a.1));

        let asked = ranges
            .iter()
            .find_map(|(tag, _)| Lang::from_code(tag.split('-').next()?));
        let lang = chosen.or(asked).unwrap_or(Lang::En);
        // `en-US`, `zh-Hant-TW`: the territory is the part of two letters. A bare
        // language is read where most of its readers are (CLDR likely subtags).
        let first = ranges.first().map_or("", |(tag, _)| *tag);
        let named = first.split('-').skip(1).find(|part| part.len() == 2);
        let territory = named.unwrap_or(if first.eq_ignore_ascii_case("en") {
            "US"
        } else {
            ""
        });
        let among = |list: &[&str]| {
            list.iter()
                .any(|entry| territory.eq_ignore_ascii_case(entry))
        };
        Self {
            lang,
            sunday_first: among(&SUNDAY_FIRST),
            month_first: lang == Lang::En && among(&MONTH_FIRST),
        }
    }

    /// The weekday on which a week begins.
    #[must_use]
    pub const fn first_weekday(self) -> Weekday {
        if self.sunday_first {
            Weekday::Sun
        } else {
            Weekday::Mon
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(accept: &str, lang: Lang, sunday_first: bool, month_first: bool) {
        assert_eq!(
            Locale::negotiate(None, accept),
            Locale {
                lang,
                sunday_first,
                month_first
            },
            "{accept:?}"
        );
    }

    #[test]
    fn the_browser_says_what_the_person_reads() {
        check("en-US,en;q=0.9", Lang::En, true, true);
        check("en-GB,en;q=0.9", Lang::En, false, false);
        check("en", Lang::En, true, true);
        check(
            "fr-FR,fr;q=0.9,en-US;q=0.8,en;q=0.7",
            Lang::Fr,
            false,
            false,
        );
        check("fr-CA,fr;q=0.9", Lang::Fr, true, false);
        check("fr,en-US;q=0.9,en;q=0.8", Lang::Fr, false, false);
        check("de-DE,fr;q=0.5,en;q=0.4", Lang::Fr, false, false);
        check("en;q=0.4, fr-CH;q=0.9", Lang::Fr, false, false);
        check("fr;q=0,en-AU", Lang::En, false, false);
    }

    #[test]
    fn anything_else_is_plain_english_with_iso_weeks() {
        for accept in ["", "*", "de", ";q=1", "ja-;q=x", "🌧,,,;;;", "en-GB;q=abc"] {
            check(accept, Lang::En, false, false);
        }
    }

    #[test]
    fn a_chosen_language_keeps_the_territory() {
        let locale = Locale::negotiate(Some(Lang::Fr), "en-US,en;q=0.9");
        assert_eq!(
            locale,
            Locale {
                lang: Lang::Fr,
                sunday_first: true,
                month_first: false
            }
        );
    }
}
