//! Archives: Daylio's back-up, whose `backup.daylio` is JSON in base64, and Humeur's own with photos. Pictures
//! are not unpacked.

use base64::{Engine, prelude::BASE64_STANDARD};

use super::{FileError, MAX_CONTENT, MAX_FILE, encoding};
use crate::zip::{Archive, Unreadable};

/// The journal in an archive of our own: the JSON of an export.
pub const JOURNAL: &str = "humeur.json";
const DAYLIO: &[u8] = b"backup.daylio";

impl From<Unreadable> for FileError {
    fn from(reason: Unreadable) -> Self {
        match reason {
            Unreadable::Damaged => Self::Unreadable,
            Unreadable::TooLarge => Self::TooLarge,
        }
    }
}

/// The JSON of an archive.
///
/// # Errors
/// Unreadable if the archive is truncated or damaged, UnknownFormat if it is another's, TooLarge.
pub(super) fn text(bytes: &[u8]) -> Result<String, FileError> {
    let archive = Archive::read(bytes).ok_or(FileError::Unreadable)?;
    if let Some(backup) = archive.file(|name| name == DAYLIO, MAX_FILE) {
        return daylio_backup(backup?);
    }
    let journal = archive.file(is_journal, MAX_FILE);
    let journal = journal.ok_or(FileError::UnknownFormat)??;
    encoding::decode(&journal, MAX_CONTENT)
}

/// True for our journal, also in a folder: some systems unpack a download, and pack it again as one.
fn is_journal(name: &[u8]) -> bool {
    let folder = name.strip_suffix(JOURNAL.as_bytes());
    folder.is_some_and(|folder| match folder.split_last() {
        None => true,
        Some((last, folder)) => {
            *last == b'/' && !folder.is_empty() && !folder.contains(&b'/') && folder[0] != b'.'
        }
    })
}

fn daylio_backup(mut text: Vec<u8>) -> Result<String, FileError> {
    text.retain(|byte| !byte.is_ascii_whitespace());
    let json = BASE64_STANDARD.decode(&text);
    let json = json.map_err(|_| FileError::Unreadable)?;
    String::from_utf8(json).map_err(|_| FileError::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_may_be_in_one_folder() {
        for name in [
            "humeur.json",
            "humeur-2026-11-27/humeur.json",
            "é/humeur.json",
        ] {
            assert!(is_journal(name.as_bytes()), "{name}");
        }
        for other in [
            "",
            "json",
            "xhumeur.json",
            "/humeur.json",
            "../humeur.json",
            "a/b/humeur.json",
            "__MACOSX/._humeur.json",
            "humeur.json.txt",
        ] {
            assert!(!is_journal(other.as_bytes()), "{other}");
        }
    }
}
