//! Entries as CSV (RFC 4180), for spreadsheets.
//!
//! The file begins with a byte-order mark: without one, Excel reads it in the system's code page and
//! breaks every accent. Readers of UTF-8 ignore it.

use app::{domain::Entry, error::Error};
use chrono::{DateTime, SecondsFormat};
use csv::{Terminator, Writer, WriterBuilder};

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

/// The first line.
pub(super) fn header() -> Result<Vec<u8>, Error> {
    let mut table = table(BYTE_ORDER_MARK.into());
    table.write_record(COLUMNS).map_err(|_| Error::internal())?;
    table.into_inner().map_err(|_| Error::internal())
}

/// A line for each entry.
pub(super) fn rows(entries: &[Entry]) -> Result<Vec<u8>, Error> {
    let mut table = table(Vec::new());
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

fn table(start: Vec<u8>) -> Writer<Vec<u8>> {
    WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(start)
}

/// A cell that no spreadsheet runs as a formula: an apostrophe goes before the characters that begin
/// one (OWASP, CSV injection). The note itself is unchanged in the JSON.
fn inert(note: &str) -> String {
    let begins_formula = |c| {
        matches!(
            c,
            '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠'
        )
    };
    if note.starts_with(begins_formula) {
        format!("'{note}")
    } else {
        note.to_owned()
    }
}

/// An instant in UTC, as in ISO 8601.
fn time(seconds: i64) -> String {
    DateTime::from_timestamp(seconds, 0).map_or_else(String::new, |time| {
        time.to_rfc3339_opts(SecondsFormat::Secs, true)
    })
}

#[cfg(test)]
mod tests {
    use app::domain::{Day, Mood, Note};

    use super::*;

    fn rows_of(note: &str) -> String {
        let entry = Entry {
            day: Day::parse("2026-11-20").unwrap(),
            mood: Mood::Good,
            note: Note::parse(note).unwrap(),
            version: 1,
            edited: false,
            created_at: 1_795_176_000,
            updated_at: 1_795_176_001,
            expires_at: 1_810_987_200,
        };
        String::from_utf8(rows(&[entry]).unwrap()).unwrap()
    }

    #[test]
    fn a_table_has_a_mark_a_header_and_lines() {
        let header = String::from_utf8(header().unwrap()).unwrap();
        let columns = "day,mood,score,note,createdAt,updatedAt,expiresAt";
        assert_eq!(header, format!("\u{feff}{columns}\r\n"));
        assert_eq!(
            rows_of("a \"walk\", by\nthe canal"),
            "2026-11-20,good,4,\"a \"\"walk\"\", by\nthe canal\",2026-11-20T12:00:00Z,\
             2026-11-20T12:00:01Z,2027-05-22T12:00:00Z\r\n"
        );
    }

    #[test]
    fn no_note_is_a_formula() {
        for note in ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "=\"a\",b"] {
            let rows = rows_of(note);
            let cell = rows.split(',').nth(3).unwrap();
            assert!(cell.trim_start_matches('"').starts_with('\''), "{rows}");
        }
        assert!(rows_of("1 = 1").contains(",1 = 1,"));
    }
}
