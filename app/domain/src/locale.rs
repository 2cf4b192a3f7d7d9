//! Language, date format and first weekday of a person's region.

use chrono::Weekday;
use serde::{Deserialize, Serialize};

use crate::{account::WeekStart, regions};

/// A language of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    En,
    /// French.
    Fr,
}

impl Lang {
    /// Both languages.
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

/// A language, and the conventions of the person's region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Locale {
    /// The language of the interface.
    pub lang: Lang,
    /// The weekday on which a week begins, in days after Monday.
    pub week_begins: u8,
    /// True for "November 20", false for "20 November".
    pub month_first: bool,
    /// True for "9 PM", false for "21:00".
    pub twelve_hours: bool,
}

impl Locale {
    /// Negotiates by an `Accept-Language` header: the first supported language (or `chosen`, if the
    /// person chose one), and the region of the most preferred language.
    #[must_use]
    pub fn negotiate(chosen: Option<Lang>, accept_language: &str) -> Self {
        let mut ranges: Vec<(&str, f32)> =
            accept_language.split(',').filter_map(weighted).collect();
        ranges.sort_by(|a, b| b.1.total_cmp(&a.1));

        let asked = ranges
            .iter()
            .find_map(|(tag, _)| Lang::from_code(tag.split('-').next()?));
        let lang = chosen.or(asked).unwrap_or(Lang::En);
        let region = ranges.first().map_or("", |(tag, _)| region(tag));
        let among = |list: &str| {
            list.split_whitespace()
                .any(|entry| region.eq_ignore_ascii_case(entry))
        };
        let first = if among(regions::FRIDAY_FIRST) {
            Weekday::Fri
        } else if among(regions::SATURDAY_FIRST) {
            Weekday::Sat
        } else if among(regions::SUNDAY_FIRST) {
            Weekday::Sun
        } else {
            Weekday::Mon
        };
        Self {
            lang,
            week_begins: first as u8,
            month_first: lang == Lang::En && among(regions::MONTH_FIRST),
            twelve_hours: lang == Lang::En && among(regions::TWELVE_HOURS),
        }
    }

    /// The same, with weeks that begin as the person chose.
    #[must_use]
    pub const fn with_week_start(self, chosen: WeekStart) -> Self {
        match chosen.weekday() {
            Some(weekday) => Self {
                week_begins: weekday as u8,
                ..self
            },
            None => self,
        }
    }

    /// The weekday on which a week begins.
    #[must_use]
    pub fn first_weekday(self) -> Weekday {
        Weekday::try_from(self.week_begins).unwrap_or(Weekday::Mon)
    }
}

/// A language range with its weight; none for weight 0, which excludes it (RFC 9110, section
/// 12.5.4).
fn weighted(range: &str) -> Option<(&str, f32)> {
    let (tag, parameter) = range.split_once(';').unwrap_or((range, "q=1"));
    let (name, weight) = parameter.split_once('=')?;
    if !name.trim().eq_ignore_ascii_case("q") {
        return None;
    }
    let weight = weight.trim().parse().ok()?;
    (weight > 0.0 && weight <= 1.0).then_some((tag.trim(), weight))
}

/// The region of a language range: the named one (`en-US`, `zh-Hant-TW`, `es-419`), or the
/// language's most likely one.
fn region(tag: &str) -> &str {
    let is_region = |part: &&str| match part.len() {
        2 => part.bytes().all(|byte| byte.is_ascii_alphabetic()),
        3 => part.bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    };
    // A single letter starts an extension such as `-u-co-phonebk`.
    let mut parts = tag.split('-').take_while(|part| part.len() > 1);
    let language = parts.next().unwrap_or_default();
    let likely = |tag: &str| {
        regions::LIKELY
            .split_whitespace()
            .filter_map(|entry| entry.split_once('='))
            .find_map(|(of, region)| of.eq_ignore_ascii_case(tag).then_some(region))
    };
    let named = parts.find(is_region);
    named
        .or_else(|| likely(tag))
        .or_else(|| likely(language))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(accept: &str, lang: Lang, first: Weekday, month_first: bool) {
        let locale = Locale::negotiate(None, accept);
        assert_eq!(
            (locale.lang, locale.first_weekday(), locale.month_first),
            (lang, first, month_first),
            "{accept:?}"
        );
    }

    #[test]
    fn the_preferred_supported_language_is_negotiated() {
        use Weekday::{Mon, Sun};
        check("en-US,en;q=0.9", Lang::En, Sun, true);
        check("en-GB,en;q=0.9", Lang::En, Mon, false);
        check("en", Lang::En, Sun, true);
        check("fr-FR,fr;q=0.9,en-US;q=0.8,en;q=0.7", Lang::Fr, Mon, false);
        check("fr-CA,fr;q=0.9", Lang::Fr, Sun, false);
        check("fr,en-US;q=0.9,en;q=0.8", Lang::Fr, Mon, false);
        check("de-DE,fr;q=0.5,en;q=0.4", Lang::Fr, Mon, false);
        check("en;q=0.4, fr-CH;q=0.9", Lang::Fr, Mon, false);
        check("fr;q=0,en-AU", Lang::En, Mon, false);
    }

    #[test]
    fn a_chosen_week_start_replaces_the_regions() {
        let locale = Locale::negotiate(None, "en-US");
        for start in WeekStart::ALL {
            let chosen = locale.with_week_start(start).first_weekday();
            assert_eq!(chosen, start.weekday().unwrap_or(Weekday::Sun));
        }
    }

    #[test]
    fn weights_may_have_spaces_and_capitals() {
        use Weekday::{Mon, Sun};
        check("en; q=0.5, fr; q=0.9", Lang::Fr, Mon, false);
        check("en ;q=0.5 ,fr-CA ; q=0.9", Lang::Fr, Sun, false);
        check("en;Q=0.5,\tfr;\tQ=0.9", Lang::Fr, Mon, false);
        check("en; q=0, fr; q=0.1", Lang::Fr, Mon, false);
        check("fr; q = 0.9, en; q=0.5", Lang::Fr, Mon, false);
    }

    #[test]
    fn other_input_is_english_with_iso_weeks() {
        for accept in [
            "",
            "*",
            "de",
            ";q=1",
            "ja-;q=x",
            "🌧,,,;;;",
            "en-GB;q=abc",
            "fr;q=NaN",
            "fr;q=inf",
            "fr;level=1",
            "x-y",
            "-",
        ] {
            check(accept, Lang::En, Weekday::Mon, false);
        }
    }

    /// By CLDR 48, supplemental data, `weekData/firstDay`.
    #[test]
    fn weeks_begin_by_cldr() {
        for (first, regions) in [
            (
                Weekday::Mon,
                "001 AD AE AR AT AU BE BG BN CH CL CN CR CZ DE DK EC EE ES FI FJ FR GB GE GR HR \
                 HU IE IT KZ LB LK LT LU LV MC MN MY NL NO NZ PL RO RS RU SE SI SK TJ TR UA UY UZ \
                 VN MA TN SN CI CD NG GH",
            ),
            (Weekday::Fri, "MV"),
            (Weekday::Sat, "AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY"),
            (
                Weekday::Sun,
                "AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN JM JP KE KH KR LA MH \
                 MM MO MT MX MZ NI NP PA PE PH PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA \
                 ZW",
            ),
        ] {
            for region in regions.split_whitespace() {
                for tag in [
                    format!("fr-{region}"),
                    format!("en-latn-{}", region.to_lowercase()),
                ] {
                    let locale = Locale::negotiate(None, &tag);
                    assert_eq!(locale.first_weekday(), first, "{tag}");
                }
            }
        }
    }

    /// By CLDR 48, supplemental data, `likelySubtags`.
    #[test]
    fn a_language_without_a_region_has_its_most_likely_one() {
        for (tag, where_read) in [
            ("en", "US"),
            ("fr", "FR"),
            ("ar", "EG"),
            ("fa", "IR"),
            ("he", "IL"),
            ("ja", "JP"),
            ("pt", "BR"),
            ("hi", "IN"),
            ("fil", "PH"),
            ("zh", "CN"),
            ("zh-Hant", "TW"),
            ("zh-hant", "TW"),
            ("zh-Hans", "CN"),
            ("uz-Arab", "AF"),
            ("de-u-co-phonebk", "DE"),
            ("es-419", "419"),
            ("sr-Latn-RS", "RS"),
            ("sl-rozaj-biske", "SI"),
            ("*", ""),
            ("qqq", ""),
        ] {
            assert_eq!(region(tag), where_read, "{tag}");
        }
    }

    #[test]
    fn hours_follow_the_regions_english_and_french_has_twenty_four() {
        for (accept, twelve) in [
            ("en-US", true),
            ("en", true),
            ("en-AU", true),
            ("en-CA", true),
            ("en-IN", true),
            ("en-GB", false),
            ("en-IE", false),
            ("en-ZA", false),
            ("fr-FR", false),
            ("fr-CA", false),
            ("fr-DZ", false),
        ] {
            let locale = Locale::negotiate(None, accept);
            assert_eq!(locale.twelve_hours, twelve, "{accept}");
        }
    }

    #[test]
    fn a_chosen_language_keeps_the_region() {
        let locale = Locale::negotiate(Some(Lang::Fr), "en-US,en;q=0.9");
        assert_eq!(
            locale,
            Locale {
                lang: Lang::Fr,
                week_begins: Weekday::Sun as u8,
                month_first: false,
                twelve_hours: false,
            }
        );
    }
}
