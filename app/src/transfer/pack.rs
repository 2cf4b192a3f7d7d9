//! Files as they are stored between preview and import: gzip.

use std::io::{Read, Write};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};

use super::{FileError, MAX_FILE};

/// The largest packed content, in bytes.
pub const MAX_PACKED: usize = 10 * 1024 * 1024;

/// Packs a content.
///
/// # Errors
/// TooLarge.
pub fn pack(content: &str) -> Result<Vec<u8>, FileError> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    let written = packed.write_all(content.as_bytes());
    let packed = written.and_then(|()| packed.finish());
    let packed = packed.map_err(|_| FileError::TooLarge)?;
    if packed.len() > MAX_PACKED {
        return Err(FileError::TooLarge);
    }
    Ok(packed)
}

/// Unpacks a content; none if it is damaged.
#[must_use]
pub fn unpack(packed: &[u8]) -> Option<String> {
    // UTF-16 grows by half in UTF-8.
    let limit = u64::try_from(2 * MAX_FILE).ok()?;
    let mut content = String::new();
    GzDecoder::new(packed)
        .take(limit)
        .read_to_string(&mut content)
        .ok()?;
    Some(content)
}
