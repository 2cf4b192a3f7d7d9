//! Entries as CSV (RFC 4180), for spreadsheets.
//!
//! The file begins with a byte-order mark: without one, Excel reads it in the system's code page and
//! breaks every accent. Readers of UTF-8 ignore it.

use csv::{Terminator, Writer, WriterBuilder};

use super::{Document, time};
use crate::{domain::Entry, error::Error};

const BYTE_ORDER_MARK: &str = "\u{feff}";
const COLUMNS: [&str; 7] = [
    "day",
    "mood",
    "score",
    "note",
    "createdAt",
    "updatedAt",
    "expiresAt",
];

/// The character between two cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Separator {
    /// RFC 4180's, which English spreadsheets expect.
    #[default]
    Comma,
    /// For spreadsheets in French, whose numbers have a comma.
    Semicolon,
}

impl Separator {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Comma, Self::Semicolon];

    /// Its name in a query.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Comma => "comma",
            Self::Semicolon => "semicolon",
        }
    }

    /// The separator of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

/// Entries as a table.
#[derive(Clone, Copy, Debug, Default)]
pub struct Csv(pub Separator);

impl Csv {
    fn table(self, start: Vec<u8>) -> Writer<Vec<u8>> {
        let separator = match self.0 {
            Separator::Comma => b',',
            Separator::Semicolon => b';',
        };
        WriterBuilder::new()
            .delimiter(separator)
            .terminator(Terminator::CRLF)
            .from_writer(start)
    }
}

impl Document for Csv {
    fn head(&mut self) -> Result<Vec<u8>, Error> {
        let mut table = self.table(BYTE_ORDER_MARK.into());
        table.write_record(COLUMNS).map_err(|_| Error::internal())?;
        table.into_inner().map_err(|_| Error::internal())
    }

    fn entries(&mut self, entries: &[Entry]) -> Result<Vec<u8>, Error> {
        let mut table = self.table(Vec::new());
        for entry in entries {
            let row = [
                entry.day.to_string(),
                entry.mood.as_str().to_owned(),
                entry.mood.score().to_string(),
                inert(entry.note_text()),
                time(entry.created_at),
                time(entry.updated_at),
                time(entry.expires_at),
            ];
            table.write_record(row).map_err(|_| Error::internal())?;
        }
        table.into_inner().map_err(|_| Error::internal())
    }

    fn tail(&mut self) -> Result<Vec<u8>, Error> {
        Ok(Vec::new())
    }
}

/// A cell that no spreadsheet runs as a formula: an apostrophe goes before the characters that begin
/// one (OWASP, CSV injection), and before an apostrophe. So a reader that removes one apostrophe has
/// the note again.
fn inert(note: &str) -> String {
    let is_escaped = |c| {
        matches!(
            c,
            '=' | '+' | '-' | '@' | '\t' | '\r' | '\'' | '＝' | '＋' | '－' | '＠'
        )
    };
    if note.starts_with(is_escaped) {
        format!("'{note}")
    } else {
        note.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        super::tests::{entry, journal, text},
        *,
    };

    /// The cells of a file, by RFC 4180's grammar and nothing of the writer's library.
    fn cells(text: &str, separator: char) -> Vec<Vec<String>> {
        let mut rows = vec![vec![String::new()]];
        let mut characters = text.chars().peekable();
        let mut is_quoted = false;
        while let Some(c) = characters.next() {
            let row = rows.last_mut().unwrap();
            let cell = row.last_mut().unwrap();
            match c {
                '"' if is_quoted && characters.next_if_eq(&'"').is_some() => cell.push('"'),
                '"' => is_quoted = !is_quoted,
                c if c == separator && !is_quoted => row.push(String::new()),
                '\r' if !is_quoted && characters.next_if_eq(&'\n').is_some() => {
                    rows.push(vec![String::new()]);
                }
                c => cell.push(c),
            }
        }
        assert_eq!(rows.pop().unwrap(), [""], "the last line ends");
        rows
    }

    #[test]
    fn a_table_has_a_mark_a_header_and_lines() {
        let table = |separator| text(Csv(separator), &[entry("a \"walk\", by\nthe canal")]);
        assert_eq!(
            table(Separator::Comma),
            "\u{feff}day,mood,score,note,createdAt,updatedAt,expiresAt\r\n\
             2026-11-20,good,4,\"a \"\"walk\"\", by\nthe canal\",2026-11-20T12:00:00Z,\
             2026-11-20T12:00:01Z,2027-05-22T12:00:00Z\r\n"
        );
        assert!(table(Separator::Semicolon).contains("\r\n2026-11-20;good;4;\"a \"\"walk"));
    }

    #[test]
    fn no_note_is_a_formula() {
        for note in ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "=\"a\",b", "'=1"] {
            let rows = cells(&text(Csv::default(), &[entry(note)]), ',');
            assert_eq!(rows[1][3], format!("'{note}"));
        }
        let rows = cells(&text(Csv::default(), &[entry("1 = 1")]), ',');
        assert_eq!(rows[1][3], "1 = 1");
    }

    proptest! {
        #[test]
        fn another_reader_finds_every_day_exactly(entries in journal(), at in 0_usize..2) {
            let separator = Separator::ALL[at];
            let text = text(Csv(separator), &entries);
            let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap();
            let rows = cells(text, [',', ';'][at]);
            prop_assert_eq!(&rows[0], &COLUMNS.map(ToOwned::to_owned));
            prop_assert_eq!(rows.len(), entries.len() + 1);
            for (row, entry) in rows[1..].iter().zip(&entries) {
                let runs = |c| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r');
                prop_assert!(row.iter().all(|cell| !cell.starts_with(runs)));
                let note = row[3].strip_prefix('\'').unwrap_or(&row[3]);
                let times = [entry.created_at, entry.updated_at, entry.expires_at].map(time);
                prop_assert_eq!(&row[0], &entry.day.to_string());
                prop_assert_eq!(&row[1], entry.mood.as_str());
                prop_assert_eq!(note, entry.note_text());
                prop_assert_eq!(&row[4..], &times);
            }
        }
    }
}
