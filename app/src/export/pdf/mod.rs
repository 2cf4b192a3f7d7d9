//! Entries on paper, to hand to a doctor: a page for each month or year, with its calendar, curve and
//! statistics, and the notes if they are wanted.
//!
//! The charts and sentences are those of the pages of insight and of the calendar.

mod drawing;
mod sheets;
mod summary;
mod text;

use super::Document;
use crate::{
    domain::{Day, Entry, Locale, Month, Period, Year, insight::TaggedDay},
    error::Error,
    i18n,
};
use sheets::Sheets;

/// The span of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pages {
    /// A month.
    #[default]
    Month,
    /// A year.
    Year,
}

impl Pages {
    /// Its name in a query.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// The span of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Month, Self::Year]
            .into_iter()
            .find(|it| it.as_str() == name)
    }

    /// The month or year of a day.
    fn of(self, day: Day) -> Period {
        match self {
            Self::Month => Period::Month(Month::of(day)),
            Self::Year => Period::Year(Year::of(day)),
        }
    }
}

/// Entries as a PDF. Its parts are only known at the end, so that all entries are kept until then.
pub struct Pdf {
    pages: Pages,
    span: (Day, Day),
    today: Day,
    locale: Locale,
    entries: Vec<Entry>,
}

impl Pdf {
    /// A document about the days of `span`, the last one included.
    #[must_use]
    pub const fn new(pages: Pages, span: (Day, Day), today: Day, locale: Locale) -> Self {
        Self {
            pages,
            span,
            today,
            locale,
            entries: Vec::new(),
        }
    }
}

impl Document for Pdf {
    const IS_LONG_WORK: bool = true;

    fn head(&mut self) -> Result<Vec<u8>, Error> {
        Ok(Vec::new())
    }

    fn entries(&mut self, entries: &[Entry]) -> Result<Vec<u8>, Error> {
        self.entries.extend_from_slice(entries);
        Ok(Vec::new())
    }

    fn tail(&mut self) -> Result<Vec<u8>, Error> {
        let (locale, lang) = (self.locale, self.locale.lang);
        let days: Vec<_> = self.entries.iter().map(TaggedDay::from).collect();
        let foot = |number| i18n::pdf_foot(locale, self.today, number);
        let mut sheets = Sheets::new(foot);
        let periods = self
            .entries
            .chunk_by(|one, next| self.pages.of(one.day) == self.pages.of(next.day));
        for entries in periods {
            let (Some(first), Some(last)) = (entries.first(), entries.last()) else {
                continue;
            };
            let period = self.pages.of(first.day);
            // Days to come are not missing; the latest entry may be of tomorrow, in another time zone.
            let end = self.today.max(last.day);
            let span = (
                period.first().max(self.span.0),
                period.last().min(self.span.1).min(end),
            );
            summary::period(&mut sheets, locale, period, span, &days, entries);
        }
        if self.entries.is_empty() {
            sheets.begin(i18n::pdf_title(lang));
            sheets.paragraph(i18n::pdf_empty(lang));
        }
        sheets.finish(i18n::pdf_title(lang), lang.code())
    }
}

#[cfg(test)]
mod tests {
    use lopdf::Document as Read;
    use proptest::prelude::*;

    use super::*;
    use crate::{
        domain::{Lang, Mood},
        error::ErrorKind,
        export::tests::{entry, journal},
    };

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    /// The file of these entries, read by another library.
    fn read(pages: Pages, lang: Lang, entries: &[Entry]) -> Read {
        let span = (day("2017-01-01"), day("2026-12-31"));
        let locale = Locale::negotiate(Some(lang), "");
        let mut pdf = Pdf::new(pages, span, day("2026-11-27"), locale);
        let mut file = pdf.head().unwrap();
        for part in entries.chunks(100) {
            file.extend(pdf.entries(part).unwrap());
        }
        file.extend(pdf.tail().unwrap());
        Read::load_mem(&file).unwrap()
    }

    /// The text of a page, in which a line break counts as a space.
    fn text(file: &Read, page: u32) -> String {
        let text = file.extract_text(&[page]).unwrap();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Entries of the first days of months.
    fn entries(days: &[(&str, Mood, &str)]) -> Vec<Entry> {
        days.iter()
            .map(|(day, mood, note)| Entry {
                day: Day::parse(day).unwrap(),
                mood: *mood,
                ..entry(note)
            })
            .collect()
    }

    #[test]
    fn each_month_with_entries_has_a_page() {
        let file = read(
            Pages::Month,
            Lang::En,
            &entries(&[
                (
                    "2024-02-29",
                    Mood::Good,
                    "Café, office, œuvre, Straße, Ελλάδα, Привет",
                ),
                ("2024-03-01", Mood::Awful, ""),
                ("2024-06-30", Mood::Bad, "Rain"),
            ]),
        );
        assert_eq!(file.get_pages().len(), 3);
        let [february, march, june] = [1, 2, 3].map(|page| text(&file, page));
        assert!(february.contains("February 2024"), "{february}");
        assert!(
            february.contains("Thursday 29 February · Good"),
            "{february}"
        );
        assert!(
            february.contains("Café, office, œuvre, Straße, Ελλάδα, Привет"),
            "{february}"
        );
        assert!(february.contains("page 1"), "{february}");
        assert!(
            march.contains("March 2024") && !march.contains("Notes"),
            "{march}"
        );
        assert!(
            june.contains("June 2024") && june.contains("Rain"),
            "{june}"
        );
        assert!(!june.contains("An empty box"));
    }

    #[test]
    fn a_year_is_a_page_in_either_language() {
        let days = [
            ("2023-12-31", Mood::Good, ""),
            ("2024-01-01", Mood::Good, "Été"),
        ];
        let file = read(Pages::Year, Lang::Fr, &entries(&days));
        assert_eq!(file.get_pages().len(), 2);
        let text = text(&file, 2);
        assert!(
            text.starts_with("2024 Journal d’humeur, du 1er janvier 2024 au"),
            "{text}"
        );
        assert!(text.contains("Été") && text.contains("page 2"), "{text}");
    }

    #[test]
    fn the_figures_are_those_of_the_days_of_a_page() {
        let day = |number| format!("2024-02-{number:02}");
        let days: Vec<_> = (10..20).map(day).collect();
        let mut all = vec![("2024-01-01", Mood::Great, "")];
        all.extend(days.iter().map(|day| (day.as_str(), Mood::Bad, "")));
        let file = read(Pages::Month, Lang::En, &entries(&all));
        let [january, february] = [1, 2].map(|page| text(&file, page));
        assert!(january.contains("You wrote on 1 of 31 days."), "{january}");
        // The days before the tenth are missing, because the journal has begun in January.
        assert!(
            february.contains("You wrote on 10 of 29 days."),
            "{february}"
        );
        assert!(
            february.contains("0 0% 10 100% 0 0% 0 0% 0 0%"),
            "{february}"
        );
        assert!(
            february.contains("On average 2.0 out of 5, over 10 days"),
            "{february}"
        );
        let year = text(&read(Pages::Year, Lang::En, &entries(&all)), 1);
        assert!(
            year.contains("On average 2.3 out of 5, over 11 days"),
            "{year}"
        );
        assert!(year.contains("You wrote on 11 of 366 days."), "{year}");
    }

    #[test]
    fn a_long_word_stays_on_the_paper() {
        let word = "x".repeat(500);
        let paragraph = text::Fonts::new().paragraph(&word, 10.0, [0; 3], Some(sheets::WIDTH));
        assert!(paragraph.width() <= sheets::WIDTH, "{}", paragraph.width());
        assert!(paragraph.lines().count() > 3);
    }

    #[test]
    fn too_many_sheets_are_refused() {
        let note = vec!["a"; 250].join("\n");
        let first = day("2017-01-01");
        let entries: Vec<_> = (0..400)
            .map(|offset| Entry {
                day: first.plus(offset),
                ..entry(&note)
            })
            .collect();
        let span = (first, day("2026-12-31"));
        let locale = Locale::negotiate(Some(Lang::En), "");
        let mut pdf = Pdf::new(Pages::Month, span, day("2026-11-27"), locale);
        pdf.entries(&entries).unwrap();
        let error = pdf.tail().unwrap_err();
        assert_eq!(
            (error.kind, error.field.as_deref()),
            (ErrorKind::Invalid, Some("notes"))
        );
    }

    #[test]
    fn a_character_without_a_font_is_announced() {
        let file = read(
            Pages::Month,
            Lang::En,
            &entries(&[("2024-02-29", Mood::Good, "日本 🙂")]),
        );
        assert!(text(&file, 1).contains("An empty box stands for a character"));
        let file = read(
            Pages::Month,
            Lang::En,
            &entries(&[("2024-02-29", Mood::Good, "🙂 👩\u{200d}🚀 שלום مرحبا")]),
        );
        assert!(!text(&file, 1).contains("An empty box"));
    }

    #[test]
    fn an_empty_journal_is_a_page_that_says_so() {
        let file = read(Pages::Month, Lang::En, &[]);
        assert_eq!(file.get_pages().len(), 1);
        assert!(text(&file, 1).contains("There are no days between these dates."));
    }

    #[test]
    fn screen_readers_are_told_the_language_and_the_headings() {
        let file = read(
            Pages::Year,
            Lang::Fr,
            &entries(&[("2024-01-01", Mood::Good, "")]),
        );
        let catalog = file.catalog().unwrap();
        assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"fr");
        assert!(catalog.has(b"StructTreeRoot") && catalog.has(b"Outlines"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn any_journal_is_a_file(entries in journal()) {
            let file = read(Pages::Month, Lang::En, &entries);
            let months = entries.chunk_by(|one, next| Month::of(one.day) == Month::of(next.day));
            prop_assert!(file.get_pages().len() >= months.count().max(1));
        }
    }
}
