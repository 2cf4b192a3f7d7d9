//! Reading an archive.

use std::io::Read;

use flate2::{Crc, read::DeflateDecoder};

use super::{CENTRAL, DEFLATED, END, LOCAL, STORED};

/// The length of the end record, to which a comment of up to 64 kB may follow.
const END_LENGTH: usize = 22;
const MAX_COMMENT: usize = 65_535;

/// The reason for which a file of an archive can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Truncated, damaged, or packed by another method.
    Damaged,
    /// It unpacks to more than the limit.
    TooLarge,
}

/// An archive with its central directory.
pub struct Archive<'a> {
    bytes: &'a [u8],
    entries: Vec<Entry<'a>>,
}

/// A file, by its entry in the central directory.
struct Entry<'a> {
    name: &'a [u8],
    method: u16,
    crc: u32,
    packed: usize,
    at: usize,
}

/// True for a ZIP archive, by its first bytes.
#[must_use]
pub fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(LOCAL) || bytes.starts_with(END)
}

impl<'a> Archive<'a> {
    /// The archive; none if it is truncated or damaged.
    #[must_use]
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let entries = directory(bytes)?;
        Some(Self { bytes, entries })
    }

    /// The names of its files.
    pub fn names(&self) -> impl Iterator<Item = &'a [u8]> {
        self.entries.iter().map(|entry| entry.name)
    }

    /// The content of the first file with such a name. It is unpacked up to a limit, because an archive may
    /// lie about its size.
    ///
    /// # Errors
    /// See [`Unreadable`].
    pub fn file(
        &self,
        is_named: impl Fn(&[u8]) -> bool,
        max: usize,
    ) -> Option<Result<Vec<u8>, Unreadable>> {
        let mut entries = self.entries.iter();
        let entry = entries.find(|entry| is_named(entry.name))?;
        Some(self.unpack(entry, max))
    }

    fn unpack(&self, entry: &Entry<'_>, max: usize) -> Result<Vec<u8>, Unreadable> {
        let packed = packed(self.bytes, entry).ok_or(Unreadable::Damaged)?;
        let limit = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
        let mut content = Vec::new();
        let unpacked = match entry.method {
            STORED => packed.take(limit).read_to_end(&mut content),
            DEFLATED => DeflateDecoder::new(packed)
                .take(limit)
                .read_to_end(&mut content),
            _ => return Err(Unreadable::Damaged),
        };
        unpacked.map_err(|_| Unreadable::Damaged)?;
        if content.len() > max {
            return Err(Unreadable::TooLarge);
        }
        let mut crc = Crc::new();
        crc.update(&content);
        if crc.sum() != entry.crc {
            return Err(Unreadable::Damaged);
        }
        Ok(content)
    }
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

fn length(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(long(bytes, at)?).ok()
}

/// The central directory; none if it is damaged.
fn directory(bytes: &[u8]) -> Option<Vec<Entry<'_>>> {
    let last = bytes.len().checked_sub(END_LENGTH)?;
    let first = last.saturating_sub(MAX_COMMENT);
    let end = (first..=last)
        .rev()
        .find(|at| bytes[*at..].starts_with(END))?;
    let count = short(bytes, end + 10)?;
    let mut at = length(bytes, end + 16)?;
    let mut entries = Vec::new();
    for _ in 0..count {
        let entry = bytes.get(at..end)?;
        if !entry.starts_with(CENTRAL) {
            return None;
        }
        let name = usize::from(short(entry, 28)?);
        let extra = usize::from(short(entry, 30)?) + usize::from(short(entry, 32)?);
        entries.push(Entry {
            name: entry.get(46..46 + name)?,
            method: short(entry, 10)?,
            crc: long(entry, 16)?,
            packed: length(entry, 20)?,
            at: length(entry, 42)?,
        });
        at += 46 + name + extra;
    }
    Some(entries)
}

/// The packed content of a file; none if it is not all there.
fn packed<'a>(bytes: &'a [u8], entry: &Entry<'_>) -> Option<&'a [u8]> {
    let header = bytes.get(entry.at..)?;
    if !header.starts_with(LOCAL) {
        return None;
    }
    let start = 30 + usize::from(short(header, 26)?) + usize::from(short(header, 28)?);
    header.get(start..start.checked_add(entry.packed)?)
}
