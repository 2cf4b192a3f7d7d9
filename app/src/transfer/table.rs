//! Tables: CSV with commas, semicolons or tabs.

use std::borrow::Cow;

use csv::{ReaderBuilder, StringRecord};

use super::{FileError, MAX_ROWS, Reason};

/// The maximum number of columns: each cell of a header is stored several times.
const MAX_COLUMNS: usize = 200;
/// The maximum length of all cells of a header, in bytes.
const MAX_HEADER: usize = 64 * 1024;
/// The maximum number of cells of a line.
const MAX_CELLS: usize = 1000;

/// A table: its header, and a record for each line.
pub(super) struct Table {
    pub(super) header: Vec<String>,
    pub(super) records: Vec<Record>,
}

/// A line of a table.
pub(super) struct Record {
    /// The number of the line where it begins.
    pub(super) line: u64,
    cells: StringRecord,
}

impl Record {
    /// The cell of a column.
    ///
    /// # Errors
    /// Malformed if the line is too short.
    pub(super) fn cell(&self, column: usize) -> Result<&str, Reason> {
        self.cells.get(column).ok_or(Reason::Malformed)
    }
}

impl Table {
    /// Reads a table with a header.
    ///
    /// # Errors
    /// UnknownFormat if there is one column only, more than 200, or a line of more than 1,000 cells;
    /// TooManyRows, Unreadable.
    pub(super) fn read(content: &str) -> Result<Self, FileError> {
        // The reader counts lines by `\n` alone. In a note, each of these is a line break, too.
        let content = if content.contains('\r') {
            Cow::from(content.replace("\r\n", "\n").replace('\r', "\n"))
        } else {
            Cow::from(content)
        };
        let content = content.trim_start_matches('\n');
        let (content, skipped) = skip_hint(content);
        if has_endless_line(content, delimiter(content)) {
            return Err(FileError::UnknownFormat);
        }
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter(content))
            .flexible(true)
            .has_headers(true)
            .from_reader(content.as_bytes());
        let names = reader.headers().map_err(|_| FileError::Unreadable)?;
        if names.len() > MAX_COLUMNS || names.as_slice().len() > MAX_HEADER {
            return Err(FileError::UnknownFormat);
        }
        let header: Vec<String> = names.iter().map(|name| name.trim().to_owned()).collect();
        if header.len() < 2 {
            return Err(FileError::UnknownFormat);
        }
        let mut records = Vec::new();
        for record in reader.into_records() {
            let cells = record.map_err(|_| FileError::Unreadable)?;
            if cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if records.len() == MAX_ROWS {
                return Err(FileError::TooManyRows);
            }
            let line = cells.position().map_or(0, |at| line(content, at)) + skipped;
            records.push(Record { line, cells });
        }
        Ok(Self { header, records })
    }

    /// The column of a name, in any case.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        let mut names = self.header.iter();
        names.position(|column| column.eq_ignore_ascii_case(name))
    }
}

/// The number of a record's line. The reader counts that of the blank lines before it.
fn line(content: &str, at: &csv::Position) -> u64 {
    let start = usize::try_from(at.byte()).ok();
    let rest = start.and_then(|start| content.as_bytes().get(start..));
    let blank = rest
        .into_iter()
        .flatten()
        .take_while(|byte| **byte == b'\n');
    at.line() + blank.map(|_| 1).sum::<u64>()
}

/// Skips Excel's hint about the separator. Returns the number of its lines.
fn skip_hint(content: &str) -> (&str, u64) {
    match content.split_once('\n') {
        Some((first, rest)) if first.len() == 5 && first.starts_with("sep=") => (rest, 1),
        _ => (content, 0),
    }
}

/// True if a line has more than [`MAX_CELLS`]: each cell takes several bytes, even if it is empty. Quotes
/// count as for the reader, which takes one inside a cell as it is.
fn has_endless_line(content: &str, separator: u8) -> bool {
    #[derive(Clone, Copy)]
    enum At {
        Start,
        Plain,
        Quoted,
        Quote,
    }
    let (mut at, mut cells) = (At::Start, 0);
    for byte in content.bytes() {
        at = match (at, byte) {
            (At::Quoted, b'"') => At::Quote,
            (At::Quoted, _) | (At::Start | At::Quote, b'"') => At::Quoted,
            (_, b'\n') => {
                cells = 0;
                At::Start
            }
            (_, byte) if byte == separator => {
                cells += 1;
                if cells == MAX_CELLS {
                    return true;
                }
                At::Start
            }
            _ => At::Plain,
        };
    }
    false
}

/// The separator that the header has most of, outside quotes.
fn delimiter(content: &str) -> u8 {
    let (mut counts, mut is_quoted) = ([0_u32; 3], false);
    for byte in content.bytes() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' if !is_quoted => break,
            b',' if !is_quoted => counts[0] += 1,
            b';' if !is_quoted => counts[1] += 1,
            b'\t' if !is_quoted => counts[2] += 1,
            _ => {}
        }
    }
    match counts {
        [commas, semicolons, tabs] if semicolons > commas && semicolons >= tabs => b';',
        [commas, _, tabs] if tabs > commas => b'\t',
        _ => b',',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_count_in_every_notation() {
        for end in ["\n", "\r\n", "\r"] {
            for separator in [",", ";", "\t"] {
                let text = [
                    "\"day\",\"a;b\"",
                    "1,\"two",
                    "lines, \"\"quoted\"\"\"",
                    "",
                    "2,short",
                    "3",
                ];
                let text = text.join(end).replace(',', separator);
                let table = Table::read(&text).unwrap();
                assert_eq!(table.header[0], "day");
                let lines: Vec<u64> = table.records.iter().map(|record| record.line).collect();
                assert_eq!(lines, [2, 5, 6], "{text:?}");
                let note = format!("two\nlines{separator} \"quoted\"");
                assert_eq!(table.records[0].cell(1), Ok(note.as_str()));
                assert_eq!(table.records[2].cell(1), Err(Reason::Malformed));
            }
        }
        let hinted = Table::read("sep=;\nday;mood\n1;2\n").unwrap();
        assert_eq!((hinted.header.len(), hinted.records[0].line), (2, 3));
    }

    #[test]
    fn a_table_has_two_columns_and_ten_thousand_lines_at_most() {
        assert!(matches!(
            Table::read("a letter"),
            Err(FileError::UnknownFormat)
        ));
        let lines = |count| format!("day,mood\n{}", "2026-11-20,good\n".repeat(count));
        assert_eq!(
            Table::read(&lines(MAX_ROWS)).unwrap().records.len(),
            MAX_ROWS
        );
        let more = Table::read(&lines(MAX_ROWS + 1));
        assert!(matches!(more, Err(FileError::TooManyRows)));
    }
}
