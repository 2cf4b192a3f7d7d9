//! Writing an archive.

use chrono::Datelike;
use flate2::Crc;

use super::{CENTRAL, END, LOCAL, STORED};
use crate::domain::Day;

/// The version of the format that a reader needs: 2.0.
const VERSION: u16 = 20;
/// Names are in UTF-8.
const FLAGS: u16 = 1 << 11;

/// An archive that is written file by file. Files are stored as they are: a JPEG does not get smaller, and not
/// every browser can unpack.
#[derive(Default)]
pub struct Writer {
    directory: Vec<u8>,
    count: u16,
    at: u32,
}

impl Writer {
    /// The part of the archive with a file. None if the archive would have more than 4 GB or 65,535 files.
    #[must_use]
    pub fn file(&mut self, name: &str, day: Day, content: &[u8]) -> Option<Vec<u8>> {
        let size = u32::try_from(content.len()).ok()?;
        let mut crc = Crc::new();
        crc.update(content);
        // What the file's own header and its entry in the directory have in common.
        let facts = [
            shorts(&[VERSION, FLAGS, STORED, 0, date(day)]),
            longs(&[crc.sum(), size, size]),
            shorts(&[u16::try_from(name.len()).ok()?, 0]),
        ]
        .concat();
        let part = [LOCAL, &facts, name.as_bytes(), content].concat();
        self.directory.extend_from_slice(CENTRAL);
        self.directory.extend(shorts(&[VERSION]));
        self.directory.extend(facts);
        // No comment, the first disk, no attributes.
        self.directory.extend(shorts(&[0, 0, 0]));
        self.directory.extend(longs(&[0, self.at]));
        self.directory.extend_from_slice(name.as_bytes());
        self.count = self.count.checked_add(1)?;
        self.at = self.at.checked_add(u32::try_from(part.len()).ok()?)?;
        Some(part)
    }

    /// The last part of the archive: its directory. None if it is too large.
    #[must_use]
    pub fn end(self) -> Option<Vec<u8>> {
        let size = u32::try_from(self.directory.len()).ok()?;
        let end = [
            END.to_vec(),
            shorts(&[0, 0, self.count, self.count]),
            longs(&[size, self.at]),
            shorts(&[0]),
        ];
        Some([self.directory, end.concat()].concat())
    }
}

fn shorts(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|it| it.to_le_bytes()).collect()
}

fn longs(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|it| it.to_le_bytes()).collect()
}

/// A day in the format of DOS: seven bits of the year since 1980, four of the month, five of the day. Its first
/// day for one that it does not have.
fn date(day: Day) -> u16 {
    let date = day.date();
    let year = date
        .year()
        .checked_sub(1980)
        .and_then(|it| u8::try_from(it).ok());
    let Some(year) = year.filter(|year| *year < 128) else {
        return 1 << 5 | 1;
    };
    let [month, day] = [date.month(), date.day()].map(|it| u16::try_from(it).unwrap_or(1));
    u16::from(year) << 9 | month << 5 | day
}
