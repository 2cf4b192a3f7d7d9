//! Daylio's back-up: a ZIP archive whose `backup.daylio` is JSON in base64.
//!
//! One file of an archive is read, stored or deflated, by the format's specification (PKWARE,
//! APPNOTE.TXT 6.3.10). The crate `zip` would bring encryption and file systems along.

use std::io::Read;

use base64::{Engine, prelude::BASE64_STANDARD};
use flate2::{Crc, read::DeflateDecoder};

use super::{FileError, MAX_FILE};

const NAME: &[u8] = b"backup.daylio";
const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
/// The length of the end record, to which a comment of up to 64 kB may follow.
const END_LENGTH: usize = 22;
const MAX_COMMENT: usize = 65_535;

/// A file of an archive, by its entry in the central directory.
struct Entry<'a> {
    name: &'a [u8],
    method: u16,
    crc: u32,
    packed: usize,
    at: usize,
}

/// True for a ZIP archive, by its first bytes.
pub(super) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(LOCAL) || bytes.starts_with(END)
}

/// The JSON of a back-up. It is unpacked up to a limit, because an archive may lie about its size.
///
/// # Errors
/// Unreadable if the archive is truncated or damaged, UnknownFormat if it is another's, TooLarge.
pub(super) fn daylio_backup(bytes: &[u8]) -> Result<String, FileError> {
    let entries = directory(bytes).ok_or(FileError::Unreadable)?;
    let entry = entries.into_iter().find(|entry| entry.name == NAME);
    let entry = entry.ok_or(FileError::UnknownFormat)?;
    let packed = content(bytes, &entry).ok_or(FileError::Unreadable)?;
    let limit = u64::try_from(MAX_FILE).unwrap_or(u64::MAX) + 1;
    let mut text = Vec::new();
    let unpacked = match entry.method {
        0 => packed.take(limit).read_to_end(&mut text),
        8 => DeflateDecoder::new(packed)
            .take(limit)
            .read_to_end(&mut text),
        _ => return Err(FileError::Unreadable),
    };
    unpacked.map_err(|_| FileError::Unreadable)?;
    if text.len() > MAX_FILE {
        return Err(FileError::TooLarge);
    }
    let mut crc = Crc::new();
    crc.update(&text);
    if crc.sum() != entry.crc {
        return Err(FileError::Unreadable);
    }
    text.retain(|byte| !byte.is_ascii_whitespace());
    let json = BASE64_STANDARD.decode(&text);
    let json = json.map_err(|_| FileError::Unreadable)?;
    String::from_utf8(json).map_err(|_| FileError::Unreadable)
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
fn content<'a>(bytes: &'a [u8], entry: &Entry<'_>) -> Option<&'a [u8]> {
    let header = bytes.get(entry.at..)?;
    if !header.starts_with(LOCAL) {
        return None;
    }
    let start = 30 + usize::from(short(header, 26)?) + usize::from(short(header, 28)?);
    header.get(start..start.checked_add(entry.packed)?)
}
