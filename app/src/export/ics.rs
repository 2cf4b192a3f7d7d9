//! Entries as iCalendar (RFC 5545): all-day events, or journal entries.
//!
//! A journal entry (`VJOURNAL`) is what a day is, but most calendars show events only. An event is
//! transparent: it makes nobody busy. Both have the same `UID` in every export of a journal, so that a
//! calendar replaces a day instead of adding it again.

use chrono::DateTime;

use super::Document;
use crate::{
    domain::{Entry, Lang},
    error::Error,
    i18n,
    ports::{FileKey, UserId},
};

/// The maximum length of a line, in bytes, without its end.
const LINE: usize = 75;

/// The component of a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Component {
    /// A transparent event of the whole day, which every calendar shows.
    #[default]
    Event,
    /// A journal entry.
    Journal,
}

impl Component {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Event, Self::Journal];

    /// Its name in a query.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Journal => "journal",
        }
    }

    /// The component of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Event => "VEVENT",
            Self::Journal => "VJOURNAL",
        }
    }
}

/// The use of a calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// A file that is imported once.
    File,
    /// A feed that is read again and again.
    Feed,
}

/// Entries as a calendar.
pub struct Ics {
    /// Names the days of this journal without naming its person.
    owner: String,
    lang: Lang,
    component: Component,
    lifetime: Lifetime,
}

impl Ics {
    /// A calendar of the journal of `user`.
    #[must_use]
    pub fn new(user: &UserId, lang: Lang, component: Component, lifetime: Lifetime) -> Self {
        Self {
            owner: FileKey::owner(user),
            lang,
            component,
            lifetime,
        }
    }

    fn day(&self, text: &mut Text, entry: &Entry) {
        let date = |day: crate::domain::Day| day.date().format("%Y%m%d").to_string();
        let name = self.component.name();
        text.line("BEGIN", name);
        text.line("UID", &format!("{}-{}@humeur", entry.day, self.owner));
        // Without METHOD, it is the time of the last change: the same in every export.
        text.line("DTSTAMP", &time(entry.updated_at));
        text.line("CREATED", &time(entry.created_at));
        text.line("LAST-MODIFIED", &time(entry.updated_at));
        text.line("DTSTART;VALUE=DATE", &date(entry.day));
        if self.component == Component::Event {
            text.line("DTEND;VALUE=DATE", &date(entry.day.plus(1)));
            text.line("TRANSP", "TRANSPARENT");
        }
        text.line("SUMMARY", &escaped(i18n::mood_name(self.lang, entry.mood)));
        if let Some(note) = &entry.note {
            text.line("DESCRIPTION", &escaped(note.as_str()));
        }
        text.line("CATEGORIES", entry.mood.as_str());
        text.line("CLASS", "PRIVATE");
        text.line("END", name);
    }
}

impl Document for Ics {
    fn head(&mut self) -> Result<Vec<u8>, Error> {
        let mut text = Text::default();
        text.line("BEGIN", "VCALENDAR");
        text.line("VERSION", "2.0");
        text.line("PRODID", "-//Humeur//Journal//EN");
        text.line("CALSCALE", "GREGORIAN");
        // RFC 7986, and the name that older calendars read.
        text.line("NAME", "Humeur");
        text.line("X-WR-CALNAME", "Humeur");
        if self.lifetime == Lifetime::Feed {
            text.line("REFRESH-INTERVAL;VALUE=DURATION", "PT6H");
            text.line("X-PUBLISHED-TTL", "PT6H");
        }
        Ok(text.0.into_bytes())
    }

    fn entries(&mut self, entries: &[Entry]) -> Result<Vec<u8>, Error> {
        let mut text = Text::default();
        for entry in entries {
            self.day(&mut text, entry);
        }
        Ok(text.0.into_bytes())
    }

    fn tail(&mut self) -> Result<Vec<u8>, Error> {
        let mut text = Text::default();
        text.line("END", "VCALENDAR");
        Ok(text.0.into_bytes())
    }
}

/// Lines of a calendar.
#[derive(Default)]
struct Text(String);

impl Text {
    /// Adds a line, folded after at most 75 bytes, between two characters.
    fn line(&mut self, name: &str, value: &str) {
        let mut used = 0;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if used + c.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                used = 1;
            }
            self.0.push(c);
            used += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// A value of type TEXT. A note's only control character is the line break.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => escaped.push_str("\\n"),
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
    }
    escaped
}

/// An instant in UTC.
fn time(seconds: i64) -> String {
    DateTime::from_timestamp(seconds, 0).map_or_else(String::new, |time| {
        time.format("%Y%m%dT%H%M%SZ").to_string()
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        super::tests::{entry, journal, text},
        *,
    };

    fn calendar(component: Component, lifetime: Lifetime) -> Ics {
        Ics::new(&UserId("ada".into()), Lang::Fr, component, lifetime)
    }

    /// The values of a property, unfolded and unescaped.
    fn values(text: &str, name: &str) -> Vec<String> {
        let unfolded = text.replace("\r\n ", "");
        let lines = unfolded.split("\r\n");
        lines
            .filter_map(|line| line.split_once(':'))
            .filter(|(found, _)| *found == name)
            .map(|(_, value)| {
                let mut read = String::new();
                let mut characters = value.chars();
                while let Some(c) = characters.next() {
                    match (c, c == '\\') {
                        (_, true) => match characters.next().unwrap() {
                            'n' => read.push('\n'),
                            c => read.push(c),
                        },
                        (c, false) => read.push(c),
                    }
                }
                read
            })
            .collect()
    }

    #[test]
    fn a_day_is_an_event_that_makes_nobody_busy() {
        let text = text(
            calendar(Component::Event, Lifetime::File),
            &[entry("a walk; rain, \\o/\nhome")],
        );
        let owner = FileKey::owner(&UserId("ada".into()));
        assert_eq!(
            text,
            format!(
                "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Humeur//Journal//EN\r\n\
                 CALSCALE:GREGORIAN\r\nNAME:Humeur\r\nX-WR-CALNAME:Humeur\r\nBEGIN:VEVENT\r\n\
                 UID:2026-11-20-{owner}@humeur\r\nDTSTAMP:20261120T120001Z\r\n\
                 CREATED:20261120T120000Z\r\nLAST-MODIFIED:20261120T120001Z\r\n\
                 DTSTART;VALUE=DATE:20261120\r\nDTEND;VALUE=DATE:20261121\r\n\
                 TRANSP:TRANSPARENT\r\nSUMMARY:Bonne\r\n\
                 DESCRIPTION:a walk\\; rain\\, \\\\o/\\nhome\r\nCATEGORIES:good\r\n\
                 CLASS:PRIVATE\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
            )
        );
    }

    #[test]
    fn a_journal_entry_has_no_end_and_a_feed_says_when_to_look_again() {
        let text = text(calendar(Component::Journal, Lifetime::Feed), &[entry("")]);
        assert!(text.contains("BEGIN:VJOURNAL\r\n") && text.contains("END:VJOURNAL\r\n"));
        for absent in ["DTEND", "TRANSP", "DESCRIPTION"] {
            assert!(!text.contains(absent), "{text}");
        }
        assert!(text.contains("REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n"));
    }

    proptest! {
        #[test]
        fn lines_are_short_and_every_note_is_read_exactly(entries in journal(), at in 0_usize..2) {
            let text = text(calendar(Component::ALL[at], Lifetime::File), &entries);
            prop_assert!(text.ends_with("\r\n"));
            for line in text.split("\r\n") {
                prop_assert!(line.len() <= LINE && !line.contains(['\n', '\r']), "{}", line);
            }
            let notes = entries.iter().filter_map(|entry| entry.note.as_ref());
            let notes: Vec<_> = notes.map(|note| note.as_str().to_owned()).collect();
            prop_assert_eq!(values(&text, "DESCRIPTION"), notes);
            let days: Vec<_> = entries.iter().map(|it| it.day.to_string().replace('-', "")).collect();
            prop_assert_eq!(values(&text, "DTSTART;VALUE=DATE"), days);
            let mut names = values(&text, "UID");
            names.dedup();
            prop_assert_eq!(names.len(), entries.len());
        }
    }
}
