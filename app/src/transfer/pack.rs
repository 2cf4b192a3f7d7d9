//! Files as they are stored between preview and import: gzip.

use std::io::{Read, Write};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};

use super::{FileError, MAX_CONTENT};

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

/// Unpacks a content; none if it is damaged, or larger than any content.
#[must_use]
pub fn unpack(packed: &[u8]) -> Option<String> {
    unpack_within(packed, MAX_CONTENT)
}

fn unpack_within(packed: &[u8], limit: usize) -> Option<String> {
    let more = u64::try_from(limit).ok()?.saturating_add(1);
    let mut content = String::new();
    GzDecoder::new(packed)
        .take(more)
        .read_to_string(&mut content)
        .ok()?;
    (content.len() <= limit).then_some(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_is_unpacked_up_to_a_limit() {
        let content = "é".repeat(500);
        let packed = pack(&content).unwrap();
        assert_eq!(unpack_within(&packed, 1000), Some(content));
        assert_eq!(unpack_within(&packed, 999), None);
        for damaged in [&packed[..packed.len() - 1], b"", b"x"] {
            assert_eq!(unpack(damaged), None);
        }
    }
}
