//! The span that the page looks back over.

use leptos::prelude::*;

use crate::{
    api::stats::MAX_DAYS,
    domain::{Day, Lang},
    i18n,
};

/// A span that ends today.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Span {
    /// Thirty days.
    Month,
    /// Ninety days.
    #[default]
    Quarter,
    /// 365 days.
    Year,
    /// From the first entry, ten years at most.
    All,
}

impl Span {
    const ALL: [Self; 4] = [Self::Month, Self::Quarter, Self::Year, Self::All];

    /// The span that an address names; the default for any other word.
    pub fn parse(word: &str) -> Self {
        let mut spans = Self::ALL.into_iter();
        spans.find(|span| span.word() == word).unwrap_or_default()
    }

    /// Its word in addresses.
    const fn word(self) -> &'static str {
        match self {
            Self::Month => "30",
            Self::Quarter => "90",
            Self::Year => "365",
            Self::All => "all",
        }
    }

    /// The first day of the span.
    pub fn start(self, today: Day) -> Day {
        let days = match self {
            Self::Month => 30,
            Self::Quarter => 90,
            Self::Year => 365,
            Self::All => MAX_DAYS,
        };
        today.plus(1 - days)
    }

    /// The page's address.
    pub fn address(self) -> String {
        format!("/insight?span={}", self.word())
    }

    fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Month => i18n::span_30(lang),
            Self::Quarter => i18n::span_90(lang),
            Self::Year => i18n::span_365(lang),
            Self::All => i18n::span_all(lang),
        }
    }
}

/// Links to the spans.
#[component]
pub(super) fn Spans(lang: Lang, shown: Span) -> impl IntoView {
    let links = Span::ALL
        .map(|span| {
            let current = (span == shown).then_some("page");
            view! {
                <li>
                    <a href=span.address() aria-current=current>
                        {span.name(lang)}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="spans" aria-label=i18n::insight_spans(lang)>
            <ul>{links}</ul>
        </nav>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_has_its_days_and_another_word_is_the_default() {
        let today = Day::parse("2026-11-27").unwrap();
        for (word, span, start) in [
            ("30", Span::Month, "2026-10-29"),
            ("90", Span::Quarter, "2026-08-30"),
            ("365", Span::Year, "2025-11-28"),
            ("all", Span::All, "2016-11-20"),
            ("", Span::Quarter, "2026-08-30"),
            ("9000", Span::Quarter, "2026-08-30"),
        ] {
            assert_eq!(Span::parse(word), span, "{word}");
            assert_eq!(span.start(today).to_string(), start, "{word}");
        }
    }
}
